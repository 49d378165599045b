import fc from 'fast-check';
import {
  actClasses,
  approverRoles,
  assurances,
  identityKinds,
  roles,
  tiers,
  type JudgeRequest,
  type SubjectId,
} from '../../src/model/index.ts';
import { interestOf, type Interest } from '../../src/policy/index.ts';
import { agents, linksIn, machines, people, warshall, worlds, type World } from './interest-worlds.ts';
import { now, subject } from './policy-world.ts';

const ids = (list: readonly string[]): readonly SubjectId[] => list.map(subject);
const person = fc.constantFrom(...ids(people));
const usually = <T>(arbitrary: fc.Arbitrary<T>, value: T) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, { weight: 1, arbitrary });
const states = usually<JudgeRequest['principal']['state']>(
  fc.constantFrom('proposed', 'suspended', 'ended'),
  'active',
);
const few = (list: readonly string[]) =>
  usually(fc.uniqueArray(fc.constantFrom(...ids(list)), { maxLength: 2 }), []);

const principals: fc.Arbitrary<JudgeRequest['principal']> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('person' as const),
      id: person,
      state: states,
      roles: fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('agent' as const, 'machine' as const, 'assistant' as const),
      id: fc.constantFrom(...ids(agents), ...ids(machines)),
      state: states,
    }),
  },
);

const discharges: fc.Arbitrary<JudgeRequest['discharge']> = fc.record({
  signatures: fc.array(
    fc.record({
      person,
      roles: fc.uniqueArray(fc.constantFrom(...approverRoles), { minLength: 1, maxLength: 7 }),
      assurance: fc.constantFrom('passkey' as const, ...assurances),
      signedAt: fc.constant(now),
    }),
    { maxLength: 4 },
  ),
  evidence: fc.oneof(
    fc.constant(['usage', 'effective_path', 'purpose', 'ownership_basis', 'consumers', 'simulation']),
    fc.subarray(['usage', 'effective_path', 'purpose', 'ownership_basis']),
  ),
  waitedSeconds: fc.constantFrom(0, 1000, 90_000),
  durationSeconds: fc.constantFrom(null, 3600, 86_400 * 100),
});

export interface JudgedWorld {
  readonly world: World;
  readonly request: JudgeRequest;
  /** Everyone who has an interest, by an oracle of the test's own; undefined: nobody knows. */
  readonly interested: ReadonlySet<string> | undefined;
}

/** Requests of every action on every act over random worlds; interest is what the product's closure makes of the world. */
export const judgedWorlds: fc.Arbitrary<JudgedWorld> = fc
  .record({
    world: worlds,
    principal: principals,
    action: fc.constantFrom<JudgeRequest['action']>(
      'approve',
      'approve',
      'approve',
      'execute',
      'execute',
      'reverse',
      'see',
      'prepare',
      'request',
    ),
    persons: few(people),
    agents: few(agents),
    machines: few(machines),
    act: fc.constantFrom(...actClasses),
    kind: fc.constantFrom(...identityKinds),
    tier: fc.constantFrom(...tiers, 'low' as const, undefined),
    reduces: fc.boolean(),
    basis: usually<'decision' | 'mandate'>(fc.constant('mandate' as const), 'decision'),
    role: fc.constantFrom(...approverRoles),
    authority: fc.option(person),
    delegated: fc.constantFrom<'yes' | 'no' | 'over' | 'other'>('yes', 'yes', 'no', 'over', 'other'),
    factsAgeSeconds: fc.constantFrom(0, 60, 86_400, 86_401),
    discharge: discharges,
  })
  .map((drawn) => {
    const { world, principal, action, tier } = drawn;
    const oracle = warshall(world);
    const interest: Interest | undefined = interestOf(linksIn(world), world.chain, world.beneficiaries);
    const authority =
      drawn.authority ?? subject(principal.kind === 'person' ? principal.id : (people[0] ?? ''));
    const other = subject(people.find((id) => id !== principal.id) ?? '');
    const standsIn = authority !== principal.id;
    const everyone = Object.fromEntries(approverRoles.map((role) => [role, ids(people)]));
    const request: JudgeRequest = {
      action,
      principal,
      via: {
        persons: standsIn && action === 'approve' ? [authority] : drawn.persons,
        agents: drawn.agents,
        machines: drawn.machines,
      },
      change: {
        act: drawn.act,
        subject: drawn.act === 'policy.edit' ? 'governance' : drawn.kind,
        ...(tier === undefined ? {} : { tier }),
        reversible: true,
        reduces: drawn.reduces,
        basis: drawn.basis,
        ...(interest === undefined ? {} : { interest }),
        holders: everyone,
      },
      ...(action === 'approve'
        ? { approval: approvalOf(drawn.role, principal.id, authority, other, drawn.delegated) }
        : {}),
      now,
      factsAgeSeconds: drawn.factsAgeSeconds,
      discharge: drawn.discharge,
    };
    const interested = oracle.complete
      ? new Set([...oracle.requester, ...oracle.beneficiary, ...oracle.steward])
      : undefined;
    return { world, request, interested };
  });

function approvalOf(
  role: (typeof approverRoles)[number],
  principal: SubjectId,
  authority: SubjectId,
  other: SubjectId,
  delegated: 'yes' | 'no' | 'over' | 'other',
): NonNullable<JudgeRequest['approval']> {
  if (authority === principal || delegated === 'no' || !principal.startsWith('psn_'))
    return { role, authority };
  const day = (n: number) => `2026-11-${n}T00:00:00.000Z`;
  const [start, end] = delegated === 'over' ? [day(10), day(20)] : [day(20), day(25)];
  return {
    role,
    authority,
    delegation: {
      from: authority,
      to: delegated === 'other' ? other : principal,
      start: start as JudgeRequest['now'],
      end: end as JudgeRequest['now'],
    },
  };
}

const authorityActions: ReadonlySet<string> = new Set(['approve', 'execute', 'reverse']);

/** What no permit may ever be, told from the request and the oracle alone; undefined when the permit is in order. */
export function leakOf({ request, interested }: JudgedWorld): string | undefined {
  const { principal, via, action, approval } = request;
  if (!authorityActions.has(action)) return undefined;
  if (principal.kind !== 'person') return 'a non-person has authority';
  if (principal.state !== 'active') return 'a person who is not active has authority';
  if (via.agents.length + via.machines.length > 0) return 'authority came through a non-person';
  if (action !== 'reverse' && interested === undefined) return 'interest is not known';
  if (action !== 'approve') return undefined;
  const voices = [principal.id, approval?.authority ?? '', ...via.persons];
  if (voices.some((id) => interested?.has(id))) return 'somebody approves for themselves';
  const { delegation } = approval ?? {};
  if (approval?.authority === principal.id) return via.persons.length > 0 ? 'a voice in between' : undefined;
  const proven =
    delegation?.to === principal.id &&
    delegation.from === approval?.authority &&
    delegation.start <= request.now &&
    request.now < delegation.end;
  return proven ? undefined : 'a delegation that is not proven';
}
