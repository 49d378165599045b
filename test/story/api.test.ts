import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from '../../src/api/client.ts';
import { problemSchema } from '../../src/api/problem.ts';
import type { InputOf, OutputOf, Progress, Route } from '../../src/api/route.ts';
import * as families from '../../src/api/routes/index.ts';
import { fingerprintOf, publicKeyOf, signWithSsh } from '../../src/commands/sign-with-ssh.ts';
import { socketNote } from '../../src/commands/start/socket-note.ts';
import { readSoftwareKeyFile } from '../../src/ledger/index.ts';
import { isSourceId, must } from '../../src/model/index.ts';
import { Installation, useInstallation, type StartSaid } from '../support/installation.ts';

/** Every route against a real system: the server holds its own answers to their schemas here, and so does the client. */
const acme = useInstallation();
let started: StartSaid & { readonly url: string };
beforeAll(async () => {
  started = await acme.start();
});

const answered = new Set<string>();
const {
  routes,
  access,
  decisions,
  events,
  executions,
  findings,
  identities,
  ledger,
  proposals,
  signers,
  sources,
  status,
} = families;

const socketOf = (installation: Installation): string =>
  readFileSync(socketNote(installation.data), 'utf8').trim();

/** Calls a route that does what it is asked, and notes that it answered. */
async function ask<R extends Route>(
  route: R,
  input: InputOf<R>,
  report?: (progress: Progress) => void,
  installation: Installation = acme,
): Promise<OutputOf<R>> {
  const result = await call(socketOf(installation), route, input, report === undefined ? {} : { report });
  if (!result.ok) throw new Error(`${route.name}: ${result.message}`);
  answered.add(route.name);
  return result.value;
}

const persona = (name: string) =>
  readSoftwareKeyFile(readFileSync(join(acme.data, 'personas', name), 'utf8'));
const postgres = must(isSourceId, 'acme-postgres');

describe('the story over the API', () => {
  test('of what there is', async () => {
    expect(await ask(status.health, {})).toEqual({ ok: true });
    expect(await ask(status.show, {})).toMatchObject({ demo: true, url: started.url });
    expect((await ask(sources.list, {})).items.length).toBe(5);
    const list = await ask(findings.list, { limit: 100 });
    for (const { id } of list.items) await ask(findings.show, { id });
    expect(
      (await ask(access.whoCan, { action: 'SELECT', resource: 'billing.customers' })).total,
    ).toBeGreaterThan(0);
    const rights = await ask(access.whatCan, { identity: 'acme-postgres/role/orders_api', limit: 5 });
    expect(rights.rights.length).toBe(5);
    expect((await ask(signers.list, {})).items.length).toBe(2);
    const person = await ask(signers.person, { source: must(isSourceId, 'acme-hr'), key: 'E1033' });
    expect(person.person).toMatch(/^psn_/);
  });

  test('of identities: every one of a page has a page of its own, and a cursor holds for its list alone', async () => {
    const asked = { lane: 'workloads', sort: 'name', limit: 7 } as const;
    const first = await ask(identities.list, asked);
    const counted = await ask(identities.facets, { lane: 'workloads' });
    const seen = [...first.items];
    for (let { next } = first; next !== null;) {
      const page = await ask(identities.list, { ...asked, cursor: next });
      seen.push(...page.items);
      next = page.next;
    }
    expect(seen.length).toBe(counted.total);
    expect(new Set(seen.map(({ ref }) => ref)).size).toBe(counted.total);
    const elsewhere = await call(socketOf(acme), identities.list, {
      lane: 'people',
      sort: 'name',
      cursor: first.next ?? '',
    });
    expect(elsewhere).toMatchObject({ ok: false, code: 'input_invalid' });
    const people = await ask(identities.list, { search: 'priya' });
    const priya = people.items.find(({ entity }) => entity === 'person');
    if (priya === undefined) throw new Error('Priya is not in the estate');
    const page = await ask(identities.show, { ref: priya.ref });
    expect(page.accounts.length).toBe(page.identity.accounts);
    expect(page.accounts.some(({ reach }) => (reach?.rights.length ?? 0) > 0)).toBe(true);
    expect(page.findings.filter(({ state }) => state.is === 'open').length).toBe(page.identity.findings);
    expect(page.timeline.some(({ is }) => is === 'finding_opened')).toBe(true);
    for (const { ref } of first.items) await ask(identities.show, { ref });
    const nobody = await call(socketOf(acme), identities.show, {
      ref: `idn_${'0'.repeat(32)}`,
    });
    expect(nobody).toMatchObject({ ok: false, code: 'not_found' });
  });

  test('from a draft to its reversal', async () => {
    const key = persona('dana');
    const by = { keyFingerprint: key.publicKey.fingerprint };
    const { items } = await ask(findings.list, { limit: 100 });
    const offered = items.find(
      (item) => item.rule === 'orphan-account-of-leaver' && item.subject.source === 'acme-postgres',
    );
    if (offered === undefined) throw new Error('Acme has no leaver any more');
    const { proposal } = await ask(proposals.fromFinding, { finding: offered.id });
    const opened = await ask(decisions.open, { proposal, answer: 'approve', ...by });
    const taken = await ask(decisions.take, {
      statement: opened.statement,
      signature: key.sign(opened.statement),
    });
    if (taken.plan === undefined) throw new Error('one signature was not enough');
    const told: Progress[] = [];
    const ran = await ask(executions.run, { plan: taken.plan }, (progress) => told.push(progress));
    expect(ran).toMatchObject({ outcome: 'done', steps: [{ is: 'applied' }] });
    expect(told.length).toBeGreaterThan(0);
    const restore = await ask(executions.openRestore, {
      execution: ran.execution,
      reason: 'a test',
      ...by,
    });
    await ask(executions.restore, {
      statement: restore.statement,
      signature: key.sign(restore.statement),
    });
    expect((await ask(proposals.show, { id: proposal })).plans.length).toBe(2);
    expect((await ask(proposals.list, { state: ['planned'] })).items.length).toBe(1);
    const { items: leaves } = await ask(ledger.show, { about: proposal, limit: 100, sort: 'oldest' });
    expect(leaves.map((leaf) => leaf.entry.type)).toContain('execution.finished');
    expect((await ask(ledger.proof, { entry: ran.execution })).proof).toContain('c2sp.org/tlog-proof');
  });

  test('of two answers under one signature', async () => {
    const key = persona('dana');
    const { items } = await ask(findings.list, { limit: 100, source: 'acme-postgres' });
    const drafted = items.filter(
      (item) => 'title' in item.draft && item.rule === 'disabled-account-still-holds-rights',
    );
    const filed = [];
    for (const { id } of drafted.slice(0, 2)) filed.push(await ask(proposals.fromFinding, { finding: id }));
    const opened = await ask(
      decisions.openBatch,
      {
        answers: filed.map(({ proposal }) => ({ proposal, answer: 'reject' as const, reason: 'a test' })),
        keyFingerprint: key.publicKey.fingerprint,
      },
      () => undefined,
    );
    const { statement = '' } = opened;
    const taken = await ask(decisions.takeBatch, {
      statement,
      signature: key.sign(statement),
      items: opened.items.map(({ item }) => item),
    });
    expect(taken.items.length).toBe(filed.length);
    expect(filed.length).toBeGreaterThan(0);
  });

  test('of a request, and of a source that is read, removed and resumed', async () => {
    const key = persona('sam');
    const asked = {
      changes: [
        {
          type: 'membership.add' as const,
          source: postgres,
          memberKey: 'role/amara_obi',
          groupKey: 'role/app_readonly',
          until: new Date(Date.now() + 10 * 86_400_000).toISOString(),
        },
      ],
      purpose: 'a test',
      endsAt: null,
      findings: [],
    };
    const { statement } = await ask(proposals.openRequest, {
      ...asked,
      keyFingerprint: key.publicKey.fingerprint,
    });
    const filed = await ask(proposals.request, {
      ...asked,
      signed: { statement, signature: key.sign(statement) },
    });
    expect(filed.verdict.outcome).not.toBe('permit');
    const told: Progress[] = [];
    await ask(sources.read, { id: postgres }, (progress) => told.push(progress));
    expect(told.map(({ what }) => what)).toContain('rules');
    await ask(sources.add, {
      id: 'more',
      connector: 'csv',
      location: join(import.meta.dirname, '../../fixtures/acme/hr'),
    });
    await ask(sources.resume, { id: 'more' });
    expect((await ask(sources.remove, { id: 'more' })).state).toEqual({ is: 'removed' });
  });
});

/** Asks for a whole list a few at a time. */
async function inPages<I>(
  ask: (cursor: {
    readonly cursor?: string;
  }) => Promise<{ readonly items: readonly I[]; readonly next: string | null }>,
): Promise<readonly I[]> {
  const items: I[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await ask(cursor === undefined ? {} : { cursor });
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}

describe('a list', () => {
  test('is the same in pages as whole, in each of its orders', async () => {
    for (const sort of ['rank', 'newest'] as const) {
      const whole = await ask(findings.list, { sort, limit: 1000 });
      expect(whole.total).toEqual({ count: whole.items.length, isLeast: false });
      expect(await inPages((cursor) => ask(findings.list, { sort, limit: 7, ...cursor }))).toEqual(
        whole.items,
      );
    }
    for (const sort of ['newest', 'oldest'] as const) {
      const entries = await ask(ledger.show, { sort, limit: 1000 });
      const pages = await inPages((cursor) => ask(ledger.show, { sort, limit: 9, ...cursor }));
      expect(pages.slice(0, 20)).toEqual(entries.items.slice(0, 20));
      const filed = await ask(proposals.list, { sort });
      expect(await inPages((cursor) => ask(proposals.list, { sort, limit: 1, ...cursor }))).toEqual(
        filed.items,
      );
    }
    const shown = await ask(sources.list, {});
    expect(await inPages((cursor) => ask(sources.list, { limit: 2, ...cursor }))).toEqual(shown.items);
    const enrolled = await ask(signers.list, { inForce: true });
    expect(await inPages((cursor) => ask(signers.list, { inForce: true, limit: 1, ...cursor }))).toEqual(
      enrolled.items,
    );
    const asked = { action: 'SELECT', resource: 'billing.customers' };
    const holders = (await ask(access.whoCan, asked)).holders.map(({ account }) => account.key);
    const paged = await inPages(async (cursor) => {
      const page = await ask(access.whoCan, { ...asked, limit: 3, ...cursor });
      return { items: page.holders.map(({ account }) => account.key), next: page.next };
    });
    expect(paged.toSorted()).toEqual(holders.toSorted());
  });

  test('takes only the rows that fit its filters, and a cursor only with those it was made for', async () => {
    const { items, next } = await ask(findings.list, { severity: ['medium'], limit: 1 });
    expect(items.map((item) => item.severity)).toEqual(['medium']);
    const cursor = next ?? '';
    expect(cursor).not.toBe('');
    for (const other of [
      { severity: ['high'] as const, cursor },
      { severity: ['medium'] as const, sort: 'newest' as const, cursor },
      { severity: ['medium'] as const, cursor: `${cursor}x` },
      { severity: ['medium'] as const, cursor: Buffer.from('["x",{}]').toString('base64url') },
    ])
      expect(await call(socketOf(acme), findings.list, other)).toMatchObject({
        ok: false,
        code: 'input_invalid',
      });
  });
});

describe('what happens', () => {
  interface Heard {
    readonly id: number;
    readonly event: string;
    readonly data: OutputOf<typeof events.follow>;
  }

  /** Listens on the socket until this was heard. */
  const listen = (path: string, enough: (heard: readonly Heard[]) => boolean): Promise<readonly Heard[]> =>
    new Promise((resolve, reject) => {
      const heard: Heard[] = [];
      let rest = '';
      const sent = request({ socketPath: socketOf(acme), path }, (response) => {
        response.on('data', (chunk: Buffer) => {
          const blocks = `${rest}${chunk.toString()}`.split('\n\n');
          rest = blocks.pop() ?? '';
          for (const block of blocks) {
            const [, id, event, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(block) ?? [];
            if (id === undefined || event === undefined || data === undefined) continue;
            heard.push({ id: Number(id), event, data: events.follow.output.parse(JSON.parse(data)) });
          }
          if (!enough(heard)) return;
          resolve(heard);
          sent.destroy();
        });
        response.on('error', () => undefined);
      });
      sent.once('error', reject);
      sent.end();
    });

  test('is told in the order of the ledger, nothing left out, also to who comes back', async () => {
    const isProven = (heard: readonly Heard[]): boolean => heard.at(-1)?.event === 'checkpoint';
    const all = await listen('/v1/events?after=0', isProven);
    answered.add(events.follow.name);
    const changed = all.filter(({ event }) => event === 'changed');
    expect(changed.map(({ id }) => id)).toEqual(changed.map((_, n) => n + 1));
    const done = changed.find(({ data }) => data.is === 'changed' && data.type === 'execution.finished');
    expect(done?.data).toMatchObject({
      changed: expect.arrayContaining(['executions']) as string[],
      outcome: 'done',
    });
    const later = await listen(`/v1/events?after=${changed.at(-3)?.id ?? 0}`, isProven);
    expect(later.filter(({ event }) => event === 'changed').slice(0, 2)).toEqual(changed.slice(-2));
    const lost = await listen('/v1/events?after=100000000', (heard) => heard.length > 0);
    expect(lost[0]?.event).toBe('reset');
  });

  test('is told as it happens', async () => {
    const { ledgerSize } = await ask(status.show, {});
    const heard = listen(`/v1/events?after=${ledgerSize - 1}`, (all) =>
      all.some(({ data }) => data.is === 'changed' && data.source === 'heard'),
    );
    await ask(sources.add, {
      id: 'heard',
      connector: 'csv',
      location: join(import.meta.dirname, '../../fixtures/acme/hr'),
    });
    expect((await heard).map(({ data }) => (data.is === 'changed' ? data.type : data.is))).toContain(
      'source.added',
    );
  });
});

describe('a ledger of one’s own', () => {
  const own = new Installation();
  afterAll(() => own.close());

  test('is begun over the API, and a key is enrolled and revoked', async () => {
    const file = join(own.folder, 'id_ed25519');
    expect(spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]).status).toBe(0);
    await own.start('--source', `aws=${join(import.meta.dirname, '../../fixtures/acme/aws')}`);
    const publicKey = publicKeyOf(file);
    const asked = { publicKey, roles: ['administrator', 'security'] };
    const opened = await ask(signers.openBootstrap, asked, undefined, own);
    await ask(
      signers.bootstrap,
      { ...asked, ...opened, signature: await signWithSsh(file, 'countersign', opened.statement) },
      undefined,
      own,
    );
    const change = {
      act: 'revoke',
      item: { subject: opened.person, fingerprint: fingerprintOf(publicKey), reason: 'a test' },
    } as const;
    const { statement } = await ask(
      signers.openChange,
      { ...change, keyFingerprint: fingerprintOf(publicKey) },
      undefined,
      own,
    );
    await ask(
      signers.change,
      { act: 'revoke', statement, signatures: [await signWithSsh(file, 'countersign', statement)] },
      undefined,
      own,
    );
  });
});

describe('over TCP', () => {
  const get = (path: string): Promise<Response> =>
    fetch(`${started.url.replace('localhost', '127.0.0.1')}${path}`);

  test('the server says that it is there, and what its API is', async () => {
    expect(await (await get('/v1/health')).json()).toEqual({ ok: true });
    expect(await (await get('/v1/openapi.json')).json()).toEqual(
      JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8')),
    );
    expect((await get('/api')).status).toBe(200);
  });

  test('every other route is closed to whoever is not signed in', async () => {
    for (const route of routes.filter(({ permission }) => permission !== 'public')) {
      const answer = await fetch(`${started.url.replace('localhost', '127.0.0.1')}${route.path}`, {
        method: route.method,
      });
      const elsewhere = route.permission === 'local' || route.permission === 'setup';
      expect({ route: route.name, code: problemSchema.parse(await answer.json()).code }).toEqual({
        route: route.name,
        code: elsewhere ? 'not_permitted' : 'unauthenticated',
      });
    }
  });
});

/** Signing in has stories of its own (`signin.test.ts`, `passkeys.test.ts`), on servers that hold their answers too. */
const toldElsewhere = new Set(['session', 'tokens', 'passkeys']);

test('every other route there is has answered here', () => {
  const silent = routes.filter((route) => !answered.has(route.name) && !toldElsewhere.has(route.tag));
  expect(silent.map((route) => route.name)).toEqual([]);
});
