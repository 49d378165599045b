import { z } from 'zod';
import { isInstant } from '../../model/index.ts';
import { authorities, isNoticeKind } from '../kinds.ts';
import type { Message } from '../message.ts';

const text = z.string().max(4000);
const kind = text.refine(isNoticeKind);
const instant = text.refine(isInstant);

const messageSchema = z.strictObject({
  id: text,
  authority: z.enum(authorities),
  kinds: z.array(kind).max(100),
  subject: text,
  lines: z
    .array(
      z.strictObject({
        kind,
        authority: z.enum(authorities),
        about: text,
        title: text,
        why: text,
        due: instant.nullable(),
        otherwise: text.nullable(),
        url: text,
      }),
    )
    .max(100),
  more: z.int().min(0),
  url: text,
  at: instant,
});

/** A message as the database kept it. */
export const readMessage = (kept: unknown): Message => messageSchema.parse(kept);
