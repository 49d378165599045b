import type {
  HeldCredentialRecord,
  McpServerRecord,
  Observation,
  WorkstationRecord,
} from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import { clientPlace } from '../kit/workstation/index.ts';
import { nameInKey, shownName } from './names.ts';
import { whoseIs, type Whose } from './whose.ts';

/** One application on one machine or in one repository, whatever many files it is configured by. */
export interface Agent {
  readonly key: string;
  readonly application: string;
  /** Below the source's folder; empty: at its top, or a file by itself. */
  readonly root: string;
  readonly place: string;
  readonly whose: Whose;
}

/** One server in one client's configuration: a process of its own, with an environment of its own. */
export interface Server {
  readonly key: string;
  readonly agent: Agent;
  readonly record: McpServerRecord;
  /** What runs there, wherever it is configured: `npm:@acme/mcp`, `host:mcp.acme.example`. */
  readonly software: string;
  readonly inPlain: readonly string[];
  readonly credentials: number;
}

export function agentOf(path: string): Agent {
  const known = clientPlace(path);
  const root = known?.root ?? path;
  const application = known?.application ?? 'MCP client';
  return {
    key: `agent/${joinKeys(nameInKey(root), application)}`,
    application,
    root: known === undefined ? folderOf(path) : root,
    place: path,
    whose: whoseIs(path),
  };
}

const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/');

/** What is behind a server, in a key's words. */
export function softwareOf({ launch, name }: McpServerRecord): string {
  if (launch.is === 'package') return `${launch.registry}:${nameInKey(launch.name)}`;
  if (launch.is === 'remote') return `host:${nameInKey(launch.host)}`;
  if (launch.is === 'local')
    return `program:${nameInKey(launch.command.split(/[\\/]/).findLast((part) => part !== '') ?? name)}`;
  return `server:${nameInKey(name)}`;
}

/** Agents and servers in what the readers of client files found; servers twice under one name are told in `repeated`. */
export function agentsIn(records: readonly WorkstationRecord[]): {
  readonly agents: readonly Agent[];
  readonly servers: readonly Server[];
  readonly agentOfHolder: ReadonlyMap<string, Agent>;
  readonly repeated: readonly string[];
} {
  const agents = new Map<string, Agent>();
  const agentOfHolder = new Map<string, Agent>();
  const servers = new Map<string, Server>();
  const repeated: string[] = [];
  const held = Map.groupBy(
    records.filter((record) => record.type === 'credential'),
    ({ holderKey }) => holderKey,
  );
  for (const record of records) {
    if (record.type !== 'holder') continue;
    const found = agentOf(record.place.path);
    const agent = agents.get(found.key) ?? found;
    agents.set(found.key, agent);
    agentOfHolder.set(record.key, agent);
  }
  for (const record of records) {
    const agent = record.type === 'mcp_server' ? agentOfHolder.get(record.holderKey) : undefined;
    if (record.type !== 'mcp_server' || agent === undefined) continue;
    if (servers.has(record.key)) {
      repeated.push(record.name);
      continue;
    }
    const credentials = held.get(record.key) ?? [];
    servers.set(record.key, {
      key: `server/${record.key.slice(record.key.indexOf('/') + 1)}`,
      agent,
      record,
      software: softwareOf(record),
      inPlain: [...new Set(credentials.filter(isInPlain).map(({ name }) => name))].toSorted(),
      credentials: credentials.length,
    });
  }
  return { agents: [...agents.values()], servers: [...servers.values()], agentOfHolder, repeated };
}

const isInPlain = ({ held }: HeldCredentialRecord): boolean => held.is === 'inline';

/** How an agent is called where many have the same application: by whose it is, or where it lies. */
export const agentName = ({ application, whose, root }: Agent): string => {
  const where = whose.owner ?? whose.machine ?? root.split('/').findLast((part) => part !== '');
  return shownName(where === undefined ? application : `${application} (${where})`);
};

export const ownershipOf = (subjectKey: string, { whose }: Agent): readonly Observation[] =>
  whose.owner === undefined
    ? []
    : [
        {
          type: 'ownership',
          key: joinKeys(subjectKey, 'owner'),
          subjectKey,
          role: 'owner',
          ownerRef: whose.owner.slice(0, 4000),
        },
      ];
