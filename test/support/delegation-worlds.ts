// Whole cases in which people stand for each other: who may approve is asked of the product and, apart from it, of an oracle
// that looks at nothing but the drawn facts.
import fc from 'fast-check';
import {
  approverRoles,
  instantOf,
  millisecondsOf,
  type ApproverRole,
  type CaseContext,
  type CaseFacts,
  type ChangeFacts,
  type PersonFacts,
  type StandsFor,
  type SubjectId,
} from '../../src/model/index.ts';
import { interestOf } from '../../src/policy/index.ts';
import { linksIn, people, warshall, worlds, type World } from './interest-worlds.ts';
import { now, subject } from './policy-world.ts';

const hours = (count: number) => instantOf(millisecondsOf(now) + count * 3_600_000);

/** A delegation as the ledger would tell it, in force or not. */
interface Lent {
  readonly from: string;
  readonly to: string;
  readonly startsIn: number;
  readonly endsIn: number;
  readonly only: readonly ApproverRole[] | null;
}

/** Everybody of an organisation chart: who reports to whom, loops and gaps included. */
export interface Chart {
  readonly managers: readonly (string | undefined)[];
}

/** The manager of somebody by the chart alone: nobody where the line comes back to them. */
export function managerIn({ managers }: Chart, person: string): string | undefined {
  const up = (one: string): string | undefined => managers[people.indexOf(one)];
  const first = up(person);
  for (let at = first, steps = 0; at !== undefined && steps <= people.length; at = up(at), steps++)
    if (at === person) return undefined;
  return first;
}

export interface DelegatedCase {
  readonly facts: CaseFacts;
  readonly context: CaseContext;
  readonly signer: PersonFacts;
  readonly standsFor: StandsFor | undefined;
  readonly role: ApproverRole;
  /** What the oracle says: may this signature count for this role? */
  readonly may: boolean;
  readonly why: string;
  readonly world: World;
}

const someone = fc.constantFrom(...people);

/** Random charts, delegations, owners and agents that spawn each other; a signature of anybody for anybody. */
export const delegatedCases: fc.Arbitrary<DelegatedCase> = fc
  .record({
    world: worlds,
    chart: fc.record({
      managers: fc.array(fc.option(someone, { nil: undefined, freq: 6 }), {
        minLength: people.length,
        maxLength: people.length,
      }),
    }),
    concerned: someone,
    owners: fc.uniqueArray(someone, { maxLength: 3 }),
    security: fc.uniqueArray(someone, { maxLength: 2 }),
    lent: fc.array(
      fc.record({
        from: someone,
        to: someone,
        startsIn: fc.constantFrom(-5, -5, -5, 1),
        endsIn: fc.constantFrom(5, 5, 5, 0),
        only: fc.oneof(
          { weight: 3, arbitrary: fc.constant(null) },
          {
            weight: 1,
            arbitrary: fc.uniqueArray(fc.constantFrom(...approverRoles), { minLength: 1, maxLength: 2 }),
          },
        ),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    signer: someone,
    state: fc.constantFrom<PersonFacts['state']>('active', 'active', 'active', 'active', 'suspended'),
    pick: fc.constantFrom(0, 0, 0, 1, 2, 7),
    /** Mostly what is drawn could matter: the first delegation is to whoever signs, and its giver holds the role. */
    matters: fc.constantFrom(true, true, true, false),
    role: fc.constantFrom<ApproverRole>('resource_owner', 'resource_owner', 'manager', 'security'),
  })
  .map((drawn) => {
    const { world, chart, concerned, security, signer, state, pick, role, matters } = drawn;
    const [one, ...others] = drawn.lent;
    const lent = one === undefined || !matters ? drawn.lent : [{ ...one, to: signer }, ...others];
    const owners = one === undefined || !matters ? drawn.owners : [...new Set([one.from, ...drawn.owners])];
    const manager = managerIn(chart, concerned);
    const holders: NonNullable<ChangeFacts['holders']> = {
      manager: manager === undefined ? [] : [subject(manager)],
      resource_owner: owners.map(subject),
      security: security.map(subject),
    };
    const mine = lent.filter((one) => one.to === signer && one.from !== signer);
    const used = pick < mine.length ? mine[pick] : undefined;
    const standsFor = used === undefined ? undefined : standing(used);
    const interest = interestOf(linksIn(world), world.chain, world.beneficiaries);
    const change: ChangeFacts = {
      act: 'access.grant',
      subject: 'person',
      tier: 'medium',
      reversible: true,
      reduces: false,
      basis: 'decision',
      ...(interest === undefined ? {} : { interest }),
      holders,
    };
    const facts: CaseFacts = {
      changes: [change],
      states: [{}],
      evidence: { facts: [], material: [] },
      evidenceKinds: ['purpose'],
      factsAgeSeconds: 60,
    };
    const authority = used?.from ?? signer;
    const oracle = warshall(world);
    const interested = new Set([...oracle.requester, ...oracle.beneficiary, ...oracle.steward]);
    const reasons = [
      ...(state === 'active' ? [] : ['not active']),
      ...(oracle.complete ? [] : ['interest unknown']),
      ...(interested.has(signer) ? ['the signer has an interest'] : []),
      ...(interested.has(authority) ? ['whose authority it is has an interest'] : []),
      ...(used === undefined || (used.startsIn < 0 && used.endsIn > 0) ? [] : ['not in force']),
      ...(used?.only === undefined || used.only === null || used.only.includes(role) ? [] : ['not lent']),
      ...((holders[role] ?? []).some((one) => one === authority) ? [] : ['holds no such role']),
    ];
    return {
      facts,
      context: { now, filedAt: hours(-1), endsAt: hours(24), signatures: [] },
      signer: { kind: 'person', id: subject(signer), state, roles: [] },
      standsFor,
      role,
      may: reasons.length === 0,
      why: reasons.join(', '),
      world,
    };
  });

const standing = ({ from, startsIn, endsIn, only }: Lent): StandsFor => ({
  person: subject(from) satisfies SubjectId,
  start: hours(startsIn),
  end: hours(endsIn),
  only,
});
