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

export const name = 'ledger';

const writers = 64;
const entriesPerRound = Number(process.env['COUNTERSIGN_BENCH_ENTRIES'] ?? '12800');
const rounds = Number(process.env['COUNTERSIGN_BENCH_ROUNDS'] ?? '5');
const verifyEntries = 200_000;

export async function run(): Promise<Readonly<Record<string, unknown>>> {
  return { append: await appends(), verify: await verifying(), signatures: signatures() };
}

async function appends(): Promise<Readonly<Record<string, unknown>>> {
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
    const [raw, durable, numbered]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round <= rounds; round++) {
      const drafts = draftsOf(entriesPerRound);
      const texts = drafts.map((draft) => canonicalJson(draft));
      const rawMs = await timed(async () => {
        for (let at = 0; at < texts.length; at += writers)
          await admin.query('insert into public.bare (draft) select * from unnest($1::text[])', [
            texts.slice(at, at + writers),
          ]);
      });
      const durableMs = await timed(async () => {
        let next = 0;
        const writer = async (): Promise<void> => {
          for (let draft = drafts[next++]; draft !== undefined; draft = drafts[next++])
            await appender.append(draft);
        };
        await Promise.all(Array.from({ length: writers }, writer));
      });
      const drainMs = await timed(() => drain(round));
      if (round === 0) continue; // warm-up
      raw.push(rate(rawMs));
      durable.push(rate(durableMs));
      numbered.push(rate(drainMs));
    }
    abort.abort();
    await Promise.all([server.close(), sequencer.close()]);
    return {
      what: `${writers} concurrent writers, one entry each at a time, ${entriesPerRound} entries a round, durable server`,
      'raw batched INSERT (64 rows a commit), rows/s': sample(raw),
      'durable appends, entries/s': sample(durable),
      'ratio to raw': ratio(durable, raw),
      'numbering under signed checkpoints, entries/s': sample(numbered),
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
async function verifying(): Promise<Readonly<Record<string, unknown>>> {
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
  const bytes = sum(pages.flat().map((entry) => entry.leaf.length)) / verifyEntries;
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
  return {
    what: `${verifyEntries} entries of ${Math.round(bytes)} bytes from memory`,
    'integrity, entries/s': sample(integrity),
    'everything but signatures, entries/s': sample(everything),
  };
}

function signatures(): Readonly<Record<string, unknown>> {
  const dana = persona('dana');
  const armored = dana.key.sign('x'.repeat(800));
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const from = monotonicMs();
    for (let i = 0; i < 2000; i++) verifySshsig('x'.repeat(800), armored);
    if (round > 0) rates.push((2000 / (monotonicMs() - from)) * 1000);
  }
  return { 'SSHSIG (Ed25519) verified, signatures/s': sample(rates) };
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
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const spreadOf = (values: readonly number[]): number =>
  (Math.max(...values) - Math.min(...values)) / medianOf(values);
const sample = (values: readonly number[]): string =>
  `${Math.round(medianOf(values))} (median of ${values.length}, spread ${Math.round(spreadOf(values) * 100)} %)`;

function ratio(ours: readonly number[], baseline: readonly number[]): string {
  const spread = Math.max(spreadOf(ours), spreadOf(baseline));
  if (spread > 0.3) return `not told: the spread is ${Math.round(spread * 100)} %`;
  return (medianOf(ours) / medianOf(baseline)).toFixed(2);
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await run(), undefined, 2)}\n`);
