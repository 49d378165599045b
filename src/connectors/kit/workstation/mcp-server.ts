import type { Launch, WorkstationRecord } from '../../../model/index.ts';
import { joinKeys } from '../keys.ts';
import { at, entriesOf, itemsOf, textAt, textOf, textsOf, type Doc } from './document.ts';
import { launchOf } from './launch.ts';
import type { ReadContext } from './reader.ts';
import { judgeSecret, namesSecret } from './secret-shapes.ts';

/** One server in an MCP client's configuration, in any of the shapes that clients use → its records. */
export function readMcpServer(
  context: ReadContext,
  holderKey: string,
  name: string,
  doc: Doc,
  scope = '',
): readonly WorkstationRecord[] {
  if (doc.is !== 'map')
    return [context.gap(`MCP server \`${name}\``, 'its entry is not an object', doc.line)];
  const key = context.key('mcp', scope, name);
  const records: WorkstationRecord[] = [];
  const commandDoc = at(doc, 'command') ?? at(doc, 'cmd');
  // OpenCode writes the whole command line as one list; Zed once nested it as { path, args, env }.
  const commandLine = commandDoc?.is === 'list' ? textsOf(commandDoc) : undefined;
  const command = commandLine?.[0] ?? textOf(commandDoc) ?? textAt(commandDoc, 'path');
  const args = commandLine?.slice(1) ?? textsOf(at(doc, 'args') ?? at(commandDoc, 'args'));
  const url =
    textAt(doc, 'url', 'httpUrl', 'serverUrl', 'uri', 'endpoint') ?? textAt(at(doc, 'transport'), 'url');
  const line = doc.line;

  for (const [variable, value] of namedValues(doc, commandDoc)) {
    const text = textOf(value);
    if (text === undefined) continue;
    const judged = judgeSecret(variable, text);
    records.push(
      ...context.judged(key, variable, text, {
        surface: 'mcp',
        line: value.line,
        id: joinKeys(scope, name, variable),
      }),
      ...context.reachOf(key, text, value.line, judged),
    );
  }
  for (const [variable, node] of [
    ...textEntries(at(doc, 'bearer_token_env_var'), 'bearer token'),
    ...envNames(doc),
  ])
    records.push(
      context.described(key, variable, {
        surface: 'mcp',
        line: node.line,
        held: { is: 'reference', to: textOf(node) ?? variable },
        shape: 'named, not held here',
        id: joinKeys(scope, name, variable),
      }),
    );
  for (const found of secretArguments(args))
    records.push(
      ...context.judged(key, found.name, found.value, {
        surface: 'mcp',
        line: at(doc, 'args')?.line ?? line,
        id: joinKeys(scope, name, `argument ${found.index}`),
        detail: 'on the command line, where every program of this user can read it',
      }),
    );
  if (url !== undefined)
    records.push(
      ...context.judged(key, 'url token', secretInUrl(url) ?? url, {
        surface: 'mcp',
        line: at(doc, 'url')?.line ?? line,
        id: joinKeys(scope, name, 'url'),
      }),
    );

  const launch = launchOf(command, args, url);
  const folders = foldersIn(args);
  records.push(
    {
      type: 'mcp_server',
      key,
      holderKey,
      name: name.slice(0, 200),
      launch,
      shown: shownOf(command, args, url).slice(0, 300),
      folders,
      enabled: !isTrue(at(doc, 'disabled')) && !isFalse(at(doc, 'enabled')),
      unasked: unaskedTools(doc),
      place: context.place(line),
    },
    ...folders.map((folder) => context.reach(key, 'folder', folder, line)),
    ...args.flatMap((arg) => context.reachOf(key, arg, line)),
    ...reachOfLaunch(context, key, launch, line),
  );
  return records;
}

function reachOfLaunch(context: ReadContext, key: string, launch: Launch, line: number): WorkstationRecord[] {
  if (launch.is === 'remote') return [context.reach(key, 'host', launch.host, line)];
  if (launch.is === 'package')
    return [
      context.reach(
        key,
        'package',
        `${launch.registry}:${launch.name}${launch.version === undefined ? '' : `@${launch.version}`}`,
        line,
      ),
    ];
  return [];
}

/** Environment, headers and inputs: all places where clients let a value be named. */
function namedValues(doc: Doc, commandDoc: Doc | undefined): readonly (readonly [string, Doc])[] {
  const maps = [
    at(doc, 'env'),
    at(doc, 'envs'),
    at(doc, 'environment'),
    at(doc, 'headers'),
    at(doc, 'http_headers'),
    at(doc, 'requestOptions', 'headers'),
    at(doc, 'requestInit', 'headers'),
    at(doc, 'oauth'),
    at(doc, 'auth'),
    at(commandDoc, 'env'),
    at(doc, 'settings'),
  ];
  return maps.flatMap((map) => entriesOf(map));
}

const textEntries = (doc: Doc | undefined, name: string): readonly (readonly [string, Doc])[] =>
  doc === undefined ? [] : [[name, doc]];

/** Variables that are only named: Codex's `env_vars` and `env_http_headers`, Goose's `env_keys`. */
function envNames(doc: Doc): readonly (readonly [string, Doc])[] {
  const lists = [...itemsOf(at(doc, 'env_vars')), ...itemsOf(at(doc, 'env_keys'))];
  return [
    ...lists.flatMap((item) => {
      const name = textOf(item);
      return name !== undefined && namesSecret(name) ? ([[name, item]] as const) : [];
    }),
    ...entriesOf(at(doc, 'env_http_headers')),
  ];
}

/** `--api-key VALUE`, `--token=VALUE`, `-e KEY=VALUE`, `--header "Authorization: Bearer VALUE"`, or a bare known token. */
function* secretArguments(
  args: readonly string[],
): Generator<{ name: string; value: string; index: number }> {
  for (const [index, arg] of args.entries()) {
    const pair = /^(?:--?)?(?<name>[\w.-]{1,80})=(?<value>[\s\S]+)$/.exec(arg)?.groups;
    const header = /^(?<name>[\w-]{1,80}):\s*(?<value>.+)$/.exec(arg)?.groups;
    const flag = /^--?(?<name>[\w-]{1,80})$/.exec(args[index - 1] ?? '')?.groups?.['name'];
    if (pair !== undefined) yield { name: pair['name'] ?? '', value: pair['value'] ?? '', index };
    else if (header !== undefined && !/:\/\//.test(arg))
      yield { name: header['name'] ?? '', value: header['value'] ?? '', index };
    else if (!arg.startsWith('-')) yield { name: flag ?? 'argument', value: arg, index };
  }
}

/** The value of a query parameter whose name says that it is a secret. */
function secretInUrl(url: string): string | undefined {
  for (const part of url.split(/[?&#]/).slice(1)) {
    const [name = '', value = ''] = part.split('=', 2);
    if (namesSecret(name) && value !== '') return value;
  }
  return undefined;
}

function foldersIn(args: readonly string[]): readonly string[] {
  const isFolder = (text: string): boolean =>
    /^(?:\/|~|\.\.?(?:\/|$)|[A-Za-z]:[\\/]|\$\{?(?:HOME|PWD|workspaceFolder|userHome|env:HOME|CLAUDE_PROJECT_DIR)\b|%USERPROFILE%)/.test(
      text,
    ) && !/\.(?:m?[jt]s|py|jar|sh|exe|cjs|json|toml|ya?ml)$/i.test(text);
  return args.flatMap((arg) => {
    const mounted =
      /(?:^|,)(?:src|source)=(?<folder>[^,]+)/.exec(arg)?.groups?.['folder'] ??
      /^(?<folder>[~/$][^:]*):\//.exec(arg)?.groups?.['folder'];
    const text = mounted ?? /^--[\w-]+=(?<folder>.+)$/.exec(arg)?.groups?.['folder'] ?? arg;
    return isFolder(text) ? [text.slice(0, 300)] : [];
  });
}

/** The command line for a person: values after flags that name a secret are left out before anything else looks at it. */
function shownOf(command: string | undefined, args: readonly string[], url: string | undefined): string {
  if (command === undefined) return url?.replace(/[?#].*$/s, '') ?? '';
  const shown = args.slice(0, 40).map((arg, index) => {
    const previous = /^--?(?<name>[\w-]+)$/.exec(args[index - 1] ?? '')?.groups?.['name'];
    if (previous !== undefined && namesSecret(previous) && !arg.startsWith('-')) return '[hidden]';
    const pair = /^(?<name>(?:--?)?[\w.-]+)(?<sign>=|:\s*)(?<value>.+)$/s.exec(arg)?.groups;
    if (pair !== undefined && namesSecret((pair['name'] ?? '').replace(/^-+/, '')))
      return `${pair['name'] ?? ''}${pair['sign'] ?? ''}[hidden]`;
    return arg;
  });
  return [command, ...shown].join(' ');
}

function unaskedTools(doc: Doc): readonly string[] {
  if (isTrue(at(doc, 'trust')) || isTrue(at(doc, 'alwaysAllow')) || isTrue(at(doc, 'autoApprove')))
    return ['*'];
  return [...textsOf(at(doc, 'alwaysAllow')), ...textsOf(at(doc, 'autoApprove'))].slice(0, 100);
}

const isTrue = (doc: Doc | undefined): boolean => doc?.is === 'scalar' && doc.value === true;
const isFalse = (doc: Doc | undefined): boolean => doc?.is === 'scalar' && doc.value === false;
