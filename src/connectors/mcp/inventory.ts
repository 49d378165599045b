import { Fault, type Instant, type Observation, type WorkstationRecord } from '../../model/index.ts';
import { withoutShapes } from '../kit/workstation/index.ts';
import { agentsIn, type Agent, type Server } from './agents.ts';
import type { ListedServer, ListedTool, ToolUse } from './found.ts';
import { observeGaps } from './gaps.ts';
import { applicationName, nameInKey, shownName } from './names.ts';
import { observeAll, type Called, type Known } from './observe.ts';

/** More distinct things than this are no inventory; bounds the memory in which files are joined. */
const most = 200_000;

/** What all files together say, and what each server, tool and call is about. */
export class Inventory {
  readonly #now: Instant;
  /** By fingerprint: what of a credential is no secret and names it anywhere. */
  readonly publicIds = new Map<string, string>();
  #records: readonly WorkstationRecord[] = [];
  readonly #listed = new Map<string, ListedServer>();
  readonly #allowed = new Set<string>();
  #hasAllowList = false;
  readonly #tools = new Map<
    string,
    { readonly tool: ListedTool; readonly file: string; readonly hints: Set<string> }
  >();
  readonly #uses = new Map<
    string,
    { readonly use: ToolUse; readonly file: string; last: Instant | undefined }
  >();
  #nameless = 0;
  #timeless = 0;
  #future = 0;

  constructor(now: Instant) {
    this.#now = now;
  }

  takeClients(records: readonly WorkstationRecord[]): void {
    this.#records = records;
  }

  takeListed(server: ListedServer | undefined, allows: boolean): void {
    this.#hasAllowList ||= allows;
    if (server === undefined) {
      this.#nameless++;
      return;
    }
    const before = this.#listed.get(server.name);
    const union = (a: readonly string[] = [], b: readonly string[]): readonly string[] =>
      [...new Set([...a, ...b])].toSorted();
    this.#listed.set(server.name, {
      name: server.name,
      software: union(before?.software, server.software),
      needs: union(before?.needs, server.needs),
    });
    if (allows) this.#allowed.add(server.name);
    bound(this.#listed.size);
  }

  takeTools(tools: readonly ListedTool[], file: string): void {
    for (const tool of tools) {
      const key = JSON.stringify([file, tool.server, tool.tool]);
      const before = this.#tools.get(key);
      for (const hint of tool.hints) before?.hints.add(hint);
      if (before === undefined) this.#tools.set(key, { tool, file, hints: new Set(tool.hints) });
    }
    bound(this.#tools.size);
  }

  takeUse(use: ToolUse, file: string): void {
    if (use.at === undefined) this.#timeless++;
    else if (use.at > this.#now) this.#future++;
    const at = use.at !== undefined && use.at <= this.#now ? use.at : undefined;
    const key = JSON.stringify([file, use.agent, use.server, use.tool]);
    const before = this.#uses.get(key);
    if (before === undefined) this.#uses.set(key, { use, file, last: at });
    else if (at !== undefined && (before.last === undefined || at > before.last)) before.last = at;
    bound(this.#uses.size);
  }

  /** Everything, sorted, so that the same files give the same in any order. */
  observations(): readonly Observation[] {
    const { agents, servers, agentOfHolder, repeated } = agentsIn(this.#records);
    const named = new ServersNamed(servers);
    const known = this.#knownTools(named);
    const called = this.#calls(agents, named, known);
    const withTools = new Set(known.filter(({ listed }) => listed).map(({ software }) => software));
    const all = observeAll({
      records: this.#records,
      agents,
      servers,
      agentOfHolder,
      publicIds: this.publicIds,
      listed: [...this.#listed.values()],
      allowed: this.#hasAllowList ? this.#allowed : undefined,
      known,
      called: called.calls,
    });
    return [
      ...all.toSorted((a, b) => (`${a.type} ${a.key}` < `${b.type} ${b.key}` ? -1 : 1)),
      ...observeGaps({
        unlisted: new Set(
          servers.filter(({ software }) => !withTools.has(software)).map(({ record }) => record.name),
        ),
        nameless: this.#nameless,
        repeated: repeated.toSorted(),
        usesOfNobody: called.ofNobody,
        usesWithoutTime: this.#timeless,
        usesInFuture: this.#future,
        hinted: known.filter(({ hints }) => hints.length > 0).length,
      }),
    ];
  }

  /** Tools by what runs behind their server. A list beside one machine's configuration is of that machine's server. */
  #knownTools(servers: ServersNamed): readonly Known[] {
    const found = new Map<string, { -readonly [K in keyof Known]: Known[K] }>();
    for (const { tool, file, hints } of this.#tools.values())
      for (const software of servers.software(tool.server, file)) {
        const key = JSON.stringify([software, tool.tool]);
        const before = found.get(key);
        found.set(key, {
          software,
          tool: clean(tool.tool),
          listed: true,
          hints: [...new Set([...(before?.hints ?? []), ...hints])].toSorted(),
        });
        bound(found.size);
      }
    return [...found.values()];
  }

  #calls(
    agents: readonly Agent[],
    servers: ServersNamed,
    known: readonly Known[],
  ): { readonly calls: readonly Called[]; readonly ofNobody: number } {
    const listedOn = Map.groupBy(known, ({ tool }) => tool);
    const agentsCalled = agentsByName(agents);
    let ofNobody = 0;
    const calls: Called[] = [];
    for (const { use, file, last } of this.#uses.values()) {
      const agent = use.agent === undefined ? undefined : agentNamed(agentsCalled, use.agent, file);
      if (use.agent === undefined) ofNobody++;
      const on = listedOn.get(use.tool) ?? [];
      // a trace that does not name the server is of the one that offers the tool, when only one does
      const software =
        use.server === undefined
          ? on.length === 1 && on[0] !== undefined
            ? [on[0].software]
            : ['server:not%20named']
          : servers.software(use.server, file);
      bound(calls.length + software.length);
      for (const each of software)
        calls.push({
          software: each,
          tool: clean(use.tool),
          ...(last === undefined ? {} : { last }),
          ...(agent === undefined ? {} : { agent }),
          ...(agent === undefined && use.agent !== undefined ? { agentName: clean(use.agent) } : {}),
        });
    }
    return { calls, ofNobody };
  }
}

/** A name from a trace can hold what it should not: anything in a vendor's form of a secret is taken out. */
const clean = (name: string): string => shownName(withoutShapes(name));

/** Looked up, since there may be hundreds of thousands of calls and thousands of servers. */
type ByName<T> = ReadonlyMap<string, readonly T[]>;

class ServersNamed {
  readonly #named = new Map<string, Server[]>();
  readonly #told = new Map<string, readonly string[]>();

  constructor(servers: readonly Server[]) {
    for (const server of servers) {
      const { name, launch } = server.record;
      const names = [name, ...(launch.is === 'remote' ? [launch.host] : [])].map((each) =>
        each.toLowerCase(),
      );
      for (const each of new Set(names)) {
        const list = this.#named.get(each);
        if (list === undefined) this.#named.set(each, [server]);
        else list.push(server);
      }
    }
  }

  /** By name or host; among those of the machine on which the file lies when there are any. */
  software(name: string, file: string): readonly string[] {
    const key = JSON.stringify([name, file]);
    const known = this.#told.get(key) ?? this.#softwareOf(name, file);
    this.#told.set(key, known);
    return known;
  }

  #softwareOf(name: string, file: string): readonly string[] {
    const found = this.#named.get(name.toLowerCase()) ?? [];
    const near = found.filter(({ agent }) => agent.root !== '' && file.startsWith(`${agent.root}/`));
    const software = (near.length > 0 ? near : found).map((each) => each.software);
    return software.length === 0 ? [`server:${nameInKey(clean(name))}`] : [...new Set(software)];
  }
}

function agentNamed(agents: ByName<Agent>, name: string, file: string): Agent | undefined {
  const found = agents.get(applicationName(name)) ?? [];
  const near = found.filter(({ root }) => root !== '' && file.startsWith(`${root}/`));
  const [only, ...more] = near.length > 0 ? near : found;
  return more.length === 0 ? only : undefined;
}

const agentsByName = (agents: readonly Agent[]): ByName<Agent> =>
  Map.groupBy(agents, ({ application }) => applicationName(application));

function bound(size: number): void {
  if (size > most)
    throw new Fault('input_too_large', `The files name more than ${most} servers, tools or calls.`, {
      next: 'Give each machine, registry or trace as a source of its own.',
    });
}
