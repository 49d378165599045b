import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { done, Fault, type Instant, type Result } from '../../model/index.ts';
import { activatedFiles, readPolicyFiles, type PolicyFiles } from '../../policy/index.ts';
import { policiesFolder } from '../policies-folder.ts';
import type { System } from '../system.ts';
import { activations } from './activations.ts';

/** Files that somebody could propose: the folder as it is, a shipped profile, or a set that was the law before. */
export interface Candidate {
  /** `folder`, `profile:NAME` or the entry of an activation. */
  readonly id: string;
  readonly kind: 'folder' | 'profile' | 'before';
  readonly name: string;
  readonly at: Instant | null;
}

/** The profile that is the shipped folder itself; every other one lies over it. */
export const standardProfile = 'standard';
const profileName = /^[a-z][a-z0-9-]{0,39}$/;

/** Names of the shipped profiles, the standard one first. */
export async function profileNames(): Promise<readonly string[]> {
  const folder = join(policiesFolder, 'profiles');
  const found = existsSync(folder) ? await readdir(folder) : [];
  return [standardProfile, ...found.filter((name) => profileName.test(name)).toSorted()];
}

/** A shipped profile: the shipped files, with those of the profile in the place of files of the same name. */
export async function profileFiles(name: string): Promise<PolicyFiles> {
  const names = await profileNames();
  if (!names.includes(name))
    throw new Fault('input_invalid', `There is no profile \`${name.slice(0, 40)}\`.`, {
      next: `There are: ${names.join(', ')}.`,
    });
  const shipped = await readPolicyFiles(policiesFolder);
  if (name === standardProfile) return shipped;
  return { ...shipped, ...(await readPolicyFiles(join(policiesFolder, 'profiles', name))) };
}

export async function listOfCandidates(
  system: System,
): Promise<Result<{ readonly items: readonly Candidate[] }>> {
  const before = await activations(system);
  const inForce = before[0]?.entry;
  return done({
    items: [
      { id: 'folder', kind: 'folder', name: 'folder', at: null },
      ...(await profileNames()).map((name) => ({
        id: `profile:${name}`,
        kind: 'profile' as const,
        name,
        at: null,
      })),
      ...before
        .filter(({ entry }) => entry !== inForce)
        .map(({ entry, at }) => ({ id: entry, kind: 'before' as const, name: entry, at })),
    ],
  });
}

/** The files of a candidate; `rules`: those about duties and lives alone, as they count now. */
export async function filesOfCandidate(
  system: System,
  id: string,
): Promise<Result<{ readonly files: PolicyFiles }>> {
  const rules = await system.rules.inEffect();
  const kept = rules.ok ? rules.value.files : {};
  if (id === 'rules') return done({ files: kept });
  if (id === 'folder')
    return done({
      files: { ...(await readPolicyFiles(system.policiesFolder)), ...(await system.rules.onDisk()) },
    });
  // a profile says nothing of the house's own duties and feeds
  if (id.startsWith('profile:'))
    return done({ files: { ...(await profileFiles(id.slice('profile:'.length))), ...kept } });
  const known = (await activations(system)).find(({ entry }) => entry === id);
  const files = known && (await activatedFiles(system.database, known.entry));
  return files === undefined
    ? { ok: false, code: 'not_found', message: `No set of policies was activated by \`${id.slice(0, 60)}\`.` }
    : done({ files: { ...kept, ...files } });
}
