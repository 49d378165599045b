import { Problem } from '../../api/problem.ts';
import { t } from '../../text/cases.ts';

/** What a decision’s statement says, as far as the dialog shows it. */
export interface Stated {
  readonly answer: 'approve' | 'reject';
  readonly role: string;
  readonly changes: string;
  readonly evidenceShown: string;
  readonly verdictBasis: string;
  readonly restorableUntil: string;
  readonly endsAt: string | null;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/**
 * Reads the statement that the server prepared and holds it to what this page asked for: this proposal, this answer, this
 * reason, one item. The page comes from that server as well, so this guards against mistakes and not against a server that
 * was taken over; against that, sign with `countersign decide`, which works everything out by itself.
 */
export function statedIn(
  statement: string,
  asked: { readonly proposal: string; readonly answer: string; readonly reason: string },
): Stated {
  const value: unknown = JSON.parse(statement);
  const covers = isRecord(value) ? value['covers'] : undefined;
  const item = isRecord(covers) ? covers['item'] : undefined;
  const text = (name: string): string => {
    const found = isRecord(item) ? item[name] : undefined;
    return typeof found === 'string' ? found : '';
  };
  const { answer } = asked;
  if (
    !isRecord(value) ||
    value['purpose'] !== 'decision' ||
    text('proposal') !== asked.proposal ||
    text('answer') !== answer ||
    text('reason') !== asked.reason ||
    (answer !== 'approve' && answer !== 'reject')
  )
    throw new Problem({ code: 'statement_differs', status: 0, message: t('notSigned') });
  const endsAt = text('endsAt');
  return {
    answer,
    role: text('role'),
    changes: text('changes'),
    evidenceShown: text('evidenceShown'),
    verdictBasis: text('verdictBasis'),
    restorableUntil: text('restorableUntil'),
    endsAt: endsAt === '' ? null : endsAt,
  };
}
