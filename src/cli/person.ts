import { signers } from '../api/routes/index.ts';
import { Fault, isSourceId, isSubjectId, type SubjectId } from '../model/index.ts';
import { ask } from './connect.ts';
import type { Io } from './io.ts';

/** Said to whoever is enrolled as nobody of the estate. */
export const unlinked =
  'Not linked to a person of the estate (`--person SOURCE/KEY`): they can approve only what takes access away.\n';

/** `psn_…` as it is, or a person of the estate by source and key; undefined when nobody is named. */
export async function personOf(io: Io, text: string | undefined): Promise<SubjectId | undefined> {
  if (text === undefined || isSubjectId(text)) return text;
  const slash = text.indexOf('/');
  const source = text.slice(0, slash);
  if (slash < 1 || !isSourceId(source))
    throw new Fault('usage', `\`${text.slice(0, 60)}\` is neither SOURCE/KEY nor a person’s id (psn_…).`);
  const found = await ask(io, signers.person, { source, key: text.slice(slash + 1) });
  if (found.ok) return found.value.person;
  throw new Fault(found.code, found.message, found.next === undefined ? {} : { next: found.next });
}
