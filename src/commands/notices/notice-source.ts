import type { EntryId, Instant, Role, SubjectId } from '../../model/index.ts';
import type { Notice } from '../../notify/index.ts';
import type { System } from '../system.ts';

/** Something that people are to be told of. */
export interface NoticeDraft {
  readonly notice: Notice;
  /** Who in particular. */
  readonly people: readonly SubjectId[];
  /** And everybody who has one of these roles. */
  readonly roles?: readonly Role[];
  /** The entry that it rests on, where there is one. */
  readonly cause?: EntryId;
}

/** Since when to look: what was there before the first channel, or was looked through already, is not told again. */
export interface Look {
  readonly since: Instant;
  readonly now: Instant;
}

/** Where notices come from, a value each. It reads; it may be asked of the same time twice. */
export interface NoticeSource {
  readonly name: string;
  look(system: System, look: Look): Promise<readonly NoticeDraft[]>;
}

/** Most that one look of one source tells: what is more is found by the next. */
export const mostOfALook = 500;
