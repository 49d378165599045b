import { allowing, askOf, decidedBy, dependsOn, isGiven, type AwsQuestion, type AwsWhen } from './aws-ask.ts';
import type { AwsEstate, Principal } from './aws-estate.ts';
import { MayAllow } from './aws-may-allow.ts';
import { nothingAllows, Question, type Answer } from './aws/index.ts';
import { climb } from './climb.ts';
import { isDeny, isOutOfUse, type AccessGraph } from './graph.ts';
import { rowOf, type Path, type Step } from './reach.ts';

/** A principal that can do what was asked, itself or by becoming a role that can. Nothing in `dependsOn`: surely. */
export interface AwsHolder {
  readonly path: Path;
  readonly dependsOn: readonly string[];
  readonly decidedBy: readonly string[];
}

/** A principal to which nothing that was read gives it, and something that was not read could. */
export interface AwsOpen {
  readonly node: number;
  readonly dependsOn: readonly string[];
}

/** A principal that cannot, although some policy of its own allows it. */
export interface AwsDenied {
  readonly node: number;
  readonly decidedBy: readonly string[];
}

/** One AWS source at one version, and where it stands in the graph. */
export interface AwsPlace {
  readonly graph: AccessGraph;
  readonly sourceNo: number;
  readonly estate: AwsEstate;
}

/**
 * Who can do it, evaluated for each principal; then who can assume a role that can, and so on, each way evaluated too. What
 * is sure goes first, so that nobody depends who need not. `rights`: entitlements that the question is about, for paths.
 */
export function whoCanInAws(
  place: AwsPlace,
  question: AwsQuestion,
  rights: ReadonlySet<number>,
): {
  readonly holders: readonly AwsHolder[];
  /** The same of roles, by which somebody else may come to it. */
  readonly roles: ReadonlyMap<Principal, AwsHolder>;
  readonly denied: readonly AwsDenied[];
  readonly open: readonly AwsOpen[];
} {
  const { estate } = place;
  const direct = new Map<Principal, Answer>();
  const isOpen = openTo(estate, question);
  for (const principal of estate.principals)
    direct.set(principal, isOpen(principal) ? askOf(estate, principal, question) : nothingAllows);
  const found = new Map<Principal, Found>();
  const becoming = new Becoming(place, question);
  for (const round of ['sure', 'given', 'open'] as const) {
    for (const [principal, answer] of direct)
      if (!found.has(principal) && roundOf(answer) === round) found.set(principal, { answer });
    // a Map gives what is added while it is walked
    for (const role of found.keys())
      for (const { principal, edges, answer } of becoming.waysInto(role)) {
        // in the first round all that were found are sure
        if (found.has(principal) || (round === 'sure' && answer.verdict !== 'allow')) continue;
        found.set(principal, { answer, through: { role, edges } });
      }
  }
  const ends = [...found].flatMap(([principal, each]) => {
    const end = holderOf(place, { principal, each, found, rights });
    return end === undefined ? [] : [{ principal, ...end }];
  });
  const given = ends.filter(({ isGiven }) => isGiven);
  return {
    holders: given.map(({ holder }) => holder),
    roles: new Map(
      given.flatMap(({ principal, holder }) =>
        principal.ask.caller.kind === 'role' ? [[principal, holder] as const] : [],
      ),
    ),
    open: ends.flatMap(({ isGiven, holder }) =>
      isGiven ? [] : [{ node: holder.path.node, dependsOn: holder.dependsOn }],
    ),
    denied: [...direct].flatMap(([principal, answer]): readonly AwsDenied[] => {
      const node = nodeOf(place, principal);
      if (found.has(principal) || node === -1 || !isTakenAway(answer)) return [];
      return [{ node, decidedBy: decidedBy(answer) }];
    }),
  };
}

/** Whom it is worth asking: of most principals nothing is about the action. */
function openTo(
  estate: AwsEstate,
  { actions, resources, kinds }: AwsQuestion,
): (principal: Principal) => boolean {
  if (kinds !== undefined) return () => true;
  const each = actions.map((action) => new MayAllow(estate, action));
  return (principal) =>
    each.some((action) => resources.some((resource) => action.isOpen(principal, resource)));
}

/** What is sure, what depends, and what only a policy that was not read could give; undefined: it is denied. */
const roundOf = (answer: Answer): 'sure' | 'given' | 'open' | undefined =>
  answer.verdict === 'deny'
    ? undefined
    : answer.verdict === 'allow'
      ? 'sure'
      : isGiven(answer)
        ? 'given'
        : 'open';

interface Found {
  /** To the question, or to whether it may become the role it goes through. */
  readonly answer: Answer;
  readonly through?: { readonly role: Principal; readonly edges: readonly number[] };
}

/** A Deny that applies, or a limit within which nothing allows it, takes away what identity policies give. */
const isTakenAway = (answer: Answer): boolean =>
  answer.verdict === 'deny' &&
  answer.because.some(
    ({ layer, statement }) => statement !== undefined || layer === 'boundary' || layer === 'scp',
  ) &&
  !answer.because.some(({ layer, statement }) => layer === 'identity' && statement === undefined);

function holderOf(
  place: AwsPlace,
  of: {
    readonly principal: Principal;
    readonly each: Found;
    readonly found: ReadonlyMap<Principal, Found>;
    readonly rights: ReadonlySet<number>;
  },
): { readonly holder: AwsHolder; readonly isGiven: boolean } | undefined {
  const node = nodeOf(place, of.principal);
  if (node === -1) return undefined;
  const steps: Step[] = [];
  const depends = new Set<string>();
  const decided: string[] = [];
  let { principal, each } = of;
  for (;;) {
    for (const doubt of dependsOn(each.answer)) depends.add(doubt);
    decided.push(...decidedBy(each.answer));
    const { through } = each;
    if (through === undefined) break;
    steps.push(...through.edges.map((membership): Step => ({ by: 'membership', membership })));
    principal = through.role;
    const next = of.found.get(principal);
    if (next === undefined) break;
    each = next;
  }
  steps.push(...pathTo(place, { principal, answer: each.answer, rights: of.rights }));
  if (((place.graph.nodeFlags[node] ?? 0) & isOutOfUse) !== 0)
    depends.add('the account is disabled, locked or expired and would have to be put back in use');
  return {
    holder: { path: { node, steps }, dependsOn: [...depends], decidedBy: [...new Set(decided)] },
    isGiven: isGiven(each.answer),
  };
}

/** The group of whoever there is, whom trust policies name as `*`; -1: none does. Everybody who was read is among them. */
export function anyoneIn({ graph, sourceNo, estate }: AwsPlace): number {
  const hash = estate.groups.get('*');
  return hash === undefined ? -1 : graph.find(sourceNo, 'group', hash.hi, hash.lo);
}

export const nodeOf = ({ graph, sourceNo }: AwsPlace, { hash }: Principal): number =>
  graph.find(sourceNo, 'account', hash.hi, hash.lo);

/** From the principal by its groups to the policy that allows, and to one of its rights that were asked about. */
function pathTo(
  place: AwsPlace,
  of: { readonly principal: Principal; readonly answer: Answer; readonly rights: ReadonlySet<number> },
): readonly Step[] {
  const { graph, sourceNo, estate } = place;
  const { answer, principal } = of;
  const allowed = allowing(answer);
  if (allowed.some(({ layer }) => layer === 'root')) return [{ by: 'power' }];
  const policy = allowed.find(({ layer }) => layer === 'identity')?.statement?.policy;
  const hash = policy === undefined ? undefined : estate.policyGroups.get(policy);
  const target = hash === undefined ? -1 : graph.find(sourceNo, 'group', hash.hi, hash.lo);
  if (target === -1) return [];
  const grant = [...rowOf(graph.grantsOf, target)].find(
    (each) => ((graph.grants.flags[each] ?? 0) & isDeny) === 0 && of.rights.has(graph.grants.to[each] ?? -1),
  );
  const up = climb(graph, nodeOf(place, principal), target);
  return [
    ...up.map((membership): Step => ({ by: 'membership', membership })),
    ...(grant === undefined ? [] : [{ by: 'grant', grant } as const]),
  ];
}

/** Who may become a role: evaluated for those whom its trust policy can mean, and remembered. */
export class Becoming {
  readonly #place: AwsPlace;
  readonly #when: AwsWhen;
  readonly #assume = new Question('sts:AssumeRole');
  readonly #mayAllow: MayAllow;
  readonly #byNode: ReadonlyMap<number, Principal>;
  readonly #anyone: number;
  readonly #known = new Map<Principal, readonly Way[]>();

  constructor(place: AwsPlace, when: AwsWhen) {
    this.#place = place;
    this.#when = when;
    this.#anyone = anyoneIn(place);
    this.#mayAllow = new MayAllow(place.estate, this.#assume);
    this.#byNode = new Map(place.estate.principals.map((each) => [nodeOf(place, each), each]));
  }

  waysInto(role: Principal): readonly Way[] {
    if (role.ask.caller.kind !== 'role') return [];
    const known = this.#known.get(role);
    if (known !== undefined) return known;
    const ways = [...this.#candidates(role)].flatMap(([principal, edges]): readonly Way[] => {
      const answer = this.mayBecome(principal, role);
      return answer.verdict === 'deny' ? [] : [{ principal, edges, answer }];
    });
    this.#known.set(role, ways);
    return ways;
  }

  mayBecome(principal: Principal, role: Principal): Answer {
    if (!this.#mayAllow.isOpen(principal, role.key)) return nothingAllows;
    return askOf(this.#place.estate, principal, {
      rcpServices: this.#when.rcpServices,
      now: this.#when.now,
      actions: [this.#assume],
      resources: [role.key],
    });
  }

  /** Members of the role, also through one group: all principals of an account, or all there are. */
  #candidates(role: Principal): ReadonlyMap<Principal, readonly number[]> {
    const { graph } = this.#place;
    const found = new Map<Principal, readonly number[]>();
    const add = (node: number, edges: readonly number[]): boolean => {
      const principal = this.#byNode.get(node);
      if (principal !== undefined && principal !== role && !found.has(principal)) found.set(principal, edges);
      return principal !== undefined;
    };
    for (const edge of rowOf(graph.membersOf, nodeOf(this.#place, role))) {
      const member = graph.memberships.from[edge] ?? -1;
      if (add(member, [edge])) continue;
      if (member === this.#anyone) for (const node of this.#byNode.keys()) add(node, [edge]);
      for (const inner of rowOf(graph.membersOf, member))
        add(graph.memberships.from[inner] ?? -1, [inner, edge]);
    }
    return found;
  }
}

interface Way {
  readonly principal: Principal;
  readonly edges: readonly number[];
  readonly answer: Answer;
}
