import fc from 'fast-check';
import {
  approverRoles,
  assurances,
  type CountedSignature,
  type DischargeFacts,
} from '../../src/model/index.ts';
import { at, subject } from './policy-world.ts';

const roleSets = fc.uniqueArray(fc.constantFrom(...approverRoles.slice(0, 4)), {
  minLength: 1,
  maxLength: 3,
});
const steps = fc.array(
  fc
    .record({ roles: roleSets, count: fc.integer({ min: 1, max: 2 }) })
    .map(({ roles, count }) => `${roles.toSorted().join('+')}.${count}`),
  { minLength: 1, maxLength: 3 },
);
/** Needs as one row makes them: side by side or in order, with the plain ones beside. */
const rowNeeds = fc
  .record({
    steps,
    inOrder: fc.boolean(),
    plain: fc.subarray([
      'assurance.passkey',
      'signature.current',
      'approval.independent.1',
      'evidence.usage',
      'duration.P1D',
      'wait.PT1M',
    ]),
  })
  .map(({ steps, inOrder, plain }) => [
    ...steps.map((step, n) =>
      inOrder ? `approval.${steps.slice(0, n + 1).join('.then.')}` : `approval.${step}`,
    ),
    ...plain,
  ]);

const minute = (n: number) => at(`2026-11-22T09:${String(n).padStart(2, '0')}:00.000Z`);

/** What one person signs, one after the other, and how many of these are there already. */
const signer = fc.record({
  start: fc.integer({ min: 0, max: 20 }),
  signed: fc.array(fc.record({ roles: roleSets, assurance: fc.constantFrom(...assurances) }), {
    maxLength: 3,
  }),
  known: fc.nat({ max: 3 }),
});

/** Facts, and the same with more: people who sign (again), more evidence, more waiting, a shorter duration. */
export const growing = fc
  .record({
    needs: rowNeeds,
    signers: fc.array(signer, { maxLength: 6 }),
    waited: fc.constantFrom(0, 59, 60),
    duration: fc.constantFrom(null, 86_400, 90_000),
    later: fc.boolean(),
  })
  .map(({ needs, signers, waited, duration, later }) => {
    const all = signers.map(({ start, signed }, n) =>
      signed.map(({ roles, assurance }, step): CountedSignature => ({
        person: subject(`psn_person000${n + 1}`),
        roles,
        assurance,
        signedAt: minute(start + step),
      })),
    );
    const less: DischargeFacts = {
      signatures: all.flatMap((signatures, n) => signatures.slice(0, signers[n]?.known)),
      evidence: later ? [] : ['usage'],
      waitedSeconds: waited,
      durationSeconds: duration,
    };
    const more: DischargeFacts = {
      signatures: all.flat(),
      evidence: ['usage'],
      waitedSeconds: later ? 60 : waited,
      durationSeconds: later ? 86_400 : duration,
    };
    return { needs, less, more, people: all.filter((signatures) => signatures.length > 0).length };
  });
