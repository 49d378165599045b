import { z } from 'zod';
import { mostItemsSigned, type DecisionItem } from '../../model/index.ts';
import { digestSchema, entryIdSchema, instantSchema, proposalIdSchema, subjectIdSchema } from './proposal.ts';

/** Canonical JSON carries no lone surrogate. */
const wellFormed = (text: string): boolean => text.isWellFormed();

/** One answer as its signer's statement covers it, or as one leaf under the root that it covers. */
export const decisionItemSchema: z.ZodType<DecisionItem> = z.strictObject({
  proposal: proposalIdSchema,
  proposalEntry: entryIdSchema,
  answer: z.enum(['approve', 'reject']),
  role: z.string().max(40),
  standsFor: z.strictObject({ person: subjectIdSchema, delegation: entryIdSchema }).exactOptional(),
  changes: digestSchema,
  evidenceShown: digestSchema,
  evidenceMaterial: digestSchema,
  verdictBasis: digestSchema,
  policy: digestSchema,
  restorableUntil: instantSchema,
  endsAt: instantSchema.nullable(),
  reason: z.string().max(2000).refine(wellFormed, 'text with half a character').exactOptional(),
});

/** What whoever sends too many is told, before anything is looked up. */
export const tooManyAnswers = `One signature covers at most ${mostItemsSigned} answers. Sign the first ${mostItemsSigned}, then the rest: each batch is a statement of its own.`;
