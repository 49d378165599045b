import { Problem } from '../api/problem.ts';
import { t } from '../text/statements.ts';
import { canonicalJson } from './canonical.ts';

/** What a statement about signers or the beginning says, read from the very text that would be signed. */
export interface Stated {
  readonly ledger: string;
  readonly purpose: string;
  readonly signer: string;
  readonly madeAt: string;
  readonly expiresAt: string;
  readonly item: Readonly<Record<string, unknown>>;
}

const members = ['covers', 'expiresAt', 'ledger', 'madeAt', 'nonce', 'purpose', 'signer', 'v'];
const longest = 8 * 86_400_000;

/**
 * Reads a statement, strictly: its canonical form, all of its members and no other, one item, in time. Throws `Problem`. The
 * page comes from the server as well, so this guards against mistakes and not against a server that was taken over: against
 * that, the command line works everything out by itself.
 */
export function readStated(statement: string, now: number): Stated {
  const value = jsonOf(statement);
  if (!isRecord(value) || canonicalJson(value) !== statement) throw differs();
  const { ledger, purpose, signer, madeAt, expiresAt, covers, v } = value;
  const item = isRecord(covers) && Object.keys(covers).join() === 'item' ? covers['item'] : undefined;
  if (
    Object.keys(value).toSorted().join() !== members.join() ||
    v !== 'countersign/statement/v1' ||
    typeof ledger !== 'string' ||
    typeof purpose !== 'string' ||
    typeof signer !== 'string' ||
    typeof madeAt !== 'string' ||
    typeof expiresAt !== 'string' ||
    !isRecord(item)
  )
    throw differs();
  const ends = Date.parse(expiresAt);
  if (!(ends > now && ends < now + longest)) throw differs();
  return { ledger, purpose, signer, madeAt, expiresAt, item };
}

/** Holds what was read to what this page asked for; throws `Problem` when it is anything else. */
export function holdTo(
  stated: Stated,
  asked: {
    readonly purpose: string;
    readonly ledger: string;
    readonly signer?: string;
    readonly item: unknown;
  },
): void {
  if (
    stated.purpose !== asked.purpose ||
    stated.ledger !== asked.ledger ||
    (asked.signer !== undefined && stated.signer !== asked.signer) ||
    canonicalJson(stated.item) !== canonicalJson(asked.item)
  )
    throw differs();
}

export const differs = (): Problem =>
  new Problem({ code: 'statement_differs', status: 0, message: t('differs'), next: t('doNotSign') });

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
