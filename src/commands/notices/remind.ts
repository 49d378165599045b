import { isEntryId, type Instant, type SubjectId } from '../../model/index.ts';
import { listChannels, type NoticeKind } from '../../notify/index.ts';
import type { System } from '../system.ts';
import { fileNotices } from './file-notices.ts';

/** What people are reminded of. */
export interface RemindedOf {
  readonly kind: Extract<
    NoticeKind,
    'campaign.reminder' | 'campaign.overdue' | 'campaign.due' | 'mandate.announced'
  >;
  /** The thing's id: `cmp_…`, `mnd_…`. */
  readonly id: string;
  readonly title: string;
  /** Why it is theirs, in one sentence. */
  readonly why: string;
  readonly since: Instant;
  readonly due: Instant | null;
  /** What happens at `due`. */
  readonly otherwise: string | null;
  /** Where the console shows it, beginning with a slash. */
  readonly path: string;
  /** The entry that this rests on, where one was recorded. */
  readonly cause?: string;
}

export interface Reminded {
  /** How many are told now, or when their quiet hours are over. */
  readonly told: number;
  /** Who was told of the same within the hour, or is asked twice: not again. */
  readonly alreadyTold: number;
  /** Whom no channel reaches: they see it in the console alone. */
  readonly unreachable: readonly SubjectId[];
}

/**
 * For other use cases: tells these people of something now, by the channels and at the hours that they chose. Being called
 * twice within an hour tells nobody twice. Where no channel was set up everybody is `unreachable`; that is no failure.
 */
export async function remind(
  system: Pick<System, 'database' | 'signers' | 'clock'>,
  people: readonly SubjectId[],
  about: RemindedOf,
): Promise<Reminded> {
  const now = system.clock.now();
  const channels = await listChannels(system.database, 'in use');
  const { id, kind, title, why, since, due, otherwise, path, cause } = about;
  // to the hour: who is reminded again later is told again
  const notice = { kind, about: `${id} ${now.slice(0, 13)}`, title, why, since, due, otherwise, path };
  const filed = await fileNotices(
    system,
    channels.filter(({ reaches }) => reaches !== 'room'),
    [{ notice, people, ...(cause !== undefined && isEntryId(cause) ? { cause } : {}) }],
    now,
  );
  const reached = new Set(people).size - filed.byNone.length;
  return { told: filed.told.length, alreadyTold: reached - filed.told.length, unreachable: filed.byNone };
}
