// How fast the ledger takes entries durably from 64 concurrent writers, against raw batched INSERTs of the same texts into
// a bare table of the same durable server; how long until they are numbered; and how fast it is verified offline.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createAppender,
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
import { canonicalJson } from '../src/platform/canonical.ts';
import { monotonicMs, systemClock } from '../src/platform/clock.ts';
import { setRolePassword, newPassword, startCluster } from '../src/platform/postgres-server/index.ts';
import { migrate, openDatabase } from '../src/platform/store/index.ts';
import { ratio, sampleOf, type Figure, type Ratio, type Report } from './report.ts';

export const name = 'ledger';

const writers = 64;
const entriesPerRound = Number(process.env['COUNTERSIGN_BENCH_ENTRIES'] ?? '12800');
const rounds = Number(process.env['COUNTERSIGN_BENCH_ROUNDS'] ?? '5');
const verifyEntries = 200_000;

export async function run(): Promise<Report> {
  const { appendFigures, ratios } = await appends();
  return {
    what: `${writers} concurrent writers, one entry each at a time, ${entriesPerRound.toLocaleString('en')} entries a round, durable server; verification of ${verifyEntries.toLocaleString('en')} entries from memory`,
    figures: [...appendFigures, ...(await verifying()), signatures()],
    ratios,
    notMeasured: [
      'entries that commit together with the change they tell of',
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
  try {
    await migrate(admin, migrations);
    const open = async (role: string) => {
      const password = newPassword();
      await setRolePassword(admin, role, password);
      return openDatabase({ url: cluster.url('postgres', role), password, applicationName: 'bench' });
    };
    const server = await open('countersign_server');
    const sequencer = await open('countersign_sequencer');
    await admin.query(
      'create table public.bare (id bigint generated always as identity primary key, draft text not null)',
    );
    const abort = new AbortController();
    const signingKey = readNoteSecret(newNoteSecret('bench.test/ledger'));
    const appender = createAppender({ database: server, writer: 'server', clock: systemClock });
    const raw: number[] = [];
    const single: number[] = [];
    const durable: number[] = [];
    const numbered: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const drafts = draftsOf(entriesPerRound);
      const texts = drafts.map((draft) => canonicalJson(draft));
      const rawMs = await timed(async () => {
        for (let at = 0; at < texts.length; at += writers)
          await admin.query('insert into public.bare (draft) select * from unnest($1::text[])', [
            texts.slice(at, at + writers),
          ]);
      });
      const singleMs = await byWriters(texts, (text) =>
        admin.query('insert into public.bare (draft) values ($1)', [text]),
      );
      const durableMs = await byWriters(drafts, (draft) => appender.append(draft));
      const drainMs = await timed(() => drain(round));
      if (round === 0) continue; // warm-up
      raw.push(rate(rawMs));
      single.push(rate(singleMs));
      durable.push(rate(durableMs));
      numbered.push(rate(drainMs));
    }
    abort.abort();
    await Promise.all([server.close(), sequencer.close()]);
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
        { what: 'numbering under signed checkpoints', unit, sample: sampleOf(numbered) },
      ],
      ratios: [
        ratio('durable appends to raw batched INSERT', durable, raw, { atLeast: 0.5 }),
        ratio('durable appends to raw INSERT of one row a commit', durable, single),
      ],
    };

    async function drain(round: number): Promise<void> {
      const stop = new AbortController();
      const running = runSequencer({
        database: sequencer,
        origin: 'bench.test/ledger',
        signingKey,
        clock: systemClock,
        self: processId,
        outside: outsideFile(join(folder, 'outside.txt')),
        signal: stop.signal,
      });
      const wanted = (round + 1) * entriesPerRound;
      for (let done = 0; done < wanted;) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        const [row] = await admin.query<{ n: number }>(
          'select coalesce(max(size), 0) as n from ledger.checkpoint',
        );
        done = (row?.n ?? 0) - (round + 1); // one `sequencer.started` a round
      }
      stop.abort();
      await running;
    }
  } finally {
    await admin.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
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
