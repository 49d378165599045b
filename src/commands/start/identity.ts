import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault, isSubjectId } from '../../model/index.ts';

/** What never changes about an installation once it is made: its ledger's name and who its processes are. */
const identitySchema = z.strictObject({
  origin: z.string().max(200),
  checkpointKey: z.string().max(500),
  subjects: z.strictObject({
    server: z.string().refine(isSubjectId),
    enforcer: z.string().refine(isSubjectId),
    sequencer: z.string().refine(isSubjectId),
  }),
});
export type InstallationIdentity = z.infer<typeof identitySchema>;

export const identityFile = (root: string): string => join(root, 'identity.json');

/**
 * Which ledger and which checkpoint key this installation was made with; undefined where there is none. The file belongs to
 * whoever started Countersign: unlike `process.json` of the server, the server's OS user cannot rewrite it.
 */
export function readIdentity(root: string): InstallationIdentity | undefined {
  const file = identityFile(root);
  if (!existsSync(file)) return undefined;
  const parsed = identitySchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Fault('input_invalid', `\`${file}\` cannot be read: ${z.prettifyError(parsed.error)}`, {
    next: 'Put it back from your backup.',
  });
}
