import { Fault, type Digest, type Instant, type ProposalId } from '../model/index.ts';
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

/** Keeps what a case was judged on, and which case it was. */
export async function keepCaseInputs(
  db: Queryable,
  proposal: ProposalId,
  inputs: readonly string[],
  at: Instant,
): Promise<void> {
  if (inputs.length === 0) return;
  await db.query(
    `with asked as (select distinct * from unnest($1::text[], $2::text[]) as each (digest, input)),
       kept as (insert into policy.verdict_input (digest, input, kept_at)
         select digest, input, $4 from asked on conflict (digest) do nothing)
     insert into policy.judged_case (input, proposal, judged_at) select digest, $3, $4 from asked
     on conflict (input, proposal) do nothing`,
    [inputs.map(inputDigest), [...inputs], proposal, at],
  );
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
