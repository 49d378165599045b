import { Fault, type Digest, type Instant } from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import { inputDigest } from './normalise.ts';

/** Keeps the text a verdict was made on under its digest, once, so that the verdict can be replayed years later. */
export async function keepInput(db: Queryable, input: string, at: Instant): Promise<Digest> {
  const digest = inputDigest(input);
  await db.query(
    'insert into policy.verdict_input (digest, input, kept_at) values ($1, $2, $3) on conflict (digest) do nothing',
    [digest, input, at],
  );
  return digest;
}

/** The kept text, checked against its digest; undefined when it was never kept. Throws Fault `ledger_invalid` when altered. */
export async function keptInput(db: Queryable, digest: Digest): Promise<string | undefined> {
  const [row] = await db.query<{ input: string }>(
    'select input from policy.verdict_input where digest = $1',
    [digest],
  );
  if (row === undefined) return undefined;
  if (inputDigest(row.input) !== digest)
    throw new Fault(
      'ledger_invalid',
      `The input kept under \`${digest}\` is not the one the verdict was made on.`,
      {
        next: 'Run `countersign ledger verify`; somebody altered the database.',
      },
    );
  return row.input;
}
