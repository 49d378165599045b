import { z } from 'zod';
import { assurances, codes, roles, severities } from '../../model/index.ts';
import { decisionItemSchema } from '../../platform/wire/decision-item.ts';
import {
  digestSchema,
  entryIdSchema,
  findingIdSchema,
  instantSchema,
  proposalSchema,
  sourceIdSchema,
  subjectIdSchema,
} from '../../platform/wire/proposal.ts';
import { isCode } from '../problem.ts';

/** Schemas that several families speak of. Inputs are bounded; outputs say exactly what is sent. */

export const id = z.string().min(1).max(100);
export const name = z.string().min(1).max(4096);
export const text = z.string().min(1).max(2000);
export const limit = (most: number, usual: number) =>
  z
    .int()
    .min(1)
    .max(most)
    .default(usual)
    .meta({ description: `At most so many; ${usual} when it is not said.` });

export const keyFingerprint = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'expected a fingerprint, SHA256:…')
  .meta({ examples: ['SHA256:uNiVztksCsDhcc0u9e8BrmJYq5uHUuWYyfuA3dYAJbg'] });
export const statement = z
  .string()
  .min(1)
  .max(65_536)
  .meta({ description: 'Canonical JSON, exactly as it is or was signed.' });
export const signature = z
  .string()
  .min(1)
  .max(16_384)
  .meta({ description: 'Armoured SSH signature, or a WebAuthn assertion as canonical JSON.' });
export const signed = z.strictObject({ statement, signature });

export const ending = z
  .strictObject({
    change: z.int().meta({ description: 'Which change of the proposal, from 1.' }),
    plan: entryIdSchema,
    source: z.string(),
    endsAt: instantSchema,
    is: z.enum(['to come', 'late', 'taken back', 'put back', 'superseded', 'not given']),
    tries: z.int(),
    nextLook: instantSchema,
    because: z.string().exactOptional(),
  })
  .meta({ id: 'Ending', description: 'How it stands with the end of something given until a date.' });

export const stated = z.strictObject({ statement }).meta({
  id: 'StatementToSign',
  description: 'Sign it as it is, after holding it to what you were shown.',
});

/** Why one of many could not be: what a problem says, inside an answer about all. */
export const explanation = z.strictObject({
  code: z
    .string()
    .refine(isCode)
    .meta({ enum: Object.keys(codes) }),
  message: z.string(),
  next: z.string().exactOptional(),
  details: z.record(z.string(), z.unknown()).exactOptional(),
});

export const estateRef = z
  .strictObject({
    entity: z.enum([
      'person',
      'account',
      'group',
      'credential',
      'resource',
      'entitlement',
      'grant',
      'membership',
      'exposure',
    ]),
    source: z.string(),
    key: z.string(),
    name: z.string(),
  })
  .meta({ id: 'EstateRef', description: 'A thing in the estate, named the way its source names it.' });

export const findingState = z
  .discriminatedUnion('is', [
    z.strictObject({ is: z.literal('open'), since: instantSchema }),
    z.strictObject({ is: z.literal('accepted'), since: instantSchema, until: instantSchema }),
    z.strictObject({ is: z.literal('closed'), since: instantSchema, at: instantSchema }),
  ])
  .meta({ id: 'FindingState' });

const verdictDigests = z.strictObject({ policy: digestSchema, input: digestSchema, basis: digestSchema });
const deciding = z.array(z.string()).meta({ description: 'Ids of the policies that decided.' });
export const verdict = z
  .discriminatedUnion('outcome', [
    z.strictObject({
      outcome: z.literal('permit'),
      deciding,
      digests: verdictDigests,
      obligations: z.array(z.string()).exactOptional(),
    }),
    z.strictObject({
      outcome: z.literal('requestable'),
      missing: z.array(z.string()),
      deciding,
      digests: verdictDigests,
    }),
    z.strictObject({ outcome: z.literal('deny'), because: z.string(), deciding, digests: verdictDigests }),
  ])
  .meta({
    id: 'Verdict',
    description: 'Policy’s answer. `requestable` is a no until what is missing is there.',
  });

export const gap = z
  .strictObject({
    source: sourceIdSchema,
    what: z.string(),
    why: z.string(),
    mayDeny: z.boolean().exactOptional(),
  })
  .meta({ id: 'Gap', description: 'Something the estate does not know of a source, and why.' });

export {
  assurances,
  digestSchema,
  entryIdSchema,
  findingIdSchema,
  instantSchema,
  roles,
  severities,
  sourceIdSchema,
  subjectIdSchema,
};

export const registration = z
  .strictObject({ attestationObject: z.string().max(11_000), clientDataJSON: z.string().max(2800) })
  .meta({
    id: 'PasskeyRegistration',
    description: 'How a passkey came to be: base64url of what the browser gave.',
  });

export const passkeyFacts = z
  .strictObject({
    aaguid: z.string(),
    attestation: z.string(),
    attestationChecked: z.enum(['none', 'self', 'unchecked']),
    userVerified: z.boolean(),
    backupEligible: z.boolean(),
    backedUp: z.boolean(),
    counter: z.number(),
  })
  .meta({
    id: 'PasskeyFacts',
    description: 'What a passkey’s registration showed. Its word, unless its attestation was checked.',
  });

export const control = z
  .strictObject({ framework: z.string(), id: z.string(), title: z.string() })
  .meta({ id: 'ControlCited', description: 'A control of a framework that asks for something.' });

/** A decision that one signature of many would give: what it covers, of which case, and the roles it counts for. */
export const decisionOpened = z.strictObject({
  item: decisionItemSchema,
  proposal: proposalSchema,
  verdict,
  roles: z.array(z.string()),
});
