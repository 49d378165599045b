import type { WorkstationRecord } from '../../../../model/index.ts';
import { at, entriesOf, itemsOf, textAt, textsOf, type Doc } from '../document.ts';
import { readMcpServer } from '../mcp-server.ts';
import { parseJson, parseToml, parseYaml } from '../parse.ts';
import { endsIn, type ReadContext, type Reader } from '../reader.ts';
import { namesSecret } from '../secret-shapes.ts';

/** An application that speaks MCP: where its configuration lies, and under which keys its servers stand. */
interface Client {
  readonly title: string;
  readonly ends: readonly string[];
  readonly home: readonly string[];
  readonly servers: readonly (readonly string[])[];
  readonly format?: 'toml' | 'yaml';
}

const common = [['mcpServers']] as const;
const editors = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor', 'Windsurf'];
const userFolders = ['Library/Application Support', '.config', 'AppData/Roaming'];
const inEditors = (path: string): readonly string[] =>
  userFolders.flatMap((folder) => editors.map((editor) => `${folder}/${editor}/User/${path}`));

/** One line a client: adding one is a line here and a case in the test. */
const clients: readonly Client[] = [
  {
    title: 'Claude Desktop',
    ends: ['claude_desktop_config.json'],
    home: userFolders.map((folder) => `${folder}/Claude/claude_desktop_config.json`),
    servers: common,
  },
  { title: 'Claude Code', ends: ['.claude.json'], home: ['.claude.json'], servers: common },
  {
    title: 'Claude Code project',
    ends: ['.mcp.json', 'managed-mcp.json'],
    home: [],
    servers: [['mcpServers'], ['servers']],
  },
  {
    title: 'Claude Code settings',
    ends: ['.claude/settings.json', '.claude/settings.local.json'],
    home: ['.claude/settings.json', '.claude/settings.local.json'],
    servers: common,
  },
  { title: 'Cursor', ends: ['.cursor/mcp.json'], home: ['.cursor/mcp.json'], servers: common },
  {
    title: 'VS Code',
    ends: ['.vscode/mcp.json', 'User/mcp.json'],
    home: inEditors('mcp.json'),
    servers: [['servers'], ['mcpServers']],
  },
  {
    title: 'VS Code settings',
    ends: ['.vscode/settings.json', 'User/settings.json'],
    home: inEditors('settings.json'),
    servers: [['mcp', 'servers'], ['mcp.servers']],
  },
  {
    title: 'Windsurf',
    ends: ['windsurf/mcp_config.json', 'windsurf-next/mcp_config.json'],
    home: ['.codeium/windsurf/mcp_config.json', '.codeium/windsurf-next/mcp_config.json'],
    servers: common,
  },
  {
    title: 'Codex',
    ends: ['.codex/config.toml'],
    home: ['.codex/config.toml'],
    servers: [['mcp_servers']],
    format: 'toml',
  },
  { title: 'Gemini CLI', ends: ['.gemini/settings.json'], home: ['.gemini/settings.json'], servers: common },
  {
    title: 'Zed',
    ends: ['zed/settings.json', '.zed/settings.json'],
    home: ['.config/zed/settings.json'],
    servers: [['context_servers']],
  },
  {
    title: 'Continue',
    ends: ['.continue/config.json'],
    home: ['.continue/config.json'],
    servers: [['experimental', 'modelContextProtocolServers'], ['mcpServers']],
  },
  {
    title: 'Continue',
    ends: ['.continue/config.yaml', '.continue/config.yml'],
    home: ['.continue/config.yaml'],
    servers: common,
    format: 'yaml',
  },
  {
    title: 'Cline',
    ends: ['cline_mcp_settings.json'],
    home: inEditors('globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json'),
    servers: common,
  },
  {
    title: 'Roo Code',
    ends: ['rooveterinaryinc.roo-cline/settings/mcp_settings.json', '.roo/mcp.json'],
    home: inEditors('globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json'),
    servers: common,
  },
  { title: 'JetBrains Junie', ends: ['.junie/mcp/mcp.json'], home: ['.junie/mcp/mcp.json'], servers: common },
  {
    title: 'GitHub Copilot for JetBrains',
    ends: ['github-copilot/intellij/mcp.json'],
    home: ['.config/github-copilot/intellij/mcp.json', 'AppData/Local/github-copilot/intellij/mcp.json'],
    servers: [['servers'], ['mcpServers']],
  },
  {
    title: 'GitHub Copilot CLI',
    ends: ['.copilot/mcp-config.json'],
    home: ['.copilot/mcp-config.json'],
    servers: common,
  },
  { title: 'Amazon Q', ends: ['amazonq/mcp.json'], home: ['.aws/amazonq/mcp.json'], servers: common },
  { title: 'Kiro', ends: ['.kiro/settings/mcp.json'], home: ['.kiro/settings/mcp.json'], servers: common },
  { title: 'LM Studio', ends: ['.lmstudio/mcp.json'], home: ['.lmstudio/mcp.json'], servers: common },
  {
    title: 'OpenCode',
    ends: ['opencode.json', 'opencode.jsonc'],
    home: ['.config/opencode/opencode.json'],
    servers: [['mcp']],
  },
  {
    title: 'Goose',
    ends: ['goose/config.yaml'],
    home: ['.config/goose/config.yaml'],
    servers: [['extensions']],
    format: 'yaml',
  },
];

const clientOf = (relative: string): Client | undefined =>
  clients.find((client) => client.ends.some((path) => endsIn(relative, path)));
const bases = new Set(clients.flatMap((client) => client.ends.map((path) => path.split('/').at(-1) ?? '')));

export const mcpClients: Reader = {
  id: 'mcp-clients',
  title: 'MCP client configurations',
  home: clients.flatMap((client) => client.home),
  // Claude Code keeps its history of conversations in the same file.
  maxBytes: 32 << 20,
  matches: (relative, base) => bases.has(base) && clientOf(relative) !== undefined,
  read(context) {
    const client = clientOf(context.file.relative);
    return client === undefined ? [] : readWith(context, client);
  },
};

function readWith(context: ReadContext, client: Client): readonly WorkstationRecord[] {
  const parse = client.format === 'toml' ? parseToml : client.format === 'yaml' ? parseYaml : parseJson;
  const { docs, broken } = parse(context.file.text);
  const records: WorkstationRecord[] = docs.flatMap((doc) => readClient(context, client, doc));
  if (broken !== undefined)
    records.push(
      context.gap(client.title, `${broken.why}; what comes before the break was read`, broken.line),
    );
  return records;
}

function readClient(context: ReadContext, client: Client, doc: Doc): readonly WorkstationRecord[] {
  const holder = context.holder(client.title, client.title, 'agent', doc.line);
  const records: WorkstationRecord[] = client.servers.flatMap((path) =>
    serversIn(at(doc, ...path)).flatMap(([name, server]) => readMcpServer(context, holder.key, name, server)),
  );
  // Claude Code keeps servers of each project under `projects` in the one file of the home folder.
  for (const [project, settings] of entriesOf(at(doc, 'projects')))
    for (const [name, server] of serversIn(at(settings, 'mcpServers')))
      records.push(...readMcpServer(context, holder.key, name, server, project));
  for (const [name, value] of entriesOf(at(doc, 'env')))
    if (value.is === 'scalar' && typeof value.value === 'string')
      records.push(
        ...context.judged(holder.key, name, value.value, {
          surface: 'agent',
          line: value.line,
          id: `env#${name}`,
        }),
      );
  for (const model of itemsOf(at(doc, 'models')))
    records.push(
      ...context.judged(holder.key, 'apiKey', textAt(model, 'apiKey') ?? '', {
        surface: 'agent',
        line: at(model, 'apiKey')?.line ?? model.line,
        id: `model#${textAt(model, 'title', 'name') ?? ''}`,
      }),
    );
  const provider = textAt(doc, 'primaryApiKey');
  if (provider !== undefined)
    records.push(
      ...context.credential(holder.key, 'primaryApiKey', provider, {
        surface: 'agent',
        line: at(doc, 'primaryApiKey')?.line ?? 1,
      }),
    );
  if (
    textsOf(at(doc, 'permissions', 'allow')).some(
      (rule) => rule === '*' || rule === 'Bash' || rule === 'Bash(*)',
    )
  )
    records.push(
      context.reach(
        holder.key,
        'folder',
        'any shell command, without asking',
        at(doc, 'permissions', 'allow')?.line,
      ),
    );
  // A settings file that speaks of no server and holds no key tells nothing about agents.
  return records.length === 0 ? [] : [holder, ...records];
}

/** Servers stand as an object by name, or as a list whose items name themselves. */
function serversIn(doc: Doc | undefined): readonly (readonly [string, Doc])[] {
  if (doc?.is === 'map') return doc.entries.size > 2000 ? [...doc.entries].slice(0, 2000) : [...doc.entries];
  return itemsOf(doc)
    .slice(0, 2000)
    .map((item, index) => {
      const transport = at(item, 'transport');
      const inner = transport?.is === 'map' ? transport : item;
      return [textAt(item, 'name') ?? textAt(inner, 'name') ?? `server ${index + 1}`, inner] as const;
    });
}

/**
 * Of which application on which machine or in which repository a file is, by the folder in which its well-known place lies:
 * `dana/.claude/settings.json` is Claude Code's in `dana`. Settings, projects and sign-ins of one application are one.
 */
export function clientPlace(
  relative: string,
): { readonly root: string; readonly application: string } | undefined {
  const known = [
    ...clients.flatMap(({ title, home, ends }) => [...home, ...ends].map((path) => ({ title, path }))),
    ...agentSignIns.home.map((path) => ({ title: signInTitle(path), path })),
  ].filter(({ path }) => endsIn(relative, path));
  const [best] = known.toSorted((a, b) => b.path.length - a.path.length);
  if (best === undefined) return undefined;
  return {
    root: relative.slice(0, relative.length - best.path.length).replace(/\/$/, ''),
    application: best.title.replace(/ (?:project|settings)$/, ''),
  };
}

/** Any file that holds servers in one of the shapes that clients use, whatever it is called. */
export const unnamedClient = (isIt: (relative: string) => boolean): Reader => ({
  id: 'unnamed-client',
  title: 'MCP client configuration',
  home: [],
  maxBytes: 32 << 20,
  matches: (relative) => isIt(relative),
  read: (context) =>
    readWith(context, {
      title: 'MCP client',
      ends: [],
      home: [],
      servers: [['mcpServers'], ['mcp_servers'], ['context_servers'], ['servers'], ['mcp', 'servers']],
      ...(/\.toml$/i.test(context.file.base)
        ? { format: 'toml' as const }
        : /\.ya?ml$/i.test(context.file.base)
          ? { format: 'yaml' as const }
          : {}),
    }),
});

const signInTitle = (path: string): string =>
  /\.claude\//.test(path)
    ? 'Claude Code'
    : /\.codex\//.test(path)
      ? 'Codex'
      : /\.gemini\//.test(path)
        ? 'Gemini CLI'
        : /copilot/.test(path)
          ? 'GitHub Copilot'
          : 'MCP sign-in';

/** Sign-ins that agents keep beside their configuration. */
export const agentSignIns: Reader = {
  id: 'agent-sign-ins',
  title: 'sign-ins kept by agents',
  home: [
    '.claude/.credentials.json',
    '.codex/auth.json',
    '.gemini/oauth_creds.json',
    '.config/github-copilot/apps.json',
    '.config/github-copilot/hosts.json',
    '.mcp-auth/',
  ],
  matches: (relative) =>
    [
      '.claude/.credentials.json',
      '.codex/auth.json',
      '.gemini/oauth_creds.json',
      'github-copilot/apps.json',
      'github-copilot/hosts.json',
    ].some((path) => endsIn(relative, path)) || /(?:^|\/)\.mcp-auth\/.*tokens\.json$/.test(relative),
  read(context) {
    const { docs, broken } = parseJson(context.file.text);
    const title = signInTitle(context.file.relative);
    const holder = context.holder(title, `${title} sign-in`, 'agent', 1);
    const records = docs.flatMap((doc) => tokensIn(context, holder.key, doc, ''));
    const gaps = broken === undefined ? [] : [context.gap(title, broken.why, broken.line)];
    return records.length === 0 ? gaps : [holder, ...records, ...gaps];
  },
};

function tokensIn(
  context: ReadContext,
  holderKey: string,
  doc: Doc,
  path: string,
): readonly WorkstationRecord[] {
  return entriesOf(doc).flatMap(([name, value]) => {
    if (value.is === 'map') return tokensIn(context, holderKey, value, `${path}${name}.`);
    if (value.is !== 'scalar' || typeof value.value !== 'string') return [];
    if (!/token$|api_key$/i.test(name) && !namesSecret(name)) return [];
    const isAccess = /access|id_?token/i.test(name);
    return context.credential(holderKey, name, value.value, {
      surface: 'agent',
      line: value.line,
      credential: 'token',
      lifetime: isAccess ? 'short' : 'static',
      id: path + name,
    });
  });
}
