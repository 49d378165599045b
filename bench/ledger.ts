// How fast the ledger takes entries durably from 64 concurrent writers, against raw batched INSERTs of the same texts into
// a bare table of the same durable server; how long until they are numbered; and how fast it is verified offline.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createAppender,
  createRecorder,
  newNoteSecret,
  outsideFile,
  readNoteSecret,
  runSequencer,
  verifyLedger,
} from '../src/ledger/index.ts';
import { addChain, bootstrap, createScene, persona } from '../src/ledger/scene.ts';
import { leafHash } from '../src/ledger/hashing.ts';
import { draftOf, processId } from '../src/ledger/testing.ts';
import { verifySshsig } from '../src/ledger/sshsig.ts';
import type { LedgerBytes, StoredEntry } from '../src/ledger/verify-input.ts';
import { migrations } from '../src/migrations.ts';
import type { EntryDraft } from '../src/model/entry.ts';
import { canonicalJson } from '../src/platform/canonical.ts';
import { monotonicMs, systemClock } from '../src/platform/clock.ts';
import { setRolePassword, newPassword, startCluster } from '../src/platform/postgres-server/index.ts';
import { migrate, openDatabase, type Database } from '../src/platform/store/index.ts';
import { ratio, sampleOf, type Figure, type Ratio, type Report } from './report.ts';

export const name = 'ledger';

const writers = 64;
const entriesPerRound = Number(process.env['COUNTERSIGN_BENCH_ENTRIES'] ?? '12800');
const rounds = Number(process.env['COUNTERSIGN_BENCH_ROUNDS'] ?? '5');
/** What is compared is done in so many turns a round, a piece of each side at a time. */
const slices = 10;
const verifyEntries = 200_000;

export async function run(): Promise<Report> {
  const { appendFigures, ratios } = await appends();
  return {
    what: `${writers} concurrent writers, one entry each at a time, ${entriesPerRound.toLocaleString('en')} entries a round, durable server; verification of ${verifyEntries.toLocaleString('en')} entries from memory`,
    figures: [...appendFigures, ...(await verifying()), signatures()],
    ratios,
    notMeasured: [
      'entries whose transaction changes something else too',
      'entries with causes, which the sequencer indexes as well',
      'reading an export from disk while verifying it',
    ],
  };
}

async function appends(): Promise<{
  readonly appendFigures: readonly Figure[];
  readonly ratios: readonly Ratio[];
}> {
  const folder = mkdtempSync(join(tmpdir(), 'cs-bench-'));
  const cluster = await startCluster({ folder: join(folder, 'pg'), socketFolder: join(folder, 'run') });
  const admin = openDatabase({ ...cluster.superuser('postgres'), applicationName: 'bench' });
  const opened: Database[] = [admin];
  try {
    await migrate(admin, migrations);
    const access = async (role: string): Promise<{ readonly url: string; readonly password: string }> => {
      const password = newPassword();
      await setRolePassword(admin, role, password);
      return { url: cluster.url('postgres', role), password };
    };
    const open = (login: { readonly url: string; readonly password: string }): Database => {
      const database = openDatabase({ ...login, applicationName: 'bench' });
      opened.push(database);
      return database;
    };
    const server = open(await access('countersign_server'));
    const sequencerLogin = await access('countersign_sequencer');
    const sequencer = open(sequencerLogin);
    await admin.query(
      'create table public.bare (id bigint generated always as identity primary key, draft text not null)',
    );
    const origin = 'bench.test/ledger';
    const secret = newNoteSecret(origin);
    const outside = join(folder, 'outside.txt');
    const numbering = createNumbering({ admin, sequencer, sequencerLogin, origin, secret, outside });
    const appender = createAppender({ database: server, writer: 'server', clock: systemClock });
    const recorder = createRecorder({ writer: 'server', clock: systemClock });
    const [raw, single, durable, recorded]: [number[], number[], number[], number[]] = [[], [], [], []];
    const [numbered, both, latest]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round <= rounds; round++) {
      const batches = side(async (drafts) => {
        const texts = drafts.map((draft) => canonicalJson(draft));
        return timed(async () => {
          for (let at = 0; at < texts.length; at += writers)
            await admin.query('insert into public.bare (draft) select * from unnest($1::text[])', [
              texts.slice(at, at + writers),
            ]);
        });
      });
      const appended = side((drafts) => byWriters(drafts, (draft) => appender.append(draft)));
      const singles = side((drafts) => {
        const texts = drafts.map((draft) => canonicalJson(draft));
        return byWriters(texts, (text) => admin.query('insert into public.bare (draft) values ($1)', [text]));
      });
      await inTurns([batches, appended, singles]);
      const drainMs = await timed(() => numbering.drain(entriesPerRound));
      const more = draftsOf(entriesPerRound);
      const recordedMs = await byWriters(more, (draft) =>
        server.transaction((tx) => recorder.record(tx, draft)),
      );
      await numbering.drain(entriesPerRound);
      const beside = await numbering.beside(draftsOf(entriesPerRound), (draft) => appender.append(draft));
      if (round === 0) continue; // warm-up
      raw.push(rate(batches.ms));
      single.push(rate(singles.ms));
      durable.push(rate(appended.ms));
      recorded.push(rate(recordedMs));
      numbered.push(rate(drainMs));
      both.push(rate(beside.ms));
      latest.push(beside.latestMs / 1000);
    }
    const unit = 'entries/s';
    return {
      appendFigures: [
        { what: 'raw batched INSERT, 64 rows a commit', unit: 'rows/s', sample: sampleOf(raw) },
        {
          what: 'raw INSERT by 64 writers, one row a commit, over 8 connections',
          unit: 'rows/s',
          sample: sampleOf(single),
        },
        { what: 'durable appends', unit, sample: sampleOf(durable) },
        {
          what: 'transactions that record one entry each, by 64 writers over 8 connections',
          unit: 'transactions/s',
          sample: sampleOf(recorded),
        },
        { what: 'numbering under signed checkpoints', unit, sample: sampleOf(numbered) },
        { what: 'durable appends while they are numbered', unit, sample: sampleOf(both) },
        {
          what: 'the same: longest time from durable to under a checkpoint',
          unit: 's',
          sample: sampleOf(latest),
          target: { atMost: 1 },
        },
      ],
      ratios: [
        ratio('durable appends to raw batched INSERT', durable, raw, { atLeast: 0.5 }),
        ratio('durable appends to raw INSERT of one row a commit', durable, single),
        ratio('transactions that record one entry to raw INSERT of one row a commit', recorded, single),
        ratio('numbering to durable appends', numbered, durable),
      ],
    };
  } finally {
    await Promise.all(opened.map((database) => database.close()));
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface NumberingOptions {
  readonly admin: Database;
  readonly sequencer: Database;
  readonly sequencerLogin: { readonly url: string; readonly password: string };
  readonly origin: string;
  readonly secret: string;
  readonly outside: string;
}

/** The sequencer: alone with a full inbox, and in a process of its own beside the writers. */
function createNumbering({ admin, sequencer, sequencerLogin, origin, secret, outside }: NumberingOptions) {
  const size = async (): Promise<number> => {
    const [row] = await admin.query<{ n: number }>(
      'select coalesce(max(size), 0) as n from ledger.checkpoint',
    );
    return row?.n ?? 0;
  };
  /** Tells of every size it sees until `wanted` is there. */
  const until = async (wanted: number, seen: (now: number) => void = () => undefined): Promise<void> => {
    for (let now = 0; now < wanted;) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      now = await size();
      seen(now);
    }
  };
  return {
    async drain(entries: number): Promise<void> {
      const wanted = (await size()) + 1 + entries; // and one `sequencer.started`
      const stop = new AbortController();
      const running = runSequencer({
        database: sequencer,
        origin,
        signingKey: readNoteSecret(secret),
        clock: systemClock,
        self: processId,
        outside: outsideFile(outside),
        signal: stop.signal,
      });
      await until(wanted);
      stop.abort();
      await running;
    },
    async beside(drafts: readonly EntryDraft[], append: (draft: EntryDraft) => Promise<unknown>) {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'ledger-sequencer.ts')], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const gone = once(child, 'exit');
      child.stdin.end(JSON.stringify({ ...sequencerLogin, origin, secret, outside }));
      await once(child.stdout, 'data'); // it is ready
      const before = await size();
      const durableAt: number[] = []; // one appender: entries are numbered in the order in which they became durable
      let latestMs = 0;
      let included = 0;
      const watching = until(before + drafts.length, (now) => {
        const at = monotonicMs();
        for (; included < now - before; included++)
          latestMs = Math.max(latestMs, at - (durableAt[included] ?? at));
      });
      const ms = await byWriters(drafts, async (draft) => {
        await append(draft);
        durableAt.push(monotonicMs());
      });
      await watching;
      child.kill('SIGTERM');
      await gone;
      return { ms, latestMs };
    },
  };
}

/** Entries as large as real ones, in memory, so that only the verifier is measured. */
async function verifying(): Promise<readonly Figure[]> {
  const scene = createScene();
  const [dana, lee] = [persona('dana'), persona('lee')];
  bootstrap(scene, [dana, lee]);
  addChain(scene, dana);
  for (let i = 0; i < 500; i++) scene.add('source.read', { body: { source: 'acme-aws', rows: i } });
  const base: StoredEntry[] = scene.bytes.map((leaf, seq) => ({ seq, leaf, hashes: [leafHash(leaf)] }));
  const pages: StoredEntry[][] = [];
  for (let seq = 0; seq < verifyEntries; seq += 4096)
    pages.push(
      Array.from({ length: Math.min(4096, verifyEntries - seq) }, (_, i) => {
        const at = seq + i;
        const entry = base[at < base.length ? at : 8 + (at % (base.length - 8))];
        if (entry === undefined) throw new Error('no entry');
        return { ...entry, seq: at };
      }),
    );
  const input: LedgerBytes = {
    async *entries() {
      yield* pages;
    },
    checkpoints: none,
    outside: none,
    blobs: none,
  };
  const [integrity, everything]: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    const integrityMs = await timed(() => verifyLedger(input, { depth: 'integrity' }));
    const allMs = await timed(() => verifyLedger(input, { depth: 'everything' }));
    if (round === 0) continue;
    integrity.push((verifyEntries / integrityMs) * 1000);
    everything.push((verifyEntries / allMs) * 1000);
  }
  return [
    {
      what: 'verify, integrity',
      unit: 'entries/s',
      sample: sampleOf(integrity),
      target: { atLeast: 150_000 },
    },
    { what: 'verify, everything but signatures', unit: 'entries/s', sample: sampleOf(everything) },
  ];
}

function signatures(): Figure {
  const dana = persona('dana');
  const armored = dana.key.sign('x'.repeat(800));
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const from = monotonicMs();
    for (let i = 0; i < 2000; i++) verifySshsig('x'.repeat(800), armored);
    if (round > 0) rates.push((2000 / (monotonicMs() - from)) * 1000);
  }
  return { what: 'SSHSIG (Ed25519) verified', unit: 'signatures/s', sample: sampleOf(rates) };
}

async function* none(): AsyncGenerator<readonly never[]> {}

const draftsOf = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    draftOf('source.read', systemClock.now(), {
      body: { source: 'acme-aws', rows: i, digest: 'a'.repeat(64) },
    }),
  );

/** What is compared, and the milliseconds it took so far. `work` measures itself. */
interface Side {
  ms: number;
  readonly work: (drafts: readonly EntryDraft[]) => Promise<number>;
}

const side = (work: Side['work']): Side => ({ ms: 0, work });

/** The sides take turns piece by piece: what else the machine does for a second or two falls on all of them alike. */
async function inTurns(sides: readonly Side[]): Promise<void> {
  for (let turn = 0; turn < slices; turn++)
    for (const each of sides) each.ms += await each.work(draftsOf(entriesPerRound / slices));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = monotonicMs();
  await work();
  return monotonicMs() - from;
}

const rate = (ms: number): number => (entriesPerRound / ms) * 1000;

/** 64 writers, each with its next item as soon as its last one is done. */
async function byWriters<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<number> {
  let next = 0;
  const writer = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
  };
  return timed(() => Promise.all(Array.from({ length: writers }, writer)));
}
