import { existsSync, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { RegistrationRecord } from '../ledger/index.ts';
import { Fault, type SubjectId } from '../model/index.ts';
import { subjectIdSchema } from '../platform/wire/proposal.ts';
import { publicKeyOf } from './sign-with-ssh.ts';

/** A key that somebody wants enrolled, as a file brings it. */
export interface KeyFile {
  readonly publicKey: string;
  readonly registration?: RegistrationRecord;
  /** The id that a passkey was made for. */
  readonly person?: SubjectId;
}

const passkeyFile = z.object({
  publicKey: z.string().max(3000),
  record: z.strictObject({ attestationObject: z.string().max(11_000), clientDataJSON: z.string().max(2800) }),
  person: subjectIdSchema,
});
const mostBytes = 65_536;

/** Reads an OpenSSH public key (`FILE`, or `FILE.pub` beside it), or a registered passkey as the API gives it (JSON). */
export function keyFileAt(file: string): KeyFile {
  if (!existsSync(file) || statSync(file).size > mostBytes) return { publicKey: keyOf(file) };
  const text = readFileSync(file, 'utf8').trim();
  if (!text.startsWith('{')) return { publicKey: keyOf(file) };
  const parsed = passkeyFile.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new Fault('usage', `\`${file}\` holds no registered passkey.`, {
      next: 'Save what the console gives for it: `publicKey`, `record` and `person`.',
    });
  const { publicKey, record, person } = parsed.data;
  return { publicKey, registration: record, person };
}

const keyOf = (file: string): string => publicKeyOf(file).split(' ').slice(0, 2).join(' ');

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
