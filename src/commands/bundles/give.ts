import { bundlesInForce, targetStateOf } from '../../estate/index.ts';
import {
  addSeconds,
  done,
  refuse,
  type Change,
  type EstateRef,
  type Instant,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import { says } from '../../review/index.ts';
import { accountsMeant } from '../requests/for-whom.ts';
import type { System } from '../system.ts';
import { changeOf, giftSaid } from './gift.ts';

export interface GiveAsked {
  readonly bundle: string;
  /** Absent: for who asks. */
  readonly for?: string;
  readonly asker?: SubjectId;
  /** Absent: half a year; null: without an end. */
  readonly endsAt?: Instant | null;
}

/** What giving a bundle to somebody would be: all that they lack of it, in one plan that one signature asks for. */
export interface BundleToGive {
  readonly identity: EstateRef;
  readonly version: number;
  readonly changes: readonly Change[];
  readonly inWords: readonly string[];
  readonly endsAt: Instant | null;
  /** What of it they have already. */
  readonly held: readonly string[];
  /** What of it they cannot be given: they have no account there, or several of which none was named. */
  readonly noAccount: readonly string[];
}

const usualSeconds = 180 * 86_400;

/** Works out what somebody lacks of a bundle as it is in force. Files nothing. */
export async function bundleToGive(system: System, asked: GiveAsked): Promise<Result<BundleToGive>> {
  const bundle = (await bundlesInForce(system.database)).find(({ id }) => id === asked.bundle);
  if (bundle === undefined)
    return refuse('not_found', `There is no bundle \`${asked.bundle}\`.`, 'See `countersign bundle list`.');
  const meant = await accountsMeant(system, {
    ...(asked.for === undefined ? {} : { named: asked.for }),
    ...(asked.asker === undefined ? {} : { asker: asked.asker }),
  });
  if (!meant.ok) return meant;
  const { identity, subjects } = meant.value;
  const endsAt = asked.endsAt === undefined ? addSeconds(system.clock.now(), usualSeconds) : asked.endsAt;
  const changes: Change[] = [];
  const held: string[] = [];
  const noAccount: string[] = [];
  for (const gift of bundle.content) {
    const text = giftSaid(gift);
    const account = accountThere(subjects, gift.source);
    if ('not' in account) {
      noAccount.push(`${text}${account.not}`);
      continue;
    }
    const change = changeOf(gift, account.key, 'add', endsAt);
    const state = await targetStateOf(system.database, change);
    if (state?.['held'] === true || state?.['member'] === true) held.push(text);
    else changes.push(change);
  }
  return done({
    identity,
    version: bundle.version,
    changes,
    inWords: changes.map(says),
    endsAt,
    held,
    noAccount,
  });
}

/** Whose account in that source it would be; where they have several nobody said which, and as in a request one is named. */
export function accountThere(
  subjects: readonly EstateRef[],
  source: string,
): EstateRef | { readonly not: string } {
  const there = subjects.filter((each) => each.source === source);
  const [account, another] = there;
  if (account === undefined) return { not: '' };
  return another === undefined ? account : { not: ` (one of ${there.map(({ key }) => key).join(', ')})` };
}
