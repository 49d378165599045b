import {
  managerOf,
  otherNamesOf,
  ownersOfResource,
  peopleNamedLike,
  refOfSubject,
  subjectOf,
} from '../../estate/index.ts';
import {
  isSourceId,
  waitingUntil,
  type AccountView,
  type ApproverRole,
  type Change,
  type ChangeFacts,
  type Instant,
  type PersonView,
  type SignerBook,
  type SignerStanding,
  type SubjectId,
  type Tier,
} from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { interestOf, type InterestNode } from '../../policy/index.ts';
import { onlyReduces } from '../../review/index.ts';
import { reachOnce, type ReachOf } from './reach-once.ts';

/** The ledger's id of a person of the estate. */
export async function subjectOfPerson(on: Queryable, person: PersonView): Promise<SubjectId | undefined> {
  const { source, key } = person.ref;
  return isSourceId(source) ? subjectOf(on, { entity: 'person', source, key }) : undefined;
}

/** Every id that this person may sign as: one for each source that knows them. */
async function subjectsOfPerson(on: Queryable, person: PersonView): Promise<readonly SubjectId[]> {
  const subjects: SubjectId[] = [];
  for (const ref of [person.ref, ...(person.alsoKnownAs ?? [])]) {
    const subject = await subjectOfPerson(on, { ...person, ref });
    if (subject !== undefined) subjects.push(subject);
  }
  return subjects;
}

/**
 * A person and those who may be the same hand: who alone enrolled them, up the line, and whom they alone enrolled. Nobody
 * of these is another person towards what that person asks for (DESIGN rule 4).
 */
export const oneHand = (
  person: SubjectId,
  inForce: readonly Pick<SignerStanding, 'person' | 'dependsOn'>[],
): readonly SubjectId[] => [
  ...new Set([
    person,
    ...inForce.flatMap((one) => (one.person === person ? one.dependsOn : [])),
    ...inForce.flatMap((one) => (one.dependsOn.includes(person) ? [one.person] : [])),
  ]),
];

/**
 * Everyone who may not approve this change: who asked, who benefits, and who answers for a non-human that benefits.
 * Undefined when that cannot be known whole, and then nobody can approve.
 */
export async function interestIn(
  on: Queryable,
  change: Change,
  requester: SubjectId | undefined,
  account: AccountView | undefined,
  inForce: readonly SignerStanding[],
): Promise<ChangeFacts['interest'] | undefined> {
  const nodes = new Map<string, InterestNode>();
  const person = (id: SubjectId): SubjectId => {
    nodes.set(id, { kind: 'person', aliases: [] });
    return id;
  };
  const asking = requester === undefined ? [] : [requester, ...(await otherNamesOf(on, requester))];
  const chain = [...new Set(asking.flatMap((one) => oneHand(one, inForce)))].map(person);
  const closure = (beneficiaries: readonly string[]): ChangeFacts['interest'] | undefined =>
    interestOf({ node: (id) => nodes.get(id) }, chain, beneficiaries);
  if (onlyReduces(change)) return closure([]);
  // A new account holds nothing and is nobody's yet: who asks for it gains by it, and where nobody asks, whom it is named after.
  if (change.type === 'account.create') {
    if (requester !== undefined) return closure([requester]);
    const named = await subjectsNamedLike(on, change.accountKey);
    return named.length === 0 ? undefined : closure(named.map(person));
  }
  // Whoever is to own a bundle gains by it, whatever it comes to give to whom.
  if (change.type === 'bundle.define') {
    const owner = await subjectOf(on, { entity: 'person', source: change.ownerSource, key: change.ownerKey });
    return requester === undefined ? undefined : closure([person(owner)]);
  }
  if (account === undefined) return undefined;

  const id = `${account.ref.source}/${account.ref.key}`;
  const owners = (await subjectsOf(on, answering(account, 'owner'))).map(person);
  const sponsors = (await subjectsOf(on, answering(account, 'sponsor'))).map(person);
  nodes.set(id, { kind: 'machine', owners, sponsors, spawnedBy: [], aliases: [] });
  if (change.type === 'owner.assign' || change.type === 'owner.clear') {
    // That nobody answers for it yet is what this mends: whoever is to answer gains, beside those who do now.
    const now = owners.length + sponsors.length > 0 ? [id] : [];
    return closure([...now, ...(await assignedBy(on, change)).map(person)]);
  }
  if (account.person === undefined) return closure([id]);
  const whose = await subjectsOfPerson(on, account.person);
  return whose.length === 0 ? undefined : closure(whose.map(person));
}

async function subjectsNamedLike(on: Queryable, accountKey: string): Promise<readonly SubjectId[]> {
  const subjects: SubjectId[] = [];
  for (const { source, key } of await peopleNamedLike(on, accountKey))
    if (isSourceId(source)) subjects.push(await subjectOf(on, { entity: 'person', source, key }));
  return subjects;
}

const assignedBy = async (
  on: Queryable,
  change: Extract<Change, { type: 'owner.assign' | 'owner.clear' }>,
): Promise<readonly SubjectId[]> =>
  change.type === 'owner.clear'
    ? []
    : [await subjectOf(on, { entity: 'person', source: change.personSource, key: change.personKey })];

/** Who is said to answer for the account in this role, and is still there. */
const answering = (account: AccountView | undefined, role: 'owner' | 'sponsor'): readonly PersonView[] =>
  (account?.owners ?? [])
    .flatMap((owner) => (owner.role === role ? (owner.person ?? []) : []))
    .filter(isThere);

const isThere = ({ state }: PersonView): boolean => state !== 'left';

/** Under every name, since nobody's interest ends with a name. */
async function subjectsOf(on: Queryable, people: readonly PersonView[]): Promise<readonly SubjectId[]> {
  const subjects: SubjectId[] = [];
  for (const person of people) subjects.push(...(await subjectsOfPerson(on, person)));
  return subjects;
}

/**
 * Who can sign as these people. A source could say of one signer that they are another: where several of the names that
 * sources have for one human are signers, none of them counts, until the sources say otherwise.
 */
async function standingOf(
  on: Queryable,
  people: readonly PersonView[],
  signers: ReadonlySet<SubjectId>,
): Promise<readonly SubjectId[]> {
  const standing: SubjectId[] = [];
  for (const person of people) {
    const names = await subjectsOfPerson(on, person);
    const signing = names.filter((name) => signers.has(name));
    if (signing.length <= 1) standing.push(...(signing.length === 1 ? signing : names));
  }
  return standing;
}

/**
 * Who can give each role's approval. Roles towards a thing come from the estate (owner of the resource, sponsor and owner
 * of the account); where the estate names nobody, and for the general roles, those who are enrolled with the role.
 */
export async function holdersFor(
  on: Queryable,
  signers: SignerBook,
  change: Change,
  account: AccountView | undefined,
  now: Instant,
  reachOf: ReachOf = reachOnce(on),
): Promise<NonNullable<ChangeFacts['holders']>> {
  const enrolledNow = await signers.inForce(now);
  // Whose accounts are a signer's own is known only of those who are linked to a person of the estate. For anything that
  // widens access the others cannot approve: they could be the ones who benefit.
  const inForce = onlyReduces(change) ? enrolledNow : await linkedTo(on, enrolledNow);
  const withRole = (role: ApproverRole): readonly SubjectId[] => [
    ...new Set(inForce.filter((signer) => signer.roles.includes(role)).map((signer) => signer.person)),
  ];
  const signing = new Set(enrolledNow.map((signer) => signer.person));
  const named = async (people: readonly PersonView[], role: ApproverRole): Promise<readonly SubjectId[]> =>
    people.length > 0 ? [...new Set(await standingOf(on, people, signing))] : withRole(role);
  const resourceOwners: PersonView[] = [];
  for (const resource of await resourcesTouched(change, reachOf))
    resourceOwners.push(...(await ownersOfResource(on, resource)).filter(isThere));
  return {
    reviewer: withRole('reviewer'),
    security: withRole('security'),
    governor: withRole('governor'),
    manager: await managersFor(on, account?.person, signing, withRole('manager')),
    resource_owner: await named(resourceOwners, 'resource_owner'),
    nhi_owner: await named(answering(account, 'owner'), 'nhi_owner'),
    sponsor: await named(answering(account, 'sponsor'), 'sponsor'),
  };
}

/**
 * Who can approve as the manager of the person concerned: whoever their source says they report to. Where it says nobody, and
 * for what is nobody's own, those who are enrolled as manager; where the line is broken or comes back, nobody.
 */
async function managersFor(
  on: Queryable,
  person: PersonView | undefined,
  signers: ReadonlySet<SubjectId>,
  enrolled: readonly SubjectId[],
): Promise<readonly SubjectId[]> {
  for (const ref of person === undefined ? [] : [person.ref, ...(person.alsoKnownAs ?? [])]) {
    const manager = await managerOf(on, ref);
    if (manager.is === 'unknown') return [];
    if (manager.is === 'found') return standingOf(on, [manager.person], signers);
  }
  return enrolled;
}

/** Roles that somebody has towards a thing, who can be gone or silent; the others are held by several. */
const heldTowards = ['resource_owner', 'manager', 'sponsor', 'nhi_owner'] as const;

/**
 * Who stands in for holders: for all who cannot answer (they left, have no key, or have an interest, as who answers for a
 * machine has in what it gains), and for all once the time is over that the tier gives them. Their manager does, and where
 * that is nobody who can sign, security. Whoever has an interest still cannot.
 */
export async function replacingFor(
  on: Queryable,
  signers: SignerBook,
  holders: NonNullable<ChangeFacts['holders']>,
  asked: {
    readonly tier: Tier | undefined;
    readonly filedAt: Instant | undefined;
    readonly now: Instant;
    readonly interest: ChangeFacts['interest'] | undefined;
  },
): Promise<NonNullable<ChangeFacts['replacing']>> {
  const { tier, filedAt, now } = asked;
  const interested = new Set(Object.values(asked.interest ?? {}).flat());
  const signing = new Set(
    (await signers.inForce(now)).map((signer) => signer.person).filter((one) => !interested.has(one)),
  );
  const isLate = filedAt !== undefined && waitingUntil(tier, filedAt).replace <= now;
  const replacing: { [R in ApproverRole]?: readonly SubjectId[] } = {};
  for (const role of heldTowards) {
    const held = holders[role] ?? [];
    const gone = held.filter((one) => !signing.has(one));
    const replaced = isLate ? held : gone.length === held.length ? gone : [];
    if (replaced.length === 0) continue;
    const managers: SubjectId[] = [];
    for (const one of replaced)
      for (const manager of await managersOfSubject(on, one, signing))
        if (signing.has(manager) && !held.includes(manager)) managers.push(manager);
    replacing[role] = managers.length > 0 ? [...new Set(managers)] : (holders.security ?? []);
  }
  return replacing;
}

async function managersOfSubject(
  on: Queryable,
  subject: SubjectId,
  signers: ReadonlySet<SubjectId>,
): Promise<readonly SubjectId[]> {
  const ref = await refOfSubject(on, subject);
  if (ref?.entity !== 'person') return [];
  const manager = await managerOf(on, ref);
  return manager.is === 'found' ? standingOf(on, [manager.person], signers) : [];
}

async function linkedTo<S extends { readonly person: SubjectId }>(
  on: Queryable,
  signers: readonly S[],
): Promise<readonly S[]> {
  const linked: S[] = [];
  for (const signer of signers)
    if ((await refOfSubject(on, signer.person))?.entity === 'person') linked.push(signer);
  return linked;
}

async function resourcesTouched(change: Change, reachOf: ReachOf): Promise<readonly string[]> {
  if (change.type === 'grant.add' || change.type === 'grant.remove') {
    const at = change.entitlementKey.lastIndexOf('#');
    return at < 0 ? [] : [change.entitlementKey.slice(0, at)];
  }
  const from =
    change.type === 'membership.add' || change.type === 'membership.remove'
      ? { source: change.source, key: change.groupKey }
      : change.type === 'account.disable' ||
          change.type === 'account.enable' ||
          change.type === 'account.drop'
        ? { source: change.source, key: change.accountKey }
        : undefined;
  if (from === undefined) return [];
  const { rights } = await reachOf(from.source, from.key);
  return [...new Set(rights.flatMap((right) => right.resourceKey ?? []))];
}
