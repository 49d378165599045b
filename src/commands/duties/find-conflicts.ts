import { Conflicts, type Conflict, type DutyBook, type DutyRule, type HasDuty } from '../../duties/index.ts';
import type { AccessEngine, AccessVersion, Holder, RightHolders } from '../../estate/index.ts';
import type { ViewReader } from '../../detection/index.ts';
import type { DutyConflictView, DutyHeldView, EstateRef, Instant, PersonView } from '../../model/index.ts';

/** A right of a duty of which no source that was read knows the resource: nothing can be said of it. */
export interface RightUnknown {
  readonly duty: string;
  readonly right: string;
}

/** One identity: a person with all accounts, or an account of no known person. */
export interface ConflictFound extends DutyConflictView {
  readonly identity: EstateRef;
  /** Where it is told as a finding: the account that has both, else the one that has the first. */
  readonly account: EstateRef;
}

export interface DutiesFound {
  readonly version: AccessVersion;
  readonly conflicts: readonly ConflictFound[];
  /** How many there are; more than are told only beyond what is bearable. */
  readonly total: number;
  readonly unknown: readonly RightUnknown[];
  /** By rule: accounts that have both duties by a right on everything. */
  readonly administrators: ReadonlyMap<string, number>;
}

export interface DutySources {
  readonly access: Pick<AccessEngine, 'rightHolders'>;
  readonly views: ViewReader;
  /** Other texts that a resource stands for, as connectors write it. */
  readonly spellings: (asked: { readonly action: string; readonly resource: string }) => readonly string[];
}

/** Beyond this many the paths of the rest are not told. */
const mostTold = 20_000;
const askedAtOnce = 1000;

/** Who has two duties that are to stay apart, over the real closure of everything that was read, by which paths. */
export async function findConflicts(
  sources: DutySources,
  { book, now }: { readonly book: DutyBook; readonly now: Instant },
): Promise<DutiesFound> {
  const at = await sources.access.rightHolders(now);
  const rights = await rightsOf(book, (asked) => at.of({ ...asked, also: sources.spellings(asked) }));
  const held = heldBy(book, rights);
  const people = await peopleOf(sources.views, await at.namesOf(held.keys()));
  const { conflicts, total } = conflictsAmong(book, held, people);
  const told = await new Telling(book, rights, conflicts).told(people);
  return {
    version: at.version,
    conflicts: told,
    total,
    unknown: [...rights.values()].flatMap(({ duty, right, found }) =>
      found.isKnown ? [] : [{ duty, right }],
    ),
    administrators: administratorsOf(book, rights),
  };
}

interface RightOfDuty {
  readonly duty: string;
  readonly right: string;
  readonly found: RightHolders;
}

/** Every right of every duty, by a name; the same right in several duties is looked for once. */
async function rightsOf(
  book: DutyBook,
  find: (asked: { readonly action: string; readonly resource: string }) => Promise<RightHolders>,
): Promise<ReadonlyMap<string, RightOfDuty>> {
  const known = new Map<string, RightHolders>();
  const all = new Map<string, RightOfDuty>();
  for (const duty of book.duties)
    for (const { action, on } of duty.any) {
      const right = `${action} on ${on}`;
      const found = known.get(right) ?? (await find({ action, resource: on }));
      known.set(right, found);
      all.set(`${duty.id}\n${right}`, { duty: duty.id, right, found });
    }
  return all;
}

/** By account: its duties, each with whether it has it for certain and by which right. */
type Held = ReadonlyMap<number, ReadonlyMap<number, { readonly isSure: boolean; readonly by: string }>>;

function heldBy(book: DutyBook, rights: ReadonlyMap<string, RightOfDuty>): Held {
  const held = new Map<number, Map<number, { readonly isSure: boolean; readonly by: string }>>();
  const numberOf = new Map(book.duties.map(({ id }, number) => [id, number]));
  for (const [by, { duty, found }] of rights) {
    const number = numberOf.get(duty) ?? -1;
    for (const [node, isSure] of found.holders) {
      const own = held.get(node) ?? new Map<number, { readonly isSure: boolean; readonly by: string }>();
      if (own.get(number)?.isSure !== true) own.set(number, { isSure, by });
      held.set(node, own);
    }
  }
  return held;
}

interface Owner {
  readonly identity: EstateRef;
  readonly account: EstateRef;
}

/** By account: whose it is. A person whom several sources know is one. */
async function peopleOf(
  views: ViewReader,
  names: ReadonlyMap<number, EstateRef>,
): Promise<ReadonlyMap<number, Owner>> {
  const byName = new Map([...names].map(([node, ref]) => [`${ref.source}\n${ref.key}`, node]));
  const found = new Map<number, Owner>(
    [...names].map(([node, account]) => [node, { identity: account, account }]),
  );
  const refs = [...names.values()];
  for (let from = 0; from < refs.length; from += askedAtOnce)
    for await (const page of views.views({
      is: 'accounts',
      accounts: refs.slice(from, from + askedAtOnce),
    }))
      for (const { ref, person } of page) {
        const node = byName.get(`${ref.source}\n${ref.key}`);
        if (node !== undefined && person !== undefined)
          found.set(node, { identity: sameFor(person), account: ref });
      }
  return found;
}

/** The same for every account of one human: the first by source and key of all that they are known as. */
const sameFor = ({ ref, alsoKnownAs = [] }: PersonView): EstateRef =>
  [ref, ...alsoKnownAs].reduce((first, each) => (nameOf(each) < nameOf(first) ? each : first));

const nameOf = ({ source, key }: EstateRef): string => `${source}/${key}`;

interface ConflictOf extends Conflict {
  /** The accounts by which the identity has the two duties. */
  readonly nodes: readonly [number, number];
  readonly by: readonly [string, string];
}

function conflictsAmong(
  book: DutyBook,
  held: Held,
  people: ReadonlyMap<number, Owner>,
): { readonly conflicts: readonly ConflictOf[]; readonly total: number } {
  const numberOf = new Map(book.duties.map(({ id }, number) => [id, number]));
  const apart = book.rules.map(
    ({ apart: [a, b] }) => [numberOf.get(a.id) ?? -1, numberOf.get(b.id) ?? -1] as const,
  );
  const nodesOf = new Map<string, number[]>();
  for (const node of held.keys()) {
    const owner = people.get(node);
    const name = owner === undefined ? `node ${node}` : nameOf(owner.identity);
    nodesOf.set(name, [...(nodesOf.get(name) ?? []), node]);
  }
  const engine = new Conflicts(apart, book.duties.length);
  const identities = [...nodesOf.values()];
  for (const [identity, nodes] of identities.entries()) {
    const duties = new Map<number, HasDuty>();
    for (const node of nodes)
      for (const [duty, { isSure }] of held.get(node) ?? [])
        if (duties.get(duty) !== 'sure') duties.set(duty, isSure ? 'sure' : 'depends');
    engine.set(identity, duties);
  }
  const conflicts: ConflictOf[] = [];
  let total = 0;
  for (const conflict of engine.all()) {
    total++;
    if (conflicts.length >= mostTold) continue;
    const nodes = identities[conflict.identity] ?? [];
    const [a, b] = apart[conflict.rule] ?? [-1, -1];
    const first = best(held, nodes, a);
    // the account that has both, where there is one
    const second =
      held.get(first)?.has(b) === true && isAsSure(held, first, nodes, b) ? first : best(held, nodes, b);
    const before = held.get(second)?.has(a) === true && isAsSure(held, second, nodes, a) ? second : first;
    conflicts.push({
      ...conflict,
      nodes: [before, second],
      by: [held.get(before)?.get(a)?.by ?? '', held.get(second)?.get(b)?.by ?? ''],
    });
  }
  return { conflicts, total };
}

/** Of these accounts the one that has the duty for certain, else one that has it. */
const best = (held: Held, nodes: readonly number[], duty: number): number =>
  nodes.find((node) => held.get(node)?.get(duty)?.isSure === true) ??
  nodes.find((node) => held.get(node)?.has(duty) === true) ??
  -1;

const isAsSure = (held: Held, node: number, nodes: readonly number[], duty: number): boolean =>
  held.get(node)?.get(duty)?.isSure === held.get(best(held, nodes, duty))?.get(duty)?.isSure;

/** Puts names and paths to conflicts: the paths of one right are found at once. */
class Telling {
  readonly #book: DutyBook;
  readonly #rights: ReadonlyMap<string, RightOfDuty>;
  readonly #conflicts: readonly ConflictOf[];

  constructor(book: DutyBook, rights: ReadonlyMap<string, RightOfDuty>, conflicts: readonly ConflictOf[]) {
    this.#book = book;
    this.#rights = rights;
    this.#conflicts = conflicts;
  }

  async told(people: ReadonlyMap<number, Owner>): Promise<readonly ConflictFound[]> {
    const wanted = new Map<string, Set<number>>();
    for (const { nodes, by } of this.#conflicts)
      for (const at of [0, 1] as const) {
        const of = wanted.get(by[at]) ?? new Set<number>();
        wanted.set(by[at], of.add(nodes[at]));
      }
    const ways = new Map<string, ReadonlyMap<number, Holder>>();
    for (const [by, nodes] of wanted)
      ways.set(by, (await this.#rights.get(by)?.found.ways(nodes)) ?? new Map());
    return this.#conflicts.flatMap((conflict): readonly ConflictFound[] => {
      const rule = this.#book.rules[conflict.rule];
      const [first, second] = conflict.nodes;
      const owner = people.get(first);
      const sides = [0, 1].map((at) => {
        const by = conflict.by[at] ?? '';
        return this.#heldBy(by, ways.get(by)?.get(conflict.nodes[at] ?? -1));
      });
      const [a, b] = sides;
      if (rule === undefined || owner === undefined || a === undefined || b === undefined) return [];
      const names = [owner.identity, a.account, b.account, people.get(second)?.identity].flatMap((ref) =>
        ref === undefined ? [] : [nameOf(ref)],
      );
      const { id, title, why, severity } = rule;
      return [
        {
          rule: { id, title, why, severity },
          isSure: a.dependsOn.length === 0 && b.dependsOn.length === 0,
          sides: [a, b],
          ...exceptionOf(rule, names),
          identity: owner.identity,
          account: owner.account,
        },
      ];
    });
  }

  #heldBy(by: string, way: Holder | undefined): DutyHeldView | undefined {
    const right = this.#rights.get(by);
    if (right === undefined || way === undefined) return undefined;
    return {
      duty: this.#book.duties.find(({ id }) => id === right.duty)?.title ?? right.duty,
      right: right.right,
      account: way.account,
      path: [way.account, ...way.path.map(({ to }) => to)],
      dependsOn: way.verdict === 'depends' ? way.dependsOn : [],
    };
  }
}

function exceptionOf(
  { exceptions }: DutyRule,
  names: readonly string[],
): Pick<DutyConflictView, 'exception'> {
  const found = exceptions
    .filter(({ who }) => names.includes(who))
    .toSorted((a, b) => (a.until < b.until ? 1 : -1))[0];
  if (found === undefined) return {};
  const { until, owner, because } = found;
  return { exception: { until, owner, because } };
}

function administratorsOf(
  book: DutyBook,
  rights: ReadonlyMap<string, RightOfDuty>,
): ReadonlyMap<string, number> {
  const byDuty = new Map<string, Set<number>>();
  for (const { duty, found } of rights.values()) {
    const of = byDuty.get(duty) ?? new Set<number>();
    for (const node of found.administrators) of.add(node);
    byDuty.set(duty, of);
  }
  return new Map(
    book.rules.map(({ id, apart: [a, b] }) => [
      id,
      (byDuty.get(a.id) ?? new Set()).intersection(byDuty.get(b.id) ?? new Set()).size,
    ]),
  );
}
