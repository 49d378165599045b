import {
  addSeconds,
  done,
  refuse,
  type GapObserved,
  type Instant,
  type ItemMemory,
  type Keeps,
  type Observation,
  type ReadItem,
  type Refusal,
  type Result,
  type SourceId,
} from '../../model/index.ts';
import type { Database, Transaction } from '../../platform/store/index.ts';
import { derivedCells, referencesOf, rowText, saidCells, textCell, useOf } from '../tables/encode.ts';
import { int8Text, loadHashers, type Hash64, type Hashers } from '../tables/keyed-hash.ts';
import { entityTables, typeNumbers } from '../tables/list.ts';
import { tellDangling } from './dangling.ts';
import { closeUnseen, storeRead, storeUses } from './finish.ts';
import { hidden } from './hidden.ts';
import { ItemKeeper } from './item-keeper.ts';
import { keepUnshown } from './keep-unshown.ts';
import { knownOnDemand, loadKnownRows, type KnownSource } from './load-known-rows.ts';
import { References } from './references.ts';
import { RowWriter } from './row-writer.ts';
import { ItemsDisagree, settleSkipped, type Settled } from './settle-skipped.ts';
import { shrinking } from './shrinking.ts';
import { ItemStore, recallItems } from './stored-items.ts';
import type { ReadSummary } from './summary.ts';

export interface ImportLimits {
  /** Rows of one read, all types together. */
  readonly rows: number;
  /** Characters of one text field. */
  readonly fieldCharacters: number;
}
export const defaultLimits: ImportLimits = { rows: 50_000_000, fieldCharacters: 4096 };

export interface ImportPage {
  readonly observations: readonly Observation[];
  /** The item that each comes from, when the connector tells items apart. */
  readonly items?: readonly (ReadItem | undefined)[];
  readonly complete?: boolean;
  /** On the last page: what a complete read does not show and does not take for gone. */
  readonly keeps?: Keeps;
}

export interface ImportOptions {
  readonly database: Database;
  readonly source: SourceId;
  /**
   * Pages as the connector kit gives them; `complete` on the last says that nothing is missing but the gaps listed. Given
   * what the last complete read had, a reader can leave out what it meets again; then it is asked a second time, from the
   * start and with nothing remembered, if that does not fit together.
   */
  readonly pages: AsyncIterable<ImportPage> | ((memory: ItemMemory) => AsyncIterable<ImportPage>);
  /** The secret (32 bytes) under which items are remembered for the next read; without it none are. */
  readonly itemKey?: Uint8Array;
  readonly startedAt: Instant;
  readonly now: () => Instant;
  /** Overrides what the last page says. A read that is not complete closes nothing. */
  readonly complete?: boolean;
  /** Runs in the import's transaction just before it commits: ledger entry, anything that must stand or fall with it. */
  readonly onCommit?: (tx: Transaction, summary: ReadSummary) => Promise<void>;
  readonly limits?: ImportLimits;
}

/**
 * Takes one read of a source into the estate, whole or not at all: a fault, an interruption or a refusal leaves the
 * estate as it was. Imports of one source wait for each other. Refuses (`source_paused`) a complete read in which a type
 * fell by half or more, or to which a question is refused that was answered before, and pauses the source until a person
 * resumes it; `input_invalid` two records of one key that
 * contradict each other; `input_too_large` beyond the limits; `not_found` for a source that is not there.
 */
export async function importRead(options: ImportOptions): Promise<Result<ReadSummary>> {
  const { database, source } = options;
  const importOnce = (how: { readonly recall: boolean }) =>
    database.transaction((tx) => importWithin(tx, options, how));
  try {
    const summary = await importOnce({ recall: true }).catch((error: unknown) => {
      if (error instanceof ItemsDisagree) return importOnce({ recall: false });
      throw error;
    });
    return done(summary);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    if (error.pauseBecause !== undefined)
      await database.query(
        `update sources.source set state = 'paused', paused_because = $2, paused_by = 'shrinking', fallen = $3
          where id = $1 and state = 'active'`,
        [source, error.pauseBecause, JSON.stringify(error.refusal.details?.['fallen'] ?? [])],
      );
    return error.refusal;
  }
}

/** Ends the transaction without effect and carries the refusal out of it. */
class Stopped extends Error {
  readonly refusal: Refusal;
  readonly pauseBecause: string | undefined;
  constructor(refusal: Refusal, pauseBecause?: string) {
    super(refusal.message);
    this.refusal = refusal;
    this.pauseBecause = pauseBecause;
  }
}

async function importWithin(
  tx: Transaction,
  options: ImportOptions,
  { recall }: { readonly recall: boolean },
): Promise<ReadSummary> {
  const { source, shrinkAccepted } = await lockSource(tx, options.source);
  const hashers = await loadHashers(tx);
  const read = await nextReadNumber(tx);
  const at = { tx, read, sourceNo: source };
  const { itemKey } = options;
  const remembered =
    itemKey === undefined || !recall ? undefined : await recallItems(tx, { sourceNo: source, key: itemKey });
  const known =
    remembered === undefined
      ? await loadKnownRows(tx, source)
      : await knownOnDemand(tx, { sourceNo: source, read, key: hashers.key });
  const { rows } = known;
  const firstRead = rows.every(({ live }) => live === 0);
  const writer = new RowWriter({ ...at, firstRead });
  const references = new References(hashers.key);
  const keeper =
    itemKey === undefined
      ? undefined
      : new ItemKeeper(new ItemStore(tx, { sourceNo: source, key: itemKey, read }), remembered);
  const taken = newCounts();
  let complete = false;
  let keeps: Keeps | undefined;
  let settled: Settled = { repeated: 0, twice: new Map() };
  try {
    for await (const page of pagesOf(options, remembered ?? nothingRemembered)) {
      complete = page.complete === true;
      keeps = page.keeps;
      await known.ready(page.observations);
      taken.pages.push(await takePage(page, { options, hashers, known, writer, references, keeper, taken }));
      await keeper?.relieve();
    }
    complete = options.complete ?? complete;
    if (remembered !== undefined) settled = settleSkipped(remembered, rows);
    if (complete && keeps !== undefined) await keepUnshown(at, rows, keeps);
    if (complete && !shrinkAccepted) {
      const shrunk = shrinking(options.source, rows);
      if (shrunk !== undefined) throw new Stopped(shrunk.refusal, shrunk.because);
      const lost = hidden(options.source, rows, taken.newlyHidden);
      if (lost.is === 'all') throw new Stopped(lost.refusal, lost.because);
      complete = lost.is === 'none';
    }
    await writer.finish();
  } catch (error) {
    await writer.settle();
    throw error;
  }
  const closed = complete ? await closeUnseen(at, rows) : entityTables.map(() => 0);
  await storeUses(at, rows, { firstRead });
  const dangling = await tellDangling(at, {
    known: rows,
    knowsAll: remembered === undefined,
    references,
    closesUnseen: complete,
    closed,
  });
  await keeper?.end({ complete, twice: settled.twice });
  const summary = await storeRead(at, {
    source: options.source,
    startedAt: options.startedAt,
    finishedAt: options.now(),
    complete,
    known: rows,
    closed,
    dangling,
    repeated: taken.repeated + settled.repeated,
    inFuture: taken.inFuture,
    itemsSkipped: remembered?.skipped ?? 0,
    pages: taken.pages,
  });
  await options.onCommit?.(tx, summary);
  return summary;
}

const nothingRemembered: ItemMemory = { meet: () => undefined };

const pagesOf = ({ pages }: ImportOptions, memory: ItemMemory): AsyncIterable<ImportPage> =>
  typeof pages === 'function' ? pages(memory) : pages;

async function lockSource(
  tx: Transaction,
  id: SourceId,
): Promise<{ readonly source: number; readonly shrinkAccepted: boolean }> {
  const find = `select no, state, paused_because, shrink_accepted from sources.source where id = $1`;
  type Row = { no: number; state: string; paused_because: string | null; shrink_accepted: boolean };
  const [before] = await tx.query<Row>(find, [id]);
  if (before !== undefined) await tx.query('select pg_advisory_xact_lock(7203020, $1)', [before.no]);
  const [row] = await tx.query<Row>(find, [id]);
  if (row === undefined || row.state === 'removed')
    throw new Stopped(
      refuse('not_found', `There is no source \`${id}\`.`, 'List them with `countersign source list`.'),
    );
  if (row.state === 'paused')
    throw new Stopped(
      refuse(
        'source_paused',
        `Source \`${id}\` is paused: ${row.paused_because ?? ''}`,
        `Look at the source; then resume it with \`countersign source resume ${id}\`.`,
      ),
    );
  return { source: row.no, shrinkAccepted: row.shrink_accepted };
}

async function nextReadNumber(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ number: number }>(`select nextval('sources.read_number') as number`);
  if (row === undefined) throw new TypeError('nextval gave no row');
  return row.number;
}

interface Taking {
  readonly options: ImportOptions;
  readonly hashers: Hashers;
  readonly known: KnownSource;
  readonly writer: RowWriter;
  readonly references: References;
  readonly keeper: ItemKeeper | undefined;
  readonly taken: Counts;
}

interface Counts {
  rows: number;
  repeated: number;
  inFuture: number;
  readonly pages: Hash64[];
  /** Gaps that hide rows and that the last read had not. */
  readonly newlyHidden: GapObserved[];
}
const newCounts = (): Counts => ({ rows: 0, repeated: 0, inFuture: 0, pages: [], newlyHidden: [] });

/** Compares each row with what is live and hands on those that differ. Returns the digest of the page. */
async function takePage({ observations, items }: ImportPage, taking: Taking): Promise<Hash64> {
  const { options, hashers, known, writer, references, taken } = taking;
  const tells = taking.keeper?.page(items !== undefined, observations.length === 0) === true;
  const keeper = tells ? taking.keeper : undefined;
  const limits = options.limits ?? defaultLimits;
  const skewLimit = addSeconds(options.startedAt, 300);
  let hi = observations.length;
  let lo = 0;
  for (const [n, o] of observations.entries()) {
    const item = items?.[n];
    if (++taken.rows > limits.rows) throw new Stopped(tooManyRows(options.source, limits.rows));
    const said = saidCells(o);
    const text = rowText(o, said);
    if (text.length > limits.fieldCharacters) refuseLongFields(o, limits.fieldCharacters);
    const digest = hashers.row(text);
    hi = (Math.imul(hi, 31) + digest.hi) | 0;
    lo = (Math.imul(lo, 31) + digest.lo) | 0;
    const rows = known.rows[typeNumbers[o.type]];
    const table = entityTables[typeNumbers[o.type]];
    if (rows === undefined || table === undefined) throw new TypeError(`no table for ${o.type}`);
    if (isInFuture(o, skewLimit)) {
      taken.inFuture++;
      if (item !== undefined) item.skippable = false; // told of at each read
    }
    const comparison = rows.compare(digest, useOf(o), () => hashers.key(o.key));
    if (comparison === 'contradicted') throw new Stopped(contradiction(options.source, o));
    if (comparison === 'repeated') taken.repeated++;
    if (comparison === 'added' && o.type === 'gap' && o.hides !== undefined) taken.newlyHidden.push(o);
    const isUnchanged = comparison === 'unchanged' || comparison === 'repeated';
    if (isUnchanged && keeper === undefined) continue;
    const key = hashers.key(o.key);
    keeper?.take(item, comparison === 'repeated' ? undefined : { type: typeNumbers[o.type], key });
    if (isUnchanged) continue;
    references.add(referencesOf(o));
    const cells = `${int8Text(key)}\t${int8Text(digest)}\t${writer.read}\t${writer.sourceNo}\t${textCell(o.key)}\t${said}${derivedCells(o, hashers.key)}\n`;
    const sent = writer.write(table, { key, cells, replaces: comparison === 'changed' });
    if (sent !== undefined) await sent;
  }
  return { hi, lo };
}

function isInFuture(o: Observation, limit: Instant): boolean {
  if (o.type === 'account') return (o.createdAt ?? '') > limit || (o.lastUsedAt ?? '') > limit;
  if (o.type === 'credential')
    return (o.createdAt ?? '') > limit || (o.rotatedAt ?? '') > limit || (o.lastUsedAt ?? '') > limit;
  return false;
}

function refuseLongFields(o: Observation, limit: number): void {
  for (const [name, value] of Object.entries(o))
    for (const text of typeof value === 'object' && value !== null ? Object.values(value) : [value])
      if (typeof text === 'string' && text.length > limit)
        throw new Stopped(
          refuse(
            'input_too_large',
            `Field \`${name}\` of ${o.type} \`${o.key.slice(0, 80)}\` has ${text.length} characters; at most ${limit} are taken.`,
            'Correct the record at its source, then read again. Nothing of this read was applied.',
          ),
        );
}

const tooManyRows = (source: SourceId, limit: number): Refusal =>
  refuse(
    'input_too_large',
    `Source \`${source}\` gave more than ${limit} records in one read.`,
    'Split the source, or raise the limit. Nothing of this read was applied.',
  );

const contradiction = (source: SourceId, o: Observation): Refusal =>
  refuse(
    'input_invalid',
    `Source \`${source}\` gave two different ${o.type} records with the id \`${o.key.slice(0, 200)}\`; an id must name one thing.`,
    'Correct the id at the source or in its mapping, then read again. Nothing of this read was applied.',
    { type: o.type, key: o.key },
  );
