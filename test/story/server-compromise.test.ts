// With everything that the server's OS user can read, open or connect to: change a target, write an execution, rewrite the
// ledger, enrol a key for somebody else. Each attempt fails, or the verifier names it.
import { chmodSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newSoftwareKeyFile, readSoftwareKeyFile } from '../../src/ledger/index.ts';
import {
  isDigest,
  isEntryId,
  isSubjectId,
  must,
  type EntryDraft,
  type EntryId,
  type EntryType,
  type Statement,
} from '../../src/model/index.ts';
import { canonicalJson } from '../../src/platform/canonical.ts';
import { newId, systemClock } from '../../src/platform/clock.ts';
import { processUsers } from '../../src/platform/data-folder/index.ts';
import { entryDraft, type EntryParts } from '../../src/platform/entry-draft.ts';
import { tryFence } from '../../src/platform/processes/index.ts';
import { stateOne, statementText } from '../../src/review/index.ts';
import {
  eventually,
  Installation,
  type DecisionSaid,
  type ExecutionSaid,
  type FiledSaid,
  type FindingSaid,
} from '../support/installation.ts';
import type { Job, Opened, Outcome } from '../support/server-attacker.ts';
import { asServer, asServerOne, sqlAsServer } from '../support/taken-over.ts';

const repository = join(import.meta.dirname, '../..');
const fence = tryFence({
  program: join(repository, 'src/app.ts'),
  dataFolder: join(tmpdir(), 'countersign-story', 'data'),
});
if (fence.fence === 'roles-only')
  console.info(`skipped: the server shares an OS user here. ${fence.because}`);

const refused = (outcome: Outcome | undefined): string =>
  outcome?.ok === false ? outcome.code : 'it was done';
const valueOf = (outcome: Outcome | undefined): unknown => {
  if (outcome?.ok !== true) throw new Error(`not done: ${refused(outcome)}`);
  return outcome.value;
};

describe.skipIf(fence.fence === 'roles-only')('whoever has taken over the server', () => {
  const acme = new Installation();
  const at = (...names: readonly string[]): string => join(acme.data, ...names);
  let own: { url: string; password: string };
  let target: { url: string; password: string };
  let drafted: readonly FindingSaid[];
  let contested = '';
  const attacker = readSoftwareKeyFile(newSoftwareKeyFile('mallory'));
  const namedByVerifier: { id: EntryId; by: RegExp }[] = [];

  beforeAll(async () => {
    chmodSync(acme.folder, 0o711);
    await acme.start();
    const { items } = await acme.ask<{ items: FindingSaid[] }>('findings', '--limit', '100');
    drafted = items.filter((item) => item.draft.title !== undefined);
    expect(statSync(at('enforcer')).uid).toBe(processUsers.enforcer.uid);
    const config = JSON.parse(
      String(valueOf(await asServerOne({ is: 'read', path: at('server/process.json') }))),
    ) as {
      database: { url: string; passwordFile: string };
    };
    own = {
      url: config.database.url,
      password: String(valueOf(await asServerOne({ is: 'read', path: config.database.passwordFile }))).trim(),
    };
    target = {
      url: `postgres://countersign_reader@/orders?host=${encodeURIComponent(at('run/target'))}`,
      password: String(
        valueOf(await asServerOne({ is: 'credential', folder: at('server'), name: 'read/acme-postgres' })),
      ),
    };
  });
  afterAll(async () => {
    await acme.stop();
    rmSync(acme.folder, { recursive: true, force: true });
  });

  /** All that rights at the target are made of. */
  const rightsAtTarget = async (): Promise<string> =>
    JSON.stringify(
      await acme.rows(
        'target',
        `select (select jsonb_agg(to_jsonb(a) order by oid) from pg_authid a) as roles,
           (select jsonb_agg(to_jsonb(m) order by oid) from pg_auth_members m) as members,
           (select jsonb_agg(jsonb_build_array(oid, relowner, relacl) order by oid) from pg_class where relacl is not null) as tables,
           (select jsonb_agg(jsonb_build_array(oid, nspowner, nspacl) order by oid) from pg_namespace where nspname !~ '^pg_(toast_)?temp_') as schemas,
           (select jsonb_agg(jsonb_build_array(oid, datacl) order by oid) from pg_database) as databases`,
      ),
    );

  describe('from the disk', () => {
    test('reads no file of another process, no key of a person and no outside checkpoint', async () => {
      const { readable, writable } = valueOf(
        await asServerOne({ is: 'open', paths: filesBelow(acme.data) }),
      ) as Opened;
      const places = (paths: readonly string[]): readonly string[] => [
        ...new Set(paths.map((path) => relative(acme.data, path).split('/')[0] ?? '')),
      ];
      expect(readable.length).toBeGreaterThan(10);
      expect(places(readable).toSorted()).toEqual([
        '.countersign-data',
        'acme',
        'config.json',
        'identity.json',
        'run',
        'server',
      ]);
      expect(places(writable)).toEqual(['server']);
    });

    test('changes no program of ours', async () => {
      const { writable } = valueOf(
        await asServerOne({
          is: 'open',
          paths: ['src', 'bin', 'policies'].flatMap((name) => filesBelow(join(repository, name))),
        }),
      ) as Opened;
      expect(writable).toEqual([]);
    });

    test('ends no other process and reads none’s memory or environment', async () => {
      const others = processesOf(acme.data).filter(({ uid }) => uid !== processUsers.server.uid);
      expect(others.length).toBeGreaterThan(4); // enforcer, sequencer, supervisor, two clusters
      const outcomes = await asServer(
        others.flatMap(({ pid }): readonly Job[] => [
          { is: 'signal', pid },
          { is: 'read', path: `/proc/${pid}/mem` },
          { is: 'read', path: `/proc/${pid}/environ` },
        ]),
      );
      expect(outcomes.map(refused)).toEqual(others.flatMap(() => ['EPERM', 'EACCES', 'EACCES']));
    });

    test('has root give nothing away through links in its own folder', async () => {
      const owners = (): string =>
        JSON.stringify(
          ['enforcer', 'personas', 'sequencer'].flatMap((folder) =>
            readdirSync(at(folder)).map((name) => [
              name,
              statSync(at(folder, name)).uid,
              readFileSync(at(folder, name), 'hex'),
            ]),
          ),
        );
      const before = owners();
      const linked = await asServer([
        { is: 'link', at: at('server/sources'), to: at('enforcer') },
        { is: 'link', at: at('server/saas'), to: at('personas') },
      ]);
      for (const link of linked) valueOf(link);
      await acme.ask('source', 'add', `saas:csv=${join(repository, 'fixtures/acme/saas')}`);
      expect(owners()).toBe(before);
      expect(statSync(at('enforcer')).uid).toBe(processUsers.enforcer.uid);
    });
  });

  describe('from the sockets', () => {
    test('reaches two databases and itself, and nobody in them but its own roles', async () => {
      const sockets = ['run/pg/.s.PGSQL.5432', 'run/target/.s.PGSQL.5432', 'run/api/api.sock'].map((name) =>
        at(name),
      );
      for (const socket of sockets)
        expect(await asServerOne({ is: 'connect', socket })).toMatchObject({ ok: true });
      const jobs = (url: string, self: string, users: readonly string[]): readonly Job[] =>
        users.flatMap((user) =>
          [own.password, target.password, 'postgres'].map((password) => ({
            is: 'sql' as const,
            url: url.replace(`${self}@`, `${user}@`),
            password,
            statements: [],
          })),
        );
      const outcomes = await asServer([
        ...jobs(own.url, 'countersign_server', ['postgres', 'countersign_enforcer', 'countersign_sequencer']),
        ...jobs(target.url, 'countersign_reader', [
          'postgres',
          'countersign_writer',
          'app_admin',
          'priya_nair',
        ]),
      ]);
      expect(outcomes).toHaveLength(21);
      for (const outcome of outcomes) expect(refused(outcome)).toMatch(/^28/);
    });

    test('changes nothing at the target with the credential it reads with', async () => {
      const before = await rightsAtTarget();
      const attempts = [
        'grant app_admin to countersign_reader',
        'alter role priya_nair nologin',
        'alter role countersign_reader superuser',
        'alter role countersign_reader createrole',
        'alter role countersign_writer password null',
        'drop role priya_nair',
        'create role mallory login',
        'grant select on billing.customers to countersign_reader',
        'revoke select on reporting.daily_sales from priya_nair',
        'alter table billing.customers owner to countersign_reader',
        'select * from billing.customers',
        'update billing.customers set id = id',
        'delete from billing.payments',
        'truncate billing.payments',
        'set role countersign_writer',
        'set role app_admin',
        'set session authorization postgres',
        "alter system set log_statement = 'all'",
        "copy (select 1) to program 'id'",
        "copy (select 1) to '/tmp/mallory'",
        "select pg_read_file('/etc/passwd')",
        'select rolpassword from pg_authid',
        'create schema mallory',
        'create function public.f() returns int language sql as $$ select 1 $$',
        'create extension dblink',
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'",
        "comment on role priya_nair is 'kind: service_account'",
      ];
      const outcomes = await sqlAsServer(target, attempts);
      expect(Object.fromEntries(attempts.map((text, index) => [text, refused(outcomes[index])]))).toEqual(
        Object.fromEntries(
          attempts.map((text) => [text, expect.stringMatching(/^(42501|0LP01|42704|2BP01|58P01|3F000)$/)]),
        ),
      );
      expect(await rightsAtTarget()).toBe(before);
    });
  });

  describe('from its own role in our database', () => {
    test('changes no table of the enforcer’s or the sequencer’s, and only adds where it may add', async () => {
      const tables = await acme.rows<{ name: string; columns: string[] }>(
        'postgres',
        `select table_schema || '.' || table_name as name, array_agg(column_name::text order by ordinal_position) as columns
         from information_schema.columns join pg_tables on schemaname = table_schema and tablename = table_name
         where table_schema in ('ledger', 'enforcement', 'policy') or table_schema || '.' || table_name in
           ('estate.assertion', 'detection.acceptance', 'estate.hash_key', 'review.decision', 'review.plan')
         group by 1 order by 1`,
      );
      const attempts = tables.flatMap(({ name, columns }) => {
        const assignments = columns.map((column) => ({
          text: `update ${name} set ${column} = ${column}`,
          may: `update ${name}`,
        }));
        return [
          { text: `delete from ${name}`, may: `delete ${name}` },
          { text: `truncate ${name}`, may: `truncate ${name}` },
          { text: `alter table ${name} add column x int`, may: `alter ${name}` },
          { text: `create index on ${name} ((1))`, may: `index ${name}` },
          { text: `do $$ begin lock table ${name} in access exclusive mode; end $$`, may: `lock ${name}` },
          {
            text: `create trigger t before insert on ${name} for each row execute function suppress_redundant_updates_trigger()`,
            may: `trigger ${name}`,
          },
          ...assignments,
          ...columns.map((column) => ({
            text: `insert into ${name} (${column}) select ${column} from ${name} where false`,
            may: `insert ${name}`,
          })),
          { text: `insert into ${name} default values`, may: `insert ${name}` },
        ];
      });
      const outcomes = await sqlAsServer(
        own,
        attempts.map(({ text }) => text),
      );
      const done = attempts.filter((_attempt, index) => !/^(42501|428C9)$/.test(refused(outcomes[index]))); // 428C9: an identity
      const may = [...new Set(done.map((each) => each.may))].toSorted();
      expect(may).toEqual(
        [
          // a plan that is only tried out
          'insert enforcement.rehearsal',
          'insert enforcement.request',
          'insert ledger.blob',
          'insert ledger.inbox_server',
          'insert policy.activated_file',
          'insert policy.activated_set',
          'insert policy.judged_case',
          'insert policy.proposal',
          'insert policy.proposed_file',
          'insert policy.proposed_signature',
          'insert policy.simulation',
          'insert policy.verdict_input',
          'update policy.proposal',
          'insert review.decision',
          'insert review.plan',
        ].toSorted(),
      );
    });

    test('rises to no other role and runs nothing as one', async () => {
      const attempts = [
        'set role countersign_enforcer',
        'set role countersign_sequencer',
        'set role postgres',
        'set session authorization countersign_enforcer',
        'grant countersign_enforcer to countersign_server',
        'alter role countersign_server superuser',
        "alter role countersign_enforcer password 'x'",
        'alter role countersign_enforcer set search_path to mallory',
        'create role mallory',
        'create schema mallory',
        'create table public.t (a int)',
        'create temp table t (a int)',
        'create function public.f() returns int language sql as $$ select 1 $$',
        'create function pg_temp.f() returns int language sql as $$ select 1 $$',
        'create or replace function ledger.wake_sequencer() returns trigger language plpgsql as $$ begin return null; end $$',
        'create extension dblink',
        "copy (select 1) to program 'id'",
        "copy ledger.entry from '/dev/null'",
        "select pg_read_file('/etc/passwd')",
        "select pg_ls_dir('.')",
        "select lo_import('/etc/passwd')",
        "select lo_export(1, '/tmp/mallory')",
        'select rolpassword from pg_authid',
        "alter system set archive_command = 'id'",
        "set session_replication_role = 'replica'",
        "load '/tmp/mallory.so'",
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'countersign_enforcer'",
        "select setval('ledger.inbox_position', 1)",
        'update pg_authid set rolsuper = true',
        "insert into ledger.inbox_enforcer (entry_id, type, draft) values ('ent_00000000', 'execution.started', '{}')",
        "insert into ledger.inbox_server (position, entry_id, type, draft) values (0, 'ent_00000000', 'source.read', '{}')",
        'select ledger.wake_sequencer()',
        "select ledger.erase_blob('blb_00000000', 'ent_00000000')",
      ];
      const outcomes = await sqlAsServer(own, attempts);
      expect(Object.fromEntries(attempts.map((text, index) => [text, refused(outcomes[index])]))).toEqual(
        Object.fromEntries(attempts.map((text) => [text, expect.stringMatching(/^(42501|3F000|0LP01)$/)])),
      );
    });

    test('finds nine functions that run as their owner, and none of them does more than it says', async () => {
      const [listed, statistics, begin, count, place, lease] = await sqlAsServer(own, [
        `select p.oid::regprocedure::text as name from pg_proc p
         where p.prosecdef and p.pronamespace::regnamespace::text not like 'pg\\_%' and has_function_privilege(p.oid, 'execute') order by 1`,
        "select estate.refresh_statistics('accounts; drop table ledger.entry')",
        'select estate.bulk_begin() as cleared',
        'select count(*)::int as n from estate.accounts where valid_to_read is null',
        // a list that nobody began is nowhere to be put; one that was begun is a list, which the server writes anyway
        'select query.put_in_place()',
        // it hands over what it holds of one lease, once; of none that is not there
        "select enforcement.take_lease('ent_not_there', 'x') as wrap",
      ]);
      expect(refused(place)).toBe('42P01');
      expect(valueOf(listed)).toEqual([
        { name: 'enforcement.take_lease(text,text)' },
        { name: 'estate.bulk_begin()' },
        { name: 'estate.bulk_end()' },
        { name: 'estate.refresh_statistics(text)' },
        { name: 'query.begin_anew()' },
        { name: 'query.put_in_place()' },
        { name: 'query.refresh_statistics()' },
        { name: 'review.discard_campaign(integer)' },
        { name: 'review.refresh_campaign_statistics()' },
      ]);
      expect(valueOf(lease)).toEqual([{ wrap: null }]);
      expect(refused(statistics)).toBe('P0001');
      expect(valueOf(begin)).toEqual([{ cleared: false }]);
      expect(valueOf(count)).not.toEqual([{ n: 0 }]);
    });
  });

  /** Puts a draft into the server's own inbox, which it may, and waits until it is numbered. */
  async function put(
    parts: Omit<EntryParts, 'at' | 'type'> & { readonly type: EntryType },
    by?: RegExp,
  ): Promise<EntryDraft> {
    const draft = entryDraft({ ...parts, at: systemClock.now() });
    await insert(draft);
    await eventually(`${draft.type} is numbered`, async () => (await seqOf(draft.id)) !== undefined);
    if (by !== undefined) namedByVerifier.push({ id: draft.id, by });
    return draft;
  }
  async function insert(draft: EntryDraft): Promise<void> {
    const [inserted] = await sqlAsServer(own, [
      {
        text: 'insert into ledger.inbox_server (entry_id, type, draft) values ($1, $2, $3)',
        values: [draft.id, draft.type, canonicalJson(draft)],
      },
    ]);
    valueOf(inserted);
  }
  async function seqOf(id: string): Promise<number | undefined> {
    const [row] = await acme.rows<{ seq: number }>('postgres', 'select seq from ledger.entry where id = $1', [
      id,
    ]);
    return row?.seq;
  }
  async function personOf(name: 'dana' | 'sam') {
    const index = name === 'dana' ? 0 : 1;
    const { items } = await acme.ask<{ items: { person: string }[] }>('signers');
    return must(isSubjectId, items[index]?.person ?? '');
  }
  const say = async (
    purpose: Statement['purpose'],
    item: Readonly<Record<string, unknown>>,
    name: 'dana' | 'sam' = 'dana',
  ) => {
    const statement = statementText(
      stateOne(
        {
          ledger: acme.identity().origin,
          signer: await personOf(name),
          now: systemClock.now(),
          nonce: newId('non'),
        },
        purpose,
        item,
      ),
    );
    return { statement, signature: attacker.sign(statement) };
  };

  describe('with entries that it makes up', () => {
    test('has no forged approval carried out, whoever’s name is on it', async () => {
      const before = await rightsAtTarget();
      const filed = await acme.ask<FiledSaid>('propose', drafted[0]?.id ?? '');
      contested = filed.proposal;
      const [proposal] = await acme.rows<{ entry: string; basis: Record<string, string> }>(
        'postgres',
        `select e.id as entry, convert_from(e.leaf, 'UTF8')::jsonb #> '{entry,basis}' as basis
         from ledger.entry e where e.type = 'proposal.filed' and e.correlation = $1`,
        [filed.proposal],
      );
      const { changes = '', evidenceShown = '', evidenceMaterial = '' } = proposal?.basis ?? {};
      const proposalEntry = must(isEntryId, proposal?.entry ?? '');
      const dana = await personOf('dana');
      const signed = await say('decision', {
        proposal: filed.proposal,
        proposalEntry,
        answer: 'approve',
        role: 'reviewer',
        changes,
        evidenceShown,
        evidenceMaterial,
        verdictBasis: changes,
        policy: changes,
        restorableUntil: '2099-01-01T00:00:00.000Z',
        endsAt: null,
      });
      const person = { kind: 'person', id: dana, via: [] } as const;
      const decision = await put(
        {
          type: 'decision.signed',
          actor: person,
          causedBy: [proposalEntry],
          correlation: filed.proposal,
          body: { ...signed, answer: 'approve' },
        },
        /was not enrolled/,
      );
      const shared = { kind: 'decision', proposal: filed.proposal, proposalEntry, steps: 1 };
      const plans = [
        await put(
          {
            type: 'plan.created',
            actor: person,
            causedBy: [decision.id],
            correlation: filed.proposal,
            basis: { changes: must(isDigest, changes) },
            body: { ...shared, decisions: [decision.id], trigger: { kind: 'person', entry: decision.id } },
          },
          /is no decision that holds/,
        ),
        await put(
          {
            type: 'plan.created',
            actor: person,
            causedBy: [proposalEntry],
            correlation: filed.proposal,
            basis: { changes: must(isDigest, changes) },
            body: {
              ...shared,
              decisions: [proposalEntry],
              trigger: { kind: 'person', entry: proposalEntry },
            },
          },
          /is no decision that holds/,
        ),
      ];
      for (const plan of plans) {
        const [asked] = await sqlAsServer(own, [
          { text: 'insert into enforcement.request (plan) values ($1)', values: [plan.id] },
        ]);
        valueOf(asked);
        await eventually('the enforcer answers', async () => (await answerTo(plan.id)) !== undefined);
        expect(await answerTo(plan.id)).toMatchObject({ ok: false, code: 'signature_invalid' });
        const [entry] = await acme.rows(
          'postgres',
          `select e.type from ledger.cause c join ledger.entry e using (seq) where c.cause = $1 and e.writer = 'enforcer'`,
          [plan.id],
        );
        expect(entry).toEqual({ type: 'execution.refused' });
      }
      expect(await acme.rows('postgres', 'select 1 from enforcement.execution')).toEqual([]);
      expect(await rightsAtTarget()).toBe(before);
    });

    test('enrols nobody, ends nobody’s key, begins no second ledger and activates no policy', async () => {
      const standing = async (): Promise<string> => {
        const { items } = await acme.ask<{ items: unknown[] }>('signers');
        return JSON.stringify(items);
      };
      const before = await standing();
      const dana = await personOf('dana');
      const person = { kind: 'person', id: dana, via: [] } as const;
      const forge = async (
        type: 'signer.enrolled' | 'signer.revoked' | 'policy.activated',
        purpose: Statement['purpose'],
        item: Readonly<Record<string, unknown>>,
        by: RegExp,
      ): Promise<EntryDraft> => {
        const { statement, signature } = await say(purpose, item);
        return put(
          {
            type,
            actor: person,
            correlation: 'signers',
            body: { statement, signatures: [{ signer: dana, armored: signature }] },
          },
          by,
        );
      };
      const key = {
        subject: dana,
        roles: ['administrator'],
        publicKey: attacker.publicKey.line,
        assurance: 'passkey',
      };
      await forge('signer.enrolled', 'signer.enrol', key, /does not speak for/);
      const [fingerprint] = (await acme.ask<{ items: { keyFingerprint: string }[] }>('signers')).items;
      await forge(
        'signer.revoked',
        'signer.revoke',
        { subject: dana, fingerprint: fingerprint?.keyFingerprint ?? '', reason: 'x' },
        /does not speak for/,
      );
      const { origin, checkpointKey } = acme.identity();
      const again = await say('bootstrap', {
        ledger: origin,
        demo: true,
        policy: 'a'.repeat(64),
        people: [key],
        checkpointKey,
      });
      const second = entryDraft({
        type: 'ledger.bootstrap',
        at: systemClock.now(),
        actor: person,
        correlation: 'bootstrap',
        body: {
          statement: again.statement,
          signatures: [{ signer: dana, armored: again.signature }],
          demo: true,
        },
      });
      await insert(second);
      await eventually('the sequencer sets it aside', async () => {
        const rows = await acme.rows('postgres', 'select 1 from ledger.inbox_refused where entry_id = $1', [
          second.id,
        ]);
        return rows.length === 1;
      });
      const policy = await forge(
        'policy.activated',
        'policy.activate',
        {
          policy: 'a'.repeat(64),
          sources: 'a'.repeat(64),
          replaces: 'ent_000000000000',
          proposal: 'ent_000000000000',
          simulation: 'ent_000000000000',
          result: 'a'.repeat(64),
        },
        /does not speak for/,
      );
      const texts = await sqlAsServer(own, [
        {
          text: `insert into policy.activated_set (policy_digest, sources_digest, entry_id, activated_at) values ($1, $1, $2, now())`,
          values: ['a'.repeat(64), policy.id],
        },
        `insert into policy.activated_file (set_id, name, content) select max(id), 'mallory.cedar', 'permit(principal, action, resource);' from policy.activated_set`,
      ]);
      for (const text of texts) valueOf(text);
      expect(await standing()).toBe(before);
      const statement = await acme.run('signers');
      expect(statement.out).toContain('does not hold');
    });

    test('erases no content, though it may write that it did', async () => {
      const [blob] = await acme.rows<{ id: string }>('postgres', 'select id from ledger.blob limit 1');
      const entry = await put({
        type: 'blob.erased',
        actor: { kind: 'process', id: must(isSubjectId, newId('prc')), via: [] },
        correlation: 'erasure',
        body: { blobs: [blob?.id ?? ''], reason: 'x' },
      });
      const [erased] = await sqlAsServer(own, [
        { text: 'select ledger.erase_blob($1, $2)', values: [blob?.id ?? '', entry.id] },
      ]);
      expect(refused(erased)).toBe('42501');
    });

    const answerTo = async (plan: string): Promise<unknown> => {
      const [row] = await acme.rows<{ outcome: unknown }>(
        'postgres',
        'select outcome from enforcement.request where plan = $1 and finished_at is not null',
        [plan],
      );
      return row?.outcome;
    };
  });

  describe('with lies about the world', () => {
    test('points no writer elsewhere: a person’s decision is carried out where it was always to be', async () => {
      const lied = await sqlAsServer(own, [
        `update sources.source set config = '{"location":"postgres://mallory@/orders?host=%2Ftmp"}' where id = 'acme-postgres'`,
      ]);
      valueOf(lied[0]);
      const [finding] = drafted;
      // the case that the forgeries were about is open still, and not filed twice: a person ends it and asks anew
      await acme.ask('decide', contested, '--reject', '--reason', 'forged', '--as', 'dana');
      const filed = await acme.ask<FiledSaid>('propose', finding?.id ?? '');
      const decided = await acme.ask<DecisionSaid>('decide', filed.proposal, '--approve', '--as', 'dana');
      const executed = await acme.ask<ExecutionSaid>('execute', decided.plan ?? '');
      expect(executed.outcome).toBe('done');
      const name = finding?.subject.key.replace('role/', '') ?? '';
      expect(
        await acme.rows('target', 'select rolcanlogin as login from pg_roles where rolname = $1', [name]),
      ).toEqual([{ login: false }]);
    });

    test('has nothing carried out on facts that were changed after they were signed', async () => {
      const [, finding] = drafted;
      const filed = await acme.ask<FiledSaid>('propose', finding?.id ?? '');
      await acme.ask('decide', filed.proposal, '--approve', '--as', 'dana');
      const decided = await acme.ask<DecisionSaid>('decide', filed.proposal, '--approve', '--as', 'sam');
      const plan = decided.plan;
      const before = await rightsAtTarget();
      const [lied] = await sqlAsServer(own, [
        {
          text: `update estate.accounts set valid_to_read = valid_from_read + 1 where valid_to_read is null and key = $1`,
          values: [finding?.subject.key ?? ''],
        },
      ]);
      valueOf(lied);
      expect(plan).toBeDefined();
      const { status } = await acme.run('execute', plan ?? '');
      expect(status).not.toBe(0);
      expect(await rightsAtTarget()).toBe(before);
    });

    test('sends the verifier to no ledger and no key of its own', async () => {
      const config = readFileSync(at('server/process.json'), 'utf8');
      const { origin, checkpointKey } = acme.identity();
      const forged = config
        .replaceAll(checkpointKey, checkpointKey.replace(/.$/, 'A'))
        .replaceAll(origin, 'mallory.example/ledger');
      valueOf(await asServerOne({ is: 'replace', path: at('server/process.json'), content: forged }));
      const { out } = await acme.run('ledger', 'verify', '--json');
      expect(JSON.parse(out)).toMatchObject({
        origin,
        integrity: { holds: true },
        completeness: { holds: true },
      });
    });
  });

  test('is named by the verifier, entry by entry, and nothing else is', async () => {
    const { status, out } = await acme.run('ledger', 'verify', '--json');
    expect(status).toBe(1);
    const report = JSON.parse(out) as {
      executionsChecked: number;
      integrity: { holds: boolean };
      completeness: { holds: boolean };
      authenticity: { problems: { seq: number; what: string }[] };
    };
    expect(report.integrity.holds && report.completeness.holds).toBe(true);
    expect(report.executionsChecked).toBe(1);
    const { problems } = report.authenticity;
    const seqs = await Promise.all(namedByVerifier.map(({ id }) => seqOf(id)));
    for (const [index, { by }] of namedByVerifier.entries())
      expect(
        problems
          .filter(({ seq }) => seq === seqs[index])
          .map(({ what }) => what)
          .join('; '),
      ).toMatch(by);
    expect(new Set(problems.map(({ seq }) => seq))).toEqual(new Set(seqs));
    expect(namedByVerifier.length).toBe(6);
  });
});

/** Every file there is, links and sockets left out, as root sees it. */
const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Every process whose command line names this data folder. */
function processesOf(folder: string): readonly { readonly pid: number; readonly uid: number }[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const isOurs = readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(folder);
      return isOurs ? [{ pid: Number(name), uid: statSync(`/proc/${name}`).uid }] : [];
    } catch {
      return []; // ended meanwhile
    }
  });
}
