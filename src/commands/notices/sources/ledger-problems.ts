import { Fault, type Instant } from '../../../model/index.ts';
import type { NoticeDraft, NoticeSource } from '../notice-source.ts';

const roles = ['administrator', 'security', 'auditor'] as const;

/** Entries that the sequencer refused, and a ledger whose proofs do not hold. */
export const ledgerProblems: NoticeSource = {
  name: 'ledger',
  async look({ database, ledger }, { since, now }) {
    const drafts: NoticeDraft[] = [];
    const [refused] = await database.query<{
      count: number;
      first: string | null;
      why: string | null;
      at: Instant | null;
    }>(
      `select count(*) as count, min(entry_id) as first, min(why) as why, min(at) as at from ledger.inbox_refused where at >= $1`,
      [since],
    );
    if (refused !== undefined && refused.first !== null)
      drafts.push(
        problem(`refused ${refused.first}`, refused.at ?? now, {
          title: `${refused.count} ${refused.count === 1 ? 'entry was' : 'entries were'} refused`,
          why: `The first: ${refused.why ?? 'no reason was given'}`,
        }),
      );
    try {
      await ledger.size();
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'ledger_invalid') throw error;
      drafts.push(
        problem(`invalid ${now.slice(0, 10)}`, now, {
          title: 'its proofs do not hold',
          why: `${error.message} Run \`countersign ledger verify\` from a copy of your own.`,
        }),
      );
    }
    return drafts;
  },
};

const problem = (
  about: string,
  since: Instant,
  said: { readonly title: string; readonly why: string },
): NoticeDraft => ({
  notice: { kind: 'ledger.problem', about, ...said, since, due: null, otherwise: null, path: '/ledger' },
  people: [],
  roles,
});
