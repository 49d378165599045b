import { resolve } from 'node:path';
import { done, type Digest, type EntryId, type Result } from '../../model/index.ts';
import { compilePolicySet, readPolicyFiles, type PolicyFiles } from '../../policy/index.ts';
import { profileFiles, standardProfile } from './candidates.ts';
import { resultDigest } from './simulate.ts';

/** The files that somebody names on their own machine: a folder of theirs, or a profile that this version ships. */
export const filesOfCandidateHere = (
  named: { readonly folder: string | undefined; readonly profile: string | undefined },
  cwd: string,
): Promise<PolicyFiles> =>
  named.folder === undefined
    ? profileFiles(named.profile ?? standardProfile)
    : readPolicyFiles(resolve(cwd, named.folder));

/** What a statement about these files has to cover, compiled on the signer’s own side: a server is not asked what it means. */
export function proposeItemOf(
  files: PolicyFiles,
  about: { readonly replaces: EntryId; readonly reason: string },
): Result<{
  readonly policy: Digest;
  readonly sources: Digest;
  readonly replaces: EntryId;
  readonly reason: string;
}> {
  const set = compilePolicySet(files);
  if (!set.ok) return set;
  const { digest: policy, sourcesDigest: sources } = set.value;
  set.value.close();
  return done({ policy, sources, ...about });
}

/** The digest of a what-if as it is shown. */
export const digestOfResult = (found: object): Digest => resultDigest(found);
