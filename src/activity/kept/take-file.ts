import { Fault } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { Batch } from './batch.ts';
import { holdsTheSame } from './content.ts';
import { dropMark, writeMark } from './mark-rows.ts';
import {
  beginningOf,
  headDigest,
  unreadMark,
  wasRewritten,
  type Beginning,
  type FileFound,
  type Mark,
} from './marks.ts';
import type { Run } from './read-log.ts';
import { Reads, type Told } from './reads.ts';
import { writeBatch } from './write-batch.ts';

/** What files are taken into, and the transaction in which it is written. */
export interface OneBatch {
  readonly tx: Queryable;
  readonly run: Run;
  readonly number: number;
  readonly nowMs: number;
  readonly batch: Batch;
}

/** Events of one file that are held before they are written beside others, within the same transaction. */
const heldOfFile = 50_000;

/** Takes one file into the batch, or notes why not: wholly or not at all, whatever happens within it. */
export async function takeFile(of: OneBatch, file: FileFound): Promise<void> {
  const { run, number } = of;
  try {
    const beginning = await beginningOf(run.reading.bytes(file.path, 0));
    if (beginning === undefined) return;
    const known = run.marks.here(file, beginning) ?? (await readElsewhere(run, file, beginning));
    if (known === undefined || known.rows !== null) {
      await readRows(of, file, beginning, known);
      return;
    }
    // a copy of what still lies elsewhere is left where it is
    if (known.path !== file.path && run.there.has(known.path)) return;
    const isRewritten = known.path === file.path && known.size !== file.size;
    if (isRewritten) run.counts.rewritten++;
    await keepMark(of, { ...known, ...file, batch: number, note: isRewritten ? wasRewritten : known.note });
  } catch (error) {
    if (!(error instanceof Fault) || ofOurs.has(error.code)) throw error;
    run.counts.unread++;
    const unread = { code: error.code, why: error.message, next: error.next ?? null };
    await keepMark(of, unreadMark(file, unread, number));
  }
}

/** What was read of this file under another name; a file that only begins alike is another one. */
async function readElsewhere(run: Run, file: FileFound, beginning: Beginning): Promise<Mark | undefined> {
  for (const mark of run.marks.alike(beginning))
    if (await holdsTheSame(run.reading.bytes(file.path, 0), mark, beginning.isTable)) return mark;
  return undefined;
}

/** What says nothing about the file. */
const ofOurs: ReadonlySet<string> = new Set(['interrupted', 'database_unreachable', 'disk_full', 'internal']);

async function readRows(
  of: OneBatch,
  file: FileFound,
  beginning: Beginning,
  known: Mark | undefined,
): Promise<void> {
  const { run, tx, nowMs, number } = of;
  const { reading, log } = run;
  const from = known?.readTo ?? 0;
  const own = new Batch(nowMs, run.isTold);
  let isBeside = false;
  let told: Told;
  try {
    const reads = new Reads(reading, file, beginning, from);
    for await (const read of reads.of(own.asked)) {
      own.add(read);
      reading.report(read.is === 'counted' ? read.events : 1);
      if (own.held < heldOfFile) continue;
      if (!isBeside) {
        // what other files told stays, if this one breaks off
        await writeBatch(tx, log.no, of.batch);
        await tx.query('savepoint one_file');
        isBeside = true;
      }
      await writeBatch(tx, log.no, own);
    }
    told = await reads.told();
  } catch (error) {
    if (isBeside) await tx.query('rollback to savepoint one_file');
    throw error;
  }
  own.endFile();
  of.batch.absorb(own);
  if (known !== undefined) run.counts.grown++;
  await keepMark(
    of,
    {
      ...file,
      head: headDigest(beginning.bytes),
      headBytes: beginning.bytes.length,
      rows: beginning.rows,
      readTo: told.readTo,
      content: told.content,
      batch: number,
      note: null,
      unread: null,
    },
    known,
  );
}

/** Remembers how far a file is, in the same transaction as what came of it. `before`: its mark from when it was shorter. */
async function keepMark({ run, tx }: OneBatch, mark: Mark, before?: Mark): Promise<void> {
  const here = run.marks.at(mark.path);
  // what could not be read is told by its path alone, and not once it is read
  for (const gone of [before, here?.unread == null ? undefined : here])
    if (gone !== undefined) {
      run.marks.forget(gone);
      await dropMark(tx, run.log.no, gone);
    }
  run.marks.keep(mark);
  await writeMark(tx, run.log.no, mark);
}
