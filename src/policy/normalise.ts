import { z } from 'zod';
import {
  actClasses,
  approverRoles,
  assurances,
  identityKinds,
  isInstant,
  isSubjectId,
  roles,
  tiers,
  type Digest,
  type Instant,
  type JudgeRequest,
  type SubjectId,
} from '../model/index.ts';
import { canonicalJson, digestOf, digestOfValue } from '../platform/canonical.ts';
import { actions } from './cedar-schema.ts';

const subject = z.custom<SubjectId>((value) => typeof value === 'string' && isSubjectId(value), {
  error: 'not a subject id',
});
const person = z.custom<SubjectId>(
  (value) => typeof value === 'string' && isSubjectId(value) && value.startsWith('psn_'),
  { error: 'not the id of a person' },
);
const instant = z.custom<Instant>((value) => typeof value === 'string' && isInstant(value), {
  error: 'not an instant',
});
const seconds = z.int().nonnegative();

/** Bounds of one request. Beyond them the answer is a denial, never a truncation. */
const mostPeople = 200;
const mostVia = 64;
const people = z.array(person).max(mostPeople).readonly();
const states = z.enum(['proposed', 'active', 'suspended', 'ended']);

const requestShape: z.ZodType<JudgeRequest> = z.strictObject({
  action: z.enum(actions),
  principal: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('person'),
      id: person,
      state: states,
      roles: z.array(z.enum(roles)).max(64).readonly(),
    }),
    z.strictObject({
      kind: z.enum(['agent', 'machine', 'assistant']),
      id: subject,
      state: states,
      owner: z.exactOptional(person),
      sponsor: z.exactOptional(person),
    }),
  ]),
  via: z.strictObject({
    persons: z.array(person).max(mostVia).readonly(),
    agents: z.array(subject).max(mostVia).readonly(),
    machines: z.array(subject).max(mostVia).readonly(),
  }),
  change: z.strictObject({
    act: z.enum(actClasses),
    subject: z.enum([...identityKinds, 'governance']),
    tier: z.exactOptional(z.enum(tiers)),
    reversible: z.boolean(),
    reduces: z.boolean(),
    basis: z.enum(['decision', 'mandate']),
    watchedSeconds: z.exactOptional(seconds),
    interest: z.exactOptional(z.strictObject({ requester: people, beneficiary: people, steward: people })),
    holders: z.exactOptional(z.partialRecord(z.enum(approverRoles), people)),
    replacing: z.exactOptional(z.partialRecord(z.enum(approverRoles), people)),
  }),
  approval: z.exactOptional(
    z.strictObject({
      role: z.enum(approverRoles),
      authority: person,
      delegation: z.exactOptional(z.strictObject({ from: person, to: person, start: instant, end: instant })),
    }),
  ),
  now: instant,
  factsAgeSeconds: seconds,
  discharge: z.strictObject({
    signatures: z
      .array(
        z.strictObject({
          person,
          roles: z.array(z.enum(approverRoles)).max(16).readonly(),
          assurance: z.enum(assurances),
          signedAt: instant,
          dependsOn: z.exactOptional(people),
          standsFor: z.exactOptional(person),
        }),
      )
      .max(mostVia)
      .readonly(),
    evidence: z.array(z.string().max(64)).max(64).readonly(),
    durationSeconds: z.exactOptional(seconds.nullable()),
    waitedSeconds: seconds,
    watchedSeconds: z.exactOptional(seconds),
    filer: z.exactOptional(person),
  }),
});

export type Normalised =
  | { readonly ok: true; readonly request: JudgeRequest }
  | { readonly ok: false; readonly why: string };

/** Checks every bound and id, and puts sets in one order without doubles, so that order never matters. */
export function normalise(value: unknown): Normalised {
  const read = requestShape.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { ok: false, why: `${issue?.path.join('.') ?? 'request'}: ${issue?.message ?? 'cannot be read'}` };
  }
  const request = read.data;
  if ((request.action === 'approve') !== (request.approval !== undefined))
    return { ok: false, why: 'approval: it is given for `approve`, and only for it' };
  return { ok: true, request: ordered(request) };
}

const set = <T extends string>(items: readonly T[]): readonly T[] => [...new Set(items)].toSorted();

function ordered(request: JudgeRequest): JudgeRequest {
  const { principal, via, change, discharge } = request;
  const { interest, holders, replacing } = change;
  const inOrder = (of: NonNullable<typeof holders>) =>
    Object.fromEntries(approverRoles.map((role) => [role, set(of[role] ?? [])]));
  const signatures = new Map(
    discharge.signatures.map((s) => {
      const signature = {
        ...s,
        roles: set(s.roles),
        ...(s.dependsOn === undefined ? {} : { dependsOn: set(s.dependsOn) }),
      };
      return [canonicalJson(signature), signature];
    }),
  );
  return {
    ...request,
    principal: principal.kind === 'person' ? { ...principal, roles: set(principal.roles) } : principal,
    via: { persons: set(via.persons), agents: set(via.agents), machines: set(via.machines) },
    change: {
      ...change,
      ...(interest === undefined
        ? {}
        : {
            interest: {
              requester: set(interest.requester),
              beneficiary: set(interest.beneficiary),
              steward: set(interest.steward),
            },
          }),
      ...(holders === undefined ? {} : { holders: inOrder(holders) }),
      ...(replacing === undefined ? {} : { replacing: inOrder(replacing) }),
    },
    discharge: {
      ...discharge,
      signatures: [...signatures.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, s]) => s),
      evidence: set(discharge.evidence),
    },
  };
}

const inputDomain = 'countersign/policy/input/v1';

/** The exact text that a verdict was made on, for keeping; `inputDigest` of it is in the verdict. */
export const inputText = (request: JudgeRequest): string => canonicalJson(request);
export const inputDigest = (text: string): Digest => digestOf(`${inputDomain}\n${text}`);

/**
 * What must not have changed between signature and enforcement: the act and the change with who has an interest in it.
 * Not the time, the age of facts or what is met (they move on), nor who acts, through whom and who holds a role: those
 * are judged again, and a stricter verdict stops the change (DESIGN rule 7).
 */
export function basisDigest(request: JudgeRequest): Digest {
  const { holders: _, replacing: __, ...change } = request.change;
  return digestOfValue('countersign/policy/basis/v1', { action: request.action, change });
}
