// The API on a real system (PostgreSQL, ledger, sequencer, connectors), in this process, so that a bug is seen as one and
// what the database holds can be compared before and after.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Caller } from '../../src/api/caller.ts';
import { socketDoor } from '../../src/api/door.ts';
import { listenOnLoopback } from '../../src/api/listen.ts';
import { routes } from '../../src/api/routes/index.ts';
import { createTcpApi } from '../../src/api/tcp/create-tcp-api.ts';
import { createApplication, type Application } from '../../src/commands/application.ts';
import { newSoftwareKeyFile, readSoftwareKeyFile, type SoftwareKey } from '../../src/ledger/index.ts';
import { done, type Result } from '../../src/model/index.ts';
import { digestOf } from '../../src/platform/canonical.ts';
import { changeSchema } from '../../src/platform/wire/proposal.ts';
import { createKeptAnswers } from '../../src/platform/kept-answers/index.ts';
import type { Known } from './arbitrary-of-schema.ts';
import type { TestDatabase } from './database.ts';
import { openSigningWorld } from './signing-world.ts';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}
export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

export interface FuzzedServer {
  readonly known: Known;
  /** Statements that this server prepared, for a signer who is enrolled. */
  readonly statements: readonly string[];
  /** The enrolled signer's signature. */
  sign(text: string): string;
  /** Bugs that the server logged since it was last asked. */
  bugs(): readonly unknown[];
  /** Sends exactly this. Undefined: the connection was closed without an answer. */
  send(sent: Sent): Promise<Answered | undefined>;
  /** A digest of every row there is, once the sequencer has nothing left to do. */
  everything(): Promise<string>;
  close(): Promise<void>;
}

export async function openFuzzedServer(database: TestDatabase): Promise<FuzzedServer> {
  const world = openSigningWorld(database.urlAs);
  const folder = mkdtempSync(join(tmpdir(), 'countersign-fuzz-'));
  cpSync(join(import.meta.dirname, '../../fixtures/acme'), folder, { recursive: true });
  const application = createApplication(world.system);
  const key = readSoftwareKeyFile(newSoftwareKeyFile('fuzz'));
  const { known, statements, person } = await furnish(application, folder, key);
  const kept = createKeptAnswers(world.system.database, world.system.clock);
  const seen: unknown[] = [];
  const api = createTcpApi({
    routes,
    application,
    door: {
      ...socketDoor,
      // what a person keeps is kept by one; everything else is asked by the owner of all this
      authorise: (caller, { name }) => Promise.resolve(done(name.startsWith('views.') ? person : caller)),
    },
    hostNames: new Set(['localhost']),
    checkAnswers: true,
    kept,
    onBug: (error, route) => seen.push({ route, error }),
  });
  const port = await listenOnLoopback(api, 0);
  return {
    known,
    statements,
    sign: (text) => key.sign(text),
    bugs: () => seen.splice(0),
    send: (sent) => send(port, sent),
    everything: () => everything(database),
    async close() {
      await closeAll(api, folder);
      kept.close();
      await world.close();
    },
  };
}

async function closeAll(api: FastifyInstance, folder: string): Promise<void> {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

/** A first signer, two sources that were read, a proposal: something for valid input to be about. */
async function furnish(
  app: Application,
  folder: string,
  key: SoftwareKey,
): Promise<Pick<FuzzedServer, 'known' | 'statements'> & { readonly person: Caller & { kind: 'person' } }> {
  const asked = { publicKey: key.publicKey.line, roles: ['administrator', 'security', 'reviewer'] };
  const opened = must(await app.signers.openBootstrap(asked));
  must(await app.signers.bootstrap({ ...asked, ...opened, signature: key.sign(opened.statement) }));
  for (const id of ['hr', 'saas']) {
    must(await app.sources.add({ id, connector: 'csv', from: 'owner', location: join(folder, id) }));
    must(await app.sources.read(id, () => undefined, new AbortController().signal));
  }
  const { items } = must(await app.findings.list({ limit: 200, sort: 'rank', groups: false }));
  const keyFingerprint = key.publicKey.fingerprint;
  const filed = [];
  for (const { id } of items.slice(0, 5)) {
    const until = must(await app.status()).now.replace('2026', '2027');
    const request = {
      changes: [
        changeSchema.parse({ type: 'risk.accept', source: 'countersign', findingId: id, reason: 'x', until }),
      ],
      purpose: 'x',
      endsAt: null,
      findings: [id],
    };
    const { statement } = must(await app.proposals.openRequest({ ...request, keyFingerprint }));
    const proposed = must(
      await app.proposals.request({ ...request, signed: { statement, signature: key.sign(statement) } }),
    );
    filed.push(proposed.proposal);
  }
  const entries = must(await app.ledger.show({ limit: 50, sort: 'oldest' })).items.map(
    ({ entry }) => entry.id,
  );
  const [findingIds, subjects] = [items.map(({ id }) => id), [opened.person]];
  const statements = [opened.statement];
  for (const proposal of filed) {
    const decision = await app.decisions.open({ proposal, keyFingerprint, answer: 'reject' });
    if (decision.ok) statements.push(decision.value.statement);
  }
  const [first] = items;
  const roles = ['administrator', 'security', 'reviewer'] as const;
  const who = {
    kind: 'person',
    person: { kind: 'person', id: opened.person, state: 'active', roles },
  } as const;
  const view = must(
    await app.views.create(who, {
      name: 'x',
      asks: { list: 'findings', search: { source: ['hr'] } },
      shared: false,
    }),
  );
  return {
    statements,
    person: { kind: 'person', who, session: { id: 'fuzz', csrf: '', how: 'link' } },
    known: {
      SavedViewId: [view.id],
      FindingId: findingIds,
      ProposalId: filed,
      EntryId: entries,
      SourceId: ['hr', 'saas'],
      SubjectId: subjects,
      '.id': [...findingIds.slice(0, 3), ...filed.slice(0, 2), ...entries.slice(0, 2), ...subjects],
      '.entry': entries,
      '.about': [...entries.slice(0, 5), ...filed],
      '.keyFingerprint': [keyFingerprint],
      '.publicKey': [key.publicKey.line],
      '.key': [first?.subject.key ?? '', 'E1002'],
      '.accountKey': [first?.subject.key ?? ''],
      '.identity': items.slice(0, 5).map(({ subject }) => `${subject.source}/${subject.key}`),
      '.connector': ['csv', 'aws', 'postgres'],
      '.location': [
        join(folder, 'hr'),
        'postgres://reader@db/app?passwordFrom=env:NONE',
        'postgres://a:b@db/app',
      ],
      '.action': ['*', 'read', 'SELECT', 's3:Get*'],
      '.resource': ['*', 'billing.customers', 'arn:aws:s3:::x/*'],
    },
  };
}

const send = (port: number, { method, path, headers, body }: Sent): Promise<Answered | undefined> =>
  new Promise((resolve) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers: { host: `localhost:${port}`, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          // a stream of events never ends by itself
          if (
            (response.headers['content-type'] ?? '').startsWith('text/event-stream') &&
            path.startsWith('/v1/events')
          )
            sent.destroy();
        });
        response.on('close', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
        response.on('error', () => undefined);
      },
    );
    sent.on('error', () => resolve(undefined));
    sent.end(body);
  });

/** Kept apart: what is written on the way to an answer and has no effect. */
const aside = ['signin.challenge', 'api.kept_answer', 'public.schema_step'];

async function everything({ db }: TestDatabase): Promise<string> {
  const inboxes = ['ledger.inbox_server', 'ledger.inbox_enforcer'];
  for (let waiting = true; waiting;) {
    const counts = await Promise.all(inboxes.map((inbox) => db.query(`select 1 from ${inbox} limit 1`)));
    waiting = counts.some((rows) => rows.length > 0);
  }
  const tables = await db.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' order by 1`,
  );
  const [row] = await db.query<{ all: string }>(
    `select ${tables
      .filter(({ name }) => !aside.includes(name) && !inboxes.includes(name))
      .map(
        ({ name }) => `(select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from ${name} t)`,
      )
      .join(` || `)} as all`,
  );
  return digestOf(row?.all ?? '');
}
