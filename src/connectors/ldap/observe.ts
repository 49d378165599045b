import type { Instant, Observation } from '../../model/index.ts';
import { observeAccount, type Pass } from './accounts.ts';
import { Directory } from './directory.ts';
import type { DirectoryEntry } from './entry.ts';
import { observeGaps, type Met } from './gaps.ts';
import { observeGroup } from './groups.ts';
import { keyOf } from './keys.ts';
import { whatIs } from './kind.ts';
import type { LdifEnd } from './ldif.ts';
import { Unplaced } from './unplaced.ts';
import type { ReadPage } from '../kit/connector.ts';
import { firstPass, secondPass } from './attributes.ts';

/** A directory that can be gone through more than once, from a file or a server. */
export interface DirectorySource {
  /** Every entry, some at a time, with these attributes. */
  entries(attributes: readonly string[]): AsyncIterable<readonly DirectoryEntry[]>;
  /** What the last pass met besides entries. */
  met(): { readonly files: readonly LdifEnd[]; readonly referrals: number };
}

/**
 * Goes through a directory twice: first to learn what every entry is called, then to tell of each in its turn, so that
 * members may come before or after their groups. Memory holds the names (`Directory`), never the entries.
 */
export async function* observeDirectory(source: DirectorySource, now: Instant): AsyncIterable<ReadPage> {
  const directory = new Directory();
  for await (const entries of source.entries(firstPass)) for (const entry of entries) directory.add(entry);
  const pass: Pass = { directory, unplaced: new Unplaced(), now };
  const told = new Set<string>();
  for await (const entries of source.entries(secondPass))
    yield {
      observations: entries.flatMap((entry) => observeEntry(entry, pass)).filter((each) => isNew(each, told)),
    };
  const met: Met = { directory, unplaced: pass.unplaced, ...source.met() };
  yield { observations: observeGaps(met), complete: met.files.every((file) => file.failed === undefined) };
}

function observeEntry(entry: DirectoryEntry, pass: Pass): readonly Observation[] {
  const key = keyOf(entry);
  if (key === undefined) return [];
  const is = whatIs(entry);
  if (is === 'account') return observeAccount(entry, key, pass);
  return is === 'group' ? observeGroup(entry, key, pass) : [];
}

/** A domain and a group that was not read come up with each entry that names them, and are told with the first. */
function isNew(each: Observation, told: Set<string>): boolean {
  const isShared =
    each.type === 'group'
      ? each.attributes?.['notInSource'] === 'true'
      : (each.type === 'resource' || each.type === 'entitlement') && each.key.startsWith('domain/');
  const name = `${each.type} ${each.key}`;
  if (!isShared || !told.has(name)) {
    if (isShared) told.add(name);
    return true;
  }
  return false;
}
