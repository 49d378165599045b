import type { AgentRightsView, AgentRightView, EstateRef } from '../../model/index.ts';
import type { Database, Queryable } from '../../platform/store/index.ts';
import type { Resident } from './answers.ts';
import { isAccount, isOutOfUse, type AccessGraph } from './graph.ts';
import { thereAt } from './graph-rows.ts';
import { heldBy, type Held } from './held.ts';
import { fetchPaths } from './tell-path.ts';

type AgentRights = ReadonlyMap<string, AgentRightsView>;

const mostTold = 300;
const kept = new WeakMap<AccessGraph, Promise<AgentRights>>();

/**
 * By `SOURCE, line break, KEY`: what each agent in use may do, itself, by its groups and by acting as its servers and users. What
 * a tool does only its server knows; the row of the tool says how it is called. Worked out once for a version.
 */
export function agentRightsOf(db: Database, resident: Resident): Promise<AgentRights> {
  const known =
    kept.get(resident.graph) ??
    find(db, resident).catch((error: unknown) => {
      kept.delete(resident.graph);
      throw error;
    });
  kept.set(resident.graph, known);
  return known;
}

async function find(db: Database, resident: Resident): Promise<AgentRights> {
  const { graph, labels } = resident;
  const found = new Map<string, AgentRightsView>();
  for (const { sourceNo, source, read } of graph.version.reads) {
    const where = thereAt(sourceNo, read);
    const agents = await agentsIn(db, { graph, no: sourceNo, where });
    if (agents.length === 0) continue;
    const rights = new Map(agents.map((node) => [node, heldBy(graph, node, { limit: mostTold })]));
    await fetchPaths(db, resident, {
      paths: [...rights.values()].flatMap(({ held }) => held.map(({ path }) => path)),
      nodes: agents,
    });
    const things = await thingsOf(db, {
      where,
      keys: [...rights.values()].flatMap(({ held }) => held.flatMap((one) => namedBy(graph, one))),
    });
    for (const [node, { held, total }] of rights) {
      const { key } = labels.of('node', node).ref;
      const told = held.map((one) => toldOf(resident, { held: one, source, things }));
      found.set(`${source}\n${key}`, {
        rights: told.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
        more: total - held.length,
      });
    }
  }
  return found;
}

async function agentsIn(
  db: Queryable,
  of: { readonly graph: AccessGraph; readonly no: number; readonly where: string },
): Promise<readonly number[]> {
  const rows = await db.query<{ hi: number; lo: number }>(
    `select (key_hash >> 32)::int as hi, (key_hash & 4294967295) as lo from estate.accounts
      where ${of.where} and kind = 'agent' order by key`,
  );
  return rows
    .map(({ hi, lo }) => of.graph.find(of.no, 'account', hi, lo | 0))
    .filter(
      (node) => node !== -1 && ((of.graph.nodeFlags[node] ?? 0) & (isAccount | isOutOfUse)) === isAccount,
    );
}

interface Thing {
  readonly kind: string;
  readonly dataClass: string | null;
}

/** The pattern of a right, and the resource that it names: either may be the key of a row. */
function namedBy({ entitlements, texts }: AccessGraph, { entitlement }: Held): readonly string[] {
  if (entitlement === undefined) return [];
  return [entitlements.pattern[entitlement] ?? -1, entitlements.resource[entitlement] ?? -1].flatMap(
    (number) => texts.patterns[number] ?? [],
  );
}

async function thingsOf(
  db: Queryable,
  of: { readonly where: string; readonly keys: readonly string[] },
): Promise<ReadonlyMap<string, Thing>> {
  const rows = await db.query<{ key: string; kind: string; data_class: string | null }>(
    `select key, kind, data_class from estate.resources where ${of.where} and key = any($1)`,
    [[...new Set(of.keys)]],
  );
  return new Map(rows.map(({ key, kind, data_class }) => [key, { kind, dataClass: data_class }]));
}

function toldOf(
  { graph, labels }: Resident,
  of: { readonly held: Held; readonly source: string; readonly things: ReadonlyMap<string, Thing> },
): AgentRightView {
  const { held, source, things } = of;
  const [pattern = '*', resource] = namedBy(graph, held);
  const thing = things.get(pattern) ?? (resource === undefined ? undefined : things.get(resource));
  const other = actsAs({ graph, labels }, held);
  const common = {
    source,
    isConditional: held.conditional || held.denies.length > 0,
    ...(thing === undefined ? {} : { kind: thing.kind }),
    ...(thing?.dataClass === null || thing === undefined ? {} : { dataClass: thing.dataClass }),
    ...(other === undefined ? {} : { as: other }),
  };
  if (held.entitlement === undefined) return { action: '*', on: '*', ...common };
  // the words as the source writes them: in memory actions are folded
  const { name } = labels.of('entitlement', held.entitlement).ref;
  const action = name.slice(0, Math.max(0, name.indexOf(' on ')));
  const tool = pattern.indexOf('#tool/');
  if (tool === -1) return { action, on: pattern, ...common };
  return { action, on: decoded(pattern.slice(tool + 6)), server: pattern.slice(0, tool), ...common };
}

/** The last account on the way that is not itself. */
function actsAs({ graph, labels }: Resident, { path }: Held): EstateRef | undefined {
  const nodes = path.steps.flatMap((step) =>
    step.by === 'membership' ? [graph.memberships.to[step.membership] ?? -1] : [],
  );
  const account = nodes.findLast((node) => ((graph.nodeFlags[node] ?? 0) & isAccount) !== 0);
  return account === undefined ? undefined : labels.of('node', account).ref;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const sortKey = ({ server, on, action, as: other }: AgentRightView): string =>
  JSON.stringify([server ?? '', on, action, other?.key ?? '']);
