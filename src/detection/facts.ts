import {
  isSourceId,
  type AccountView,
  type Contribution,
  type CredentialView,
  type EstateRef,
  type Fact,
  type FactValue,
  type Instant,
  type PersonView,
  addSeconds,
} from '../model/index.ts';

const daySeconds = 86_400;

/** One citable fact about a thing, `source:key#predicate`. `undefined`: the source did not say. */
export const factOf = (
  ref: EstateRef,
  predicate: string,
  value: FactValue | undefined,
  observedAt: Instant,
): Fact => ({
  id: `${ref.source}:${ref.key}#${predicate}`,
  subject: `${ref.source}/${ref.key}`,
  predicate,
  ...(value === undefined ? {} : { value }),
  source: isSourceId(ref.source) ? ref.source : 'countersign',
  observedAt,
});

/** A limit of the house, cited like any other fact so that changing it makes signatures over it stale. */
export const limitFact = (name: string, value: FactValue, observedAt: Instant): Fact => ({
  id: `countersign:limits#${name}`,
  subject: 'countersign/limits',
  predicate: name,
  value,
  source: 'countersign',
  observedAt,
});

/** What identifies the account on a page; none of it is material. */
export const accountFacts = (view: AccountView): readonly Fact[] => [
  factOf(view.ref, 'name', view.ref.name, view.observedAt),
  factOf(view.ref, 'kind', view.kind, view.observedAt),
];

/** One fact for each administrator right: what it is, and the path by which it is held. */
export const privilegeFacts = (view: AccountView): readonly Fact[] =>
  view.privileges
    .slice(0, 20)
    .map((held, index) =>
      factOf(
        view.ref,
        `privilege/${index}`,
        [held.what, ...held.path.map((step) => step.key), ...(held.conditional ? ['conditional'] : [])],
        view.observedAt,
      ),
    );

export const personFacts = (person: PersonView, observedAt: Instant): readonly Fact[] => [
  factOf(person.ref, 'name', person.ref.name, observedAt),
  factOf(person.ref, 'state', person.state, observedAt),
  ...(person.leftAt === undefined ? [] : [factOf(person.ref, 'leftAt', person.leftAt, observedAt)]),
];

/** `instant` plus whole days; undefined beyond the calendar, which no clock will reach. */
export const addDays = (instant: Instant, count: number): Instant => addSeconds(instant, count * daySeconds);

/** How far past its limit something is, in steps, so that scores change only at known instants. */
export interface Age {
  readonly over: boolean;
  readonly contribution: Contribution;
  /** When the answer changes next by the clock alone. */
  readonly recheckAt: Instant | null;
}

export function ageOf(since: Instant, limitDays: number, now: Instant, what: string): Age {
  const steps = [
    { at: addDays(since, limitDays), points: 20, said: `${what} for longer than ${limitDays} days` },
    { at: addDays(since, limitDays * 2), points: 25, said: `${what} for more than twice ${limitDays} days` },
    {
      at: addDays(since, limitDays * 4),
      points: 30,
      said: `${what} for more than four times ${limitDays} days`,
    },
  ];
  const passed = steps.filter((step) => step.at <= now).at(-1);
  return {
    over: passed !== undefined,
    contribution: { what: passed?.said ?? what, points: passed?.points ?? 0 },
    recheckAt: steps.find((step) => step.at > now)?.at ?? null,
  };
}

/**
 * When the account was last used: what the source says of the account, else the latest use of its credentials if every
 * active one says. `null`: never. `undefined`: nobody knows, as of somebody who signs in with what no source lists: their
 * tokens say nothing of that.
 */
export function lastUseOf(view: AccountView): Instant | null | undefined {
  if (view.lastUsedAt !== undefined) return view.lastUsedAt;
  const usable = view.credentials.filter(
    (each) => each.state !== 'inactive' && each.credential !== 'mfa_device',
  );
  if (usable.length === 0) return undefined;
  if (view.interactive === true && !usable.some(({ credential }) => credential === 'password'))
    return undefined;
  let latest: Instant | null = null;
  for (const { lastUsedAt } of usable) {
    if (lastUsedAt === undefined) return undefined;
    if (lastUsedAt !== null && (latest === null || lastUsedAt > latest)) latest = lastUsedAt;
  }
  return latest;
}

/** Of what its source says and what a log says, whichever is later. */
export const laterUse = (
  stated: Instant | null | undefined,
  logged: Instant | undefined,
): Instant | null | undefined =>
  logged !== undefined && (stated === undefined || stated === null || logged > stated) ? logged : stated;

/** Who answers for the account, as its source or correlation says; undefined: nobody is known. */
export function answererOf({ owners }: AccountView): string | undefined {
  const owner = owners.find(({ role }) => role === 'owner') ?? owners[0];
  return owner === undefined ? undefined : (owner.person?.ref.name ?? owner.stated);
}

/** Whether it holds administrator rights, or has powers of its own. */
export const isPrivileged = ({ privileges, powers }: AccountView): boolean =>
  privileges.length > 0 || powers.length > 0;

/** What identifies a credential and what it belongs to. */
export const credentialFacts = (credential: CredentialView, view: AccountView): readonly Fact[] => [
  factOf(credential.ref, 'type', credential.credential, view.observedAt),
  factOf(credential.ref, 'state', credential.state, view.observedAt),
  factOf(credential.ref, 'account', `${view.ref.source}/${view.ref.key}`, view.observedAt),
];
