import type { AccountView } from '../../model/index.ts';
import type { Link } from '../../replay/index.ts';
import { link } from './frame.ts';
import { linksOf, type Around, type Held } from './of-account.ts';

/** An account of an agent or of one of its servers, with the rights it holds. */
export interface AgentAccount {
  readonly view: AccountView;
  readonly held: Held;
}

/** What the name of a tool says that it does. Names are what its maker chose: a hint, and nothing is proven by it. */
const capabilities: readonly (readonly [name: string, words: RegExp])[] = [
  ['read', /(^|[_-])(read|get|list|query|search|select|find|fetch|describe|show|export)/i],
  ['untrusted', /(issue|ticket|e?mail|message|comment|web|browse|fetch|navigate|page|url|slack|review)/i],
  ['write', /(^|[_-])(create|update|delete|write|execute|run|push|merge|put|drop|insert|edit|apply|deploy)/i],
  ['send', /(^|[_-])(send|post|publish|upload|mail|reply|comment|notify|push|share)|create_(issue|comment)/i],
];

const callsOn = (held: Held, action: string): readonly string[] =>
  held.rights.filter(({ action: does }) => does === action).map(({ pattern }) => pattern);

const toolName = (on: string): string | undefined => /#tool\/([^#]+)$/.exec(on)?.[1];
const can = (tools: readonly string[], name: string): boolean =>
  tools.some((tool) => capabilities.find(([of]) => of === name)?.[1].test(tool) === true);

/** Agents with what their tools together come to, and those tools with how they are configured. */
export function addAgents(
  around: Around,
  accounts: readonly AgentAccount[],
  assumed: ReadonlyMap<string, readonly string[]>,
): void {
  const { builder, stated } = around;
  const servers = new Map(
    accounts
      .filter(({ view }) => view.attributes['what'] === 'MCP server')
      .map((each) => [`${each.view.ref.source} ${each.view.ref.key}`, each]),
  );
  const tools = new Map<
    string,
    { readonly source: string; readonly name: string; readonly software: string; links: Link[] }
  >();
  const runs = new Map<string, AccountView[]>();
  for (const { view } of servers.values()) {
    const at = `${view.ref.source} ${view.attributes['software'] ?? ''}`;
    runs.set(at, [...(runs.get(at) ?? []), view]);
  }
  for (const { view, held } of accounts) {
    if (view.kind !== 'agent') continue;
    const { source, key, name } = view.ref;
    const own = (assumed.get(`${source} ${key}`) ?? []).flatMap(
      (server) => servers.get(`${source} ${server}`) ?? [],
    );
    const links = [
      ...linksOf(view),
      link('agent', view.ref),
      ...own.flatMap((server) => [link('identity', server.view.ref), ...sameAs(server.view)]),
      ...sameAs(view),
    ];
    const called = callsOn(held, 'call');
    const named = called.flatMap((on) => toolName(on) ?? []).filter((tool) => tool !== '*');
    const isListed = around.connectorOf.get(source) === 'mcp' && !called.some((on) => on.endsWith('#tool/*'));
    const does = (of: string): boolean | undefined => (can(named, of) ? true : isListed ? false : undefined);
    const unasked = callsOn(held, 'call unasked').length > 0;
    builder.add('agent', {
      source,
      key,
      name,
      fields: stated.with('agent', key, {
        kind: view.attributes['what'],
        readsUntrusted: does('untrusted'),
        readsPrivate: does('read'),
        canSend: does('send'),
        canExecute: does('write'),
        asksFirst: around.connectorOf.get(source) !== 'mcp' ? undefined : !unasked,
      }),
      links,
    });
    for (const on of called) {
      const software = on.replace(/#tool\/[^#]*$/, '');
      const tool = tools.get(`${source} ${on}`) ?? { source, name: toolName(on) ?? on, software, links: [] };
      tool.links.push(...links);
      tools.set(`${source} ${on}`, tool);
    }
  }
  for (const [at, { source, name, software, links }] of tools) {
    const running = runs.get(`${source} ${software}`) ?? [];
    const key = at.slice(source.length + 1);
    const pins = running.map(({ attributes }) => attributes['pinned']);
    const allowed = running.map(({ attributes }) => attributes['allowed']);
    const isOpen = name === '*';
    builder.add('tool', {
      source,
      key,
      name: isOpen ? `${software}, tools not listed` : `${name} of ${software}`,
      fields: stated.with('tool', software, {
        isPinned: pins.includes('no') ? false : pins.includes('yes') ? true : undefined,
        capabilities: isOpen ? undefined : capabilities.filter(([of]) => can([name], of)).map(([of]) => of),
        isPublisherKnown: allowed.includes('no') ? false : allowed.includes('yes') ? true : undefined,
      }),
      links: [
        ...new Map(
          [...links, link('store', { source, key: software })].map((each) => [
            `${each.is} ${each.key}`,
            each,
          ]),
        ).values(),
      ],
    });
  }
}

/** Credentials that an agent or server holds, and whose they are. */
const sameAs = ({ credentials }: AccountView): readonly Link[] =>
  credentials.flatMap((each) => [
    link('credential', each.ref),
    ...each.sameAs.flatMap(({ ref, account }) => [link('credential', ref), link('identity', account)]),
  ]);
