import type { Instant, Observation, WorkstationRecord } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import { agentName, ownershipOf, type Agent, type Server } from './agents.ts';
import type { ListedServer } from './found.ts';
import { nameInKey, shownName } from './names.ts';
import { serverAttributes } from './server-attributes.ts';

/** A tool of what runs behind a server. */
export interface Known {
  readonly software: string;
  readonly tool: string;
  readonly listed: boolean;
  readonly hints: readonly string[];
}

/** A tool that was seen being called. `agentName`: by an agent that no configuration here tells of. */
export interface Called {
  readonly software: string;
  readonly tool: string;
  readonly last?: Instant;
  readonly agent?: Agent;
  readonly agentName?: string;
}

export interface Found {
  readonly records: readonly WorkstationRecord[];
  readonly agents: readonly Agent[];
  readonly servers: readonly Server[];
  readonly agentOfHolder: ReadonlyMap<string, Agent>;
  readonly publicIds: ReadonlyMap<string, string>;
  readonly listed: readonly ListedServer[];
  /** Names that the company allows; undefined: it does not say. */
  readonly allowed: ReadonlySet<string> | undefined;
  readonly known: readonly Known[];
  readonly called: readonly Called[];
}

/** Everything found, in the estate's words, each thing once. */
export function observeAll(found: Found): readonly Observation[] {
  const out = new Map<string, Observation>();
  const give = (...observations: readonly Observation[]): void => {
    for (const each of observations) {
      const id = `${each.type} ${each.key}`;
      if (!out.has(id)) out.set(id, each);
    }
  };
  const listedAs = listedBySoftware(found.listed);
  observeRegistry(found.listed, give);
  const lastOf = lastCalls(found);
  for (const agent of found.agents) give(...observeAgent(agent, lastOf.get(agent.key)));
  const toolsOf = Map.groupBy(found.known, ({ software }) => software);
  const serverOf = new Map(found.servers.map((server) => [server.record.key, server]));
  for (const server of found.servers) {
    const entry = listedAs.get(server.software);
    give(softwareResource(server.software, entry));
    give(...observeServer(server, { entry, allowed: found.allowed, last: lastOf.get(server.key) }));
    observeRights(server, toolsOf.get(server.software) ?? [], give);
  }
  for (const record of found.records) {
    if (record.type !== 'credential' && record.type !== 'reach') continue;
    const from = record.type === 'credential' ? record.holderKey : record.fromKey;
    const server = serverOf.get(from);
    const agentKey = server?.agent.key ?? found.agentOfHolder.get(from)?.key;
    // what is switched off still lies in the agent's file, and still works
    const isIdle = record.type === 'credential' && server?.record.enabled === false;
    const subject = isIdle ? agentKey : (server?.key ?? agentKey);
    if (subject === undefined) continue;
    if (record.type === 'reach') observeReach(record, subject, give);
    else {
      const publicId = record.fingerprint === undefined ? undefined : found.publicIds.get(record.fingerprint);
      give({
        type: 'credential',
        key: record.key,
        accountKey: subject,
        credential: record.credential,
        state: 'unknown',
        ...(record.expiresAt === undefined ? {} : { expiresAt: record.expiresAt }),
        ...(publicId === undefined
          ? record.fingerprint === undefined
            ? {}
            : { fingerprint: record.fingerprint }
          : { publicId }),
      });
    }
  }
  for (const tool of found.known)
    give(softwareResource(tool.software, listedAs.get(tool.software)), toolResource(tool));
  observeCalls(found, listedAs, give);
  return [...out.values()];
}

type Give = (...observations: readonly Observation[]) => void;

const listedBySoftware = (listed: readonly ListedServer[]): ReadonlyMap<string, ListedServer> =>
  new Map(
    listed
      .toSorted((a, b) => (a.name < b.name ? 1 : -1))
      .flatMap((server) => server.software.map((each) => [softwareKey(each), server] as const)),
  );

/** `npm:@acme/mcp` of a registry as keys spell it. */
const softwareKey = (software: string): string => {
  const at = software.indexOf(':');
  return `${software.slice(0, at)}:${nameInKey(software.slice(at + 1))}`;
};

const listedKey = (name: string): string => `registry/${nameInKey(name)}`;

function observeRegistry(listed: readonly ListedServer[], give: Give): void {
  for (const { name, needs } of listed) {
    const key = listedKey(name);
    give({ type: 'resource', key, name: shownName(name), kind: 'MCP server in a registry' });
    for (const need of needs)
      give({
        type: 'resource',
        key: joinKeys(key, nameInKey(need)),
        name: shownName(need),
        kind: 'credential that an MCP server asks for',
        parentKey: key,
      });
  }
}

const softwareResource = (software: string, entry: ListedServer | undefined): Observation => ({
  type: 'resource',
  key: software,
  name: shownName(software),
  kind: 'MCP server',
  ...(entry === undefined ? {} : { parentKey: listedKey(entry.name) }),
});

const toolKey = (software: string, tool: string): string => `${software}#tool/${nameInKey(tool)}`;
const toolResource = ({ software, tool, hints }: Omit<Known, 'listed'>): Observation => ({
  type: 'resource',
  key: toolKey(software, tool),
  name: tool,
  kind: hints.length === 0 ? 'MCP tool' : `MCP tool (its server says: ${hints.join(', ')})`,
  parentKey: software,
});

function observeAgent(agent: Agent, last: Instant | undefined): readonly Observation[] {
  const { machine } = agent.whose;
  return [
    {
      type: 'account',
      key: agent.key,
      name: agentName(agent),
      kind: 'agent',
      state: 'active',
      ...(last === undefined ? {} : { lastUsedAt: last }),
      attributes: {
        what: agent.application,
        place: agent.place.slice(0, 4000),
        ...(machine === undefined ? {} : { machine: machine.slice(0, 4000) }),
      },
    },
    ...ownershipOf(agent.key, agent),
  ];
}

function observeServer(
  server: Server,
  about: {
    readonly entry: ListedServer | undefined;
    readonly allowed: ReadonlySet<string> | undefined;
    readonly last: Instant | undefined;
  },
): readonly Observation[] {
  const { agent, key, record } = server;
  return [
    {
      type: 'account',
      key,
      name: shownName(`${record.name} of ${agentName(agent)}`),
      kind: 'integration',
      state: record.enabled ? 'active' : 'disabled',
      ...(about.last === undefined ? {} : { lastUsedAt: about.last }),
      canBeAssumed: true,
      attributes: serverAttributes(server, about),
    },
    ...ownershipOf(key, agent),
    {
      type: 'membership',
      key: joinKeys(agent.key, key),
      memberKey: agent.key,
      groupKey: key,
      via: 'assume',
      conditions: ['as far as the server’s tools let it: what they do with its credentials was not read'],
    },
  ];
}

/** Each listed tool is a right of its own; of a server whose tools are not listed, any. */
function observeRights(server: Server, tools: readonly Known[], give: Give): void {
  const { software, agent, record } = server;
  for (const tool of tools) give(...rightOf(agent.key, 'call', software, toolKey(software, tool.tool)));
  if (tools.length === 0) give(...rightOf(agent.key, 'call', software, `${software}#tool/*`));
  for (const name of record.unasked)
    give(
      ...rightOf(
        agent.key,
        'call unasked',
        software,
        name === '*' ? `${software}#tool/*` : toolKey(software, name),
      ),
    );
}

function rightOf(
  subjectKey: string,
  action: string,
  resourceKey: string,
  pattern: string,
): readonly Observation[] {
  const entitlementKey = joinKeys(action, pattern);
  return [
    { type: 'entitlement', key: entitlementKey, resourceKey, action, resourcePattern: pattern },
    { type: 'grant', key: joinKeys(subjectKey, entitlementKey), subjectKey, entitlementKey, effect: 'allow' },
  ];
}

function observeReach(
  record: Extract<WorkstationRecord, { type: 'reach' }>,
  subjectKey: string,
  give: Give,
): void {
  if (record.kind === 'package') return;
  const key = `${record.kind}/${nameInKey(record.target)}`;
  const entitlementKey = joinKeys('reach', key);
  give(
    { type: 'resource', key, name: shownName(record.target), kind: record.kind },
    { type: 'entitlement', key: entitlementKey, resourceKey: key, action: 'reach', resourcePattern: key },
    {
      type: 'grant',
      key: joinKeys(subjectKey, entitlementKey),
      subjectKey,
      entitlementKey,
      effect: 'allow',
      conditions: ['as configured; what the other side allows was not read'],
    },
  );
}

/** When each agent and each configured server was last seen at work. */
function lastCalls({ called, servers }: Found): ReadonlyMap<string, Instant> {
  const last = new Map<string, Instant>();
  const note = (key: string, at: Instant | undefined): void => {
    const before = last.get(key);
    if (at !== undefined && (before === undefined || at > before)) last.set(key, at);
  };
  const at = (agent: Agent, software: string): string => JSON.stringify([agent.key, software]);
  const serversAt = Map.groupBy(servers, ({ agent, software }) => at(agent, software));
  for (const { agent, software, last: when } of called) {
    if (agent === undefined) continue;
    note(agent.key, when);
    for (const { key } of serversAt.get(at(agent, software)) ?? []) note(key, when);
  }
  return last;
}

function observeCalls(found: Found, listedAs: ReadonlyMap<string, ListedServer>, give: Give): void {
  const unknown = new Map<string, Instant | undefined>();
  for (const { agentName: name, last } of found.called) {
    if (name === undefined) continue;
    const before = unknown.get(name);
    unknown.set(name, last !== undefined && (before === undefined || last > before) ? last : before);
  }
  const keyOf = (name: string): string => `agent/seen#${nameInKey(name)}`;
  for (const [name, last] of unknown)
    give({
      type: 'account',
      key: keyOf(name),
      name,
      kind: 'agent',
      state: last === undefined ? 'unknown' : 'active',
      ...(last === undefined ? {} : { lastUsedAt: last }),
      attributes: { what: 'agent that only a trace tells of' },
    });
  for (const { software, tool, agent, agentName: name } of found.called) {
    give(softwareResource(software, listedAs.get(software)), toolResource({ software, tool, hints: [] }));
    const subject = agent?.key ?? (name === undefined ? undefined : keyOf(name));
    if (subject !== undefined) give(...rightOf(subject, 'call', software, toolKey(software, tool)));
  }
}
