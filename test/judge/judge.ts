// The judge of the kill tests: a program of its own that reads the target and the ledger's tables, and nothing else. It
// knows no stage but the ledger's verifier. Each line on stdin is a question, `crashed` or `recovered`; each answer is one
// line of JSON: `{ "violations": [...], "executions": n, "entries": n }`.
import { createInterface } from 'node:readline';
import pg from 'pg';
import { liveBytes } from '../../src/ledger/live-reader.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { readLedger, type LedgerView } from './ledger-view.ts';
import { observe } from './observe.ts';
import { replay } from './replay.ts';

/** What the kill test passes as this program's one argument, as JSON. */
export interface JudgeConfig {
  readonly ledger: string;
  readonly target: string;
  readonly checkpointKey: string;
}

const config: JudgeConfig = JSON.parse(process.argv[2] ?? '{}');
pg.types.setTypeParser(20, Number); // int8: sequence numbers and sizes, as the verifier counts them
const ledger = new pg.Pool({ connectionString: config.ledger, max: 2 });
const target = new pg.Pool({ connectionString: config.target, max: 2 });
/** Every entry ever seen recorded: none may be gone later. */
const acknowledged = new Set<string>();

async function judge(question: string): Promise<object> {
  const view = await readLedger(ledger);
  const violations: string[] = [];
  for (const id of view.known) acknowledged.add(id);
  for (const id of acknowledged) if (!view.known.has(id)) violations.push(`acknowledged entry ${id} is lost`);

  const { things, found } = replay(view, question === 'recovered' ? 'at rest' : 'under way');
  violations.push(...found);
  for (const thing of things) {
    const state = await observe(thing.change, { target, ledger });
    if (!thing.possible.includes(state))
      violations.push(
        `${thing.name} is ${state} at the target; by the ledger it can only be ${thing.possible.join(' or ')}`,
      );
  }
  if (question === 'recovered') violations.push(...(await verified(view)));
  return { violations, executions: view.of('execution.started').length, entries: view.known.size };
}

/** Integrity and completeness by the ledger's own verifier; who signed is the twin's business in these tests. */
async function verified(view: LedgerView): Promise<readonly string[]> {
  const client = await ledger.connect();
  try {
    await client.query('begin isolation level repeatable read read only'); // one snapshot: the sequencer goes on beside us
    const query = async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await client.query<Row>(text, [...values])).rows;
    const { integrity, size } = await verifyLedger(liveBytes({ query }, []), {
      checkpointKey: config.checkpointKey,
      depth: 'integrity',
    });
    await client.query('commit');
    return [
      ...(integrity.holds ? [] : [`integrity: ${JSON.stringify(integrity.problems)}`]),
      ...(size >= view.size ? [] : [`the verifier read ${size} of ${view.size} entries`]),
    ];
  } finally {
    client.release();
  }
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await judge(line.trim()))}\n`);
await Promise.all([ledger.end(), target.end()]);
