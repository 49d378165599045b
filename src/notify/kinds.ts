/**
 * What a message may say of itself: `advice` decides nothing and changed nothing; `decision`: a person has signed; `effect`:
 * something at a target is changed, or should have been and is not.
 */
export const authorities = ['advice', 'decision', 'effect'] as const;
export type Authority = (typeof authorities)[number];

/**
 * `at once`: also in quiet hours. `soon`: a message of its own, once quiet hours are over. `digest`: with everything that waits,
 * at the hour that its receiver chose.
 */
export type Timing = 'at once' | 'soon' | 'digest';

/** One kind of notice: what it says, what authority it has, and when it goes out. */
export interface NoticeKindOf {
  readonly authority: Authority;
  readonly timing: Timing;
  /** What it is, in a few words without any name in them: all that a room is told unless it may see more. */
  readonly words: string;
  /** Rooms hear of it by themselves, unless they were added for other kinds. */
  readonly isForRooms: boolean;
}

const kind = (
  authority: Authority,
  timing: Timing,
  words: string,
  more: { readonly isForRooms?: true } = {},
): NoticeKindOf => ({ authority, timing, words, isForRooms: more.isForRooms === true });

/** Every kind of notice, a value each. */
export const noticeKinds = {
  'glass.broken': kind('decision', 'at once', 'Access was taken in an emergency', { isForRooms: true }),
  'breaker.held': kind('advice', 'at once', 'A batch is held until a person looks', { isForRooms: true }),
  'ledger.problem': kind('advice', 'at once', 'The ledger needs attention', { isForRooms: true }),
  'effect.failed': kind('effect', 'soon', 'A change did not come about', { isForRooms: true }),
  'effect.proven': kind('effect', 'digest', 'A change was made and proven'),
  'inbox.waiting': kind('advice', 'digest', 'Waits for you'),
  'case.due': kind('advice', 'soon', 'A case is due soon'),
  'case.late': kind('advice', 'soon', 'A case was not answered in time'),
  'case.closed': kind('advice', 'soon', 'A request was closed without an answer'),
  'mandate.announced': kind('decision', 'soon', 'A standing order is about to change something'),
  'campaign.launched': kind('decision', 'soon', 'A campaign was launched', { isForRooms: true }),
  'campaign.reminder': kind('advice', 'soon', 'A campaign waits for answers'),
  'campaign.due': kind('advice', 'soon', 'A campaign is due soon'),
  'campaign.overdue': kind('advice', 'soon', 'A campaign is overdue', { isForRooms: true }),
  'campaign.silence': kind('decision', 'soon', 'What happens to items that nobody answers'),
  'delegation.given': kind('decision', 'soon', 'Somebody lets you answer for them'),
  'grant.ending': kind('decision', 'soon', 'Access is about to end'),
  'channel.test': kind('advice', 'at once', 'This is a test'),
} as const satisfies Readonly<Record<string, NoticeKindOf>>;

export type NoticeKind = keyof typeof noticeKinds;
export const isNoticeKind = (text: string): text is NoticeKind => Object.hasOwn(noticeKinds, text);

/** All kinds by name, as they are listed. */
export const kindNames: readonly NoticeKind[] = Object.keys(noticeKinds).filter(isNoticeKind);

/** What a message of several kinds says of itself: an effect before a decision, a decision before advice. */
export const strongest = (kinds: readonly NoticeKind[]): Authority =>
  authorities.findLast((authority) => kinds.some((one) => noticeKinds[one].authority === authority)) ??
  'advice';
