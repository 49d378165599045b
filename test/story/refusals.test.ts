import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { call } from '../../src/api/client.ts';
import * as routes from '../../src/api/routes/index.ts';
import { socketNote } from '../../src/commands/start/socket-note.ts';
import { readSoftwareKeyFile } from '../../src/ledger/index.ts';
import { isProposalId, must } from '../../src/model/index.ts';
import {
  useInstallation,
  type DecisionSaid,
  type ExecutionSaid,
  type FiledSaid,
  type FindingSaid,
  type Refused,
} from '../support/installation.ts';

const acme = useInstallation();
beforeAll(async () => {
  await acme.start();
});

const inThirtyDays = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const change = (type: string, more: object): string =>
  JSON.stringify({ type, source: 'acme-postgres', ...more });
const join_ = (member: string, group = 'reporting_readers'): string =>
  change('membership.add', { memberKey: `role/${member}`, groupKey: `role/${group}` });
const ask = (as: string, what: string, ends: readonly string[] = ['--until', inThirtyDays]) =>
  acme.ask<FiledSaid>('propose', '--as', as, '--purpose', 'a test', ...ends, '--change', what);
const approve = (proposal: string, as: string): Promise<DecisionSaid> =>
  acme.ask<DecisionSaid>('decide', proposal, '--approve', '--as', as);
const execute = (plan: string | undefined): Promise<ExecutionSaid> =>
  acme.ask<ExecutionSaid>('execute', plan ?? 'no plan');
const read = (): Promise<unknown> => acme.ask('source', 'read', 'acme-postgres');
const groupsOf = async (member: string): Promise<readonly string[]> => {
  const rows = await acme.rows<{ name: string }>(
    'target',
    `select g.rolname as name from pg_auth_members m join pg_roles g on g.oid = m.roleid
     join pg_roles r on r.oid = m.member where r.rolname = $1 order by 1`,
    [member],
  );
  return rows.map((row) => row.name);
};
const no = (code: string, words: RegExp, status = 1): Partial<Refused> => ({
  status,
  code,
  message: expect.stringMatching(words) as string,
  next: expect.stringMatching(/\w/) as string,
});

describe('a signature does not count', () => {
  let proposal: string;
  beforeAll(async () => {
    ({ proposal } = await ask('sam', join_('ravi_menon')));
  });

  test('by the person who asked', async () => {
    expect(await acme.refused('decide', proposal, '--approve', '--as', 'sam')).toMatchObject(
      no('self_approval', /You asked for this/),
    );
  });

  test('by a key that nobody enrolled', async () => {
    const key = join(acme.folder, 'fresh');
    expect(spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]).status).toBe(0);
    expect(await acme.refused('decide', proposal, '--approve', '--key', key)).toMatchObject(
      no('signer_unknown', /speaks for nobody/),
    );
  });

  test('over another text than was made for it, whatever was changed in it', async () => {
    const socket = readFileSync(socketNote(acme.data), 'utf8').trim();
    const key = readSoftwareKeyFile(readFileSync(join(acme.data, 'personas', 'dana'), 'utf8'));
    const opened = await call(socket, routes.decisions.open, {
      proposal: must(isProposalId, (await acme.ask<FiledSaid>('propose', await leaver())).proposal),
      keyFingerprint: key.publicKey.fingerprint,
      answer: 'reject',
    });
    if (!opened.ok) throw new Error(opened.message);
    const { statement } = opened.value;
    const bent = statement.replace('"reject"', '"approve"');
    expect(bent).not.toBe(statement);
    const take = (text: string, signed: string) =>
      call(socket, routes.decisions.take, { statement: text, signature: key.sign(signed) });
    expect(await take(bent, statement)).toMatchObject({ ok: false, code: 'signature_invalid' });
    // signed by the right key, but not about the case as it is
    const other = statement.replace(/"changes":"[0-9a-f]{8}/, '"changes":"00000000');
    expect(await take(other, other)).toMatchObject({ ok: false, code: 'signature_stale' });
    expect(await take(statement, statement)).toMatchObject({ ok: true });
  });

  test('twice by the same person', async () => {
    const { proposal } = await acme.ask<FiledSaid>('propose', await findingOn('role/tomas_varga'));
    expect((await approve(proposal, 'dana')).verdict.outcome).toBe('requestable');
    expect(await acme.refused('decide', proposal, '--approve', '--as', 'dana')).toMatchObject(
      no('already_done', /already signed/),
    );
  });

  test('once the proposal is closed by a rejection', async () => {
    const rejected = await acme.ask<{ answer: string }>(
      'decide',
      proposal,
      '--reject',
      '--as',
      'dana',
      '--reason',
      'not needed',
    );
    expect(rejected.answer).toBe('reject');
    expect(await acme.refused('decide', proposal, '--approve', '--as', 'dana')).toMatchObject(
      no('already_done', /is rejected/),
    );
    expect(await groupsOf('ravi_menon')).toEqual(['app_readonly']);
  });

  test('unless it says which answer it is', async () => {
    expect(await acme.refused('decide', proposal, '--as', 'dana')).toMatchObject(no('usage', /--approve/, 2));
  });
});

describe('a signature is stale', () => {
  test('when the target was changed between asking and signing, and says what is different', async () => {
    const { proposal } = await ask('dana', join_('karim_benali'));
    await acme.rows('target', 'grant reporting_readers to karim_benali');
    await read();
    expect(await acme.refused('decide', proposal, '--approve', '--as', 'sam')).toMatchObject(
      no('signature_stale', /"member":false.*"member":true/),
    );
  });

  test('when the target was changed between signing and carrying out, and nothing is done', async () => {
    const { proposal } = await ask('dana', join_('lena_fischer'));
    const { plan } = await approve(proposal, 'sam');
    await acme.rows('target', 'grant reporting_readers to lena_fischer');
    expect(await acme.refused('execute', plan ?? '')).toMatchObject(
      no('signature_stale', /member was false, is true/),
    );
    // what was done behind its back stays as it is; the plan can still be carried out once that is undone
    expect(await groupsOf('lena_fischer')).toEqual(['reporting_readers', 'support_readers']);
    await acme.rows('target', 'revoke reporting_readers from lena_fischer');
    expect((await execute(plan)).outcome).toBe('done');
  });

  test('not when a source was read again and nothing was different', async () => {
    const { proposal } = await ask('dana', join_('hana_kim'));
    await read();
    const { plan } = await approve(proposal, 'sam');
    await read();
    expect((await execute(plan)).outcome).toBe('done');
    expect(await groupsOf('hana_kim')).toEqual(['app_admin', 'reporting_readers']);
  });
});

describe('a plan', () => {
  test('is carried out once, and put back only by who signed it', async () => {
    const { proposal } = await ask('dana', join_('diego_morales'));
    const { plan } = await approve(proposal, 'sam');
    const { execution } = await execute(plan);
    expect(await acme.refused('execute', plan ?? '')).toMatchObject(
      no('already_done', new RegExp(`${execution}.* ended as done`)),
    );
    expect(await acme.refused('reverse', execution, '--as', 'dana')).toMatchObject(
      no('policy_denied', /Only somebody who signed/),
    );
    expect(await groupsOf('diego_morales')).toEqual(['app_readonly', 'reporting_readers']);
    await acme.ask('reverse', execution, '--as', 'sam');
    expect(await groupsOf('diego_morales')).toEqual(['app_readonly']);
    expect(await acme.refused('reverse', execution, '--as', 'sam')).toMatchObject(
      no('already_done', /restore it already/),
    );
  });
});

describe('what a person asks for, with an end and somebody else’s signature', () => {
  test('is a right on a table, which the target shows and which is put back', async () => {
    const holds = async (): Promise<boolean> => {
      const [row] = await acme.rows<{ held: boolean }>(
        'target',
        `select has_table_privilege('greta_nyman', 'reporting.stock_levels', 'select') as held`,
      );
      return row?.held ?? false;
    };
    const entitlementKey = 'table/orders.reporting.stock_levels#SELECT';
    const { proposal } = await ask(
      'dana',
      change('grant.add', { subjectKey: 'role/greta_nyman', entitlementKey, grantable: false }),
    );
    const { plan } = await approve(proposal, 'sam');
    const { execution } = await execute(plan);
    expect(await holds()).toBe(true);
    await acme.ask('reverse', execution, '--as', 'sam');
    expect(await holds()).toBe(false);
  });

  test('is a new account with an end, which is gone again when it is put back', async () => {
    const { proposal } = await ask(
      'dana',
      change('account.create', {
        accountKey: 'role/new_analyst',
        validUntil: `${inThirtyDays}T00:00:00.000Z`,
      }),
    );
    expect(await acme.refused('decide', proposal, '--approve', '--as', 'dana')).toMatchObject(
      no('self_approval', /You asked for this/),
    );
    const { plan } = await approve(proposal, 'sam');
    const { execution } = await execute(plan);
    const there = () =>
      acme.rows(
        'target',
        `select rolcanlogin as login, rolvaliduntil as until from pg_roles where rolname = 'new_analyst'`,
      );
    expect(await there()).toEqual([{ login: true, until: `${inThirtyDays}T00:00:00.000Z` }]);
    await acme.ask('reverse', execution, '--as', 'sam');
    expect(await there()).toEqual([]);
  });

  test('is an owner for what nobody owned, which closes the finding; who is to own it cannot approve it', async () => {
    const finding = await findingOn('role/metrics_exporter');
    const owner = (key: string): string =>
      JSON.stringify({
        type: 'owner.assign',
        source: 'countersign',
        accountSource: 'acme-postgres',
        accountKey: 'role/metrics_exporter',
        role: 'owner',
        personSource: 'acme-hr',
        personKey: key,
      });
    const own = await ask('sam', owner('E1002'), []); // dana herself
    expect(await acme.refused('decide', own.proposal, '--approve', '--as', 'dana')).toMatchObject(
      no('self_approval', /You would benefit/),
    );
    const { proposal } = await ask('dana', owner('E1001'), []);
    const { plan } = await approve(proposal, 'sam');
    const { execution } = await execute(plan);
    await read();
    expect(await stateOf(finding)).toBe('closed');
    await acme.ask('reverse', execution, '--as', 'sam');
    await read();
    expect(await stateOf(finding)).toBe('open');
  });

  test('is living with a finding for a while, which opens again by itself', async () => {
    const finding = await findingOn('arn:aws:iam::111122223333:user/tess.vandenberg#password');
    const until = new Date(Date.now() + 12_000).toISOString();
    const accept = ['propose', finding, '--accept-until', until, '--purpose', 'ends soon', '--as'];
    const { proposal } = await acme.ask<FiledSaid>(...accept, 'sam');
    const { plan } = await approve(proposal, 'dana');
    expect((await execute(plan)).outcome).toBe('done');
    expect(await stateOf(finding)).toBe('accepted');
    await new Promise((resolve) => setTimeout(resolve, Date.parse(until) - Date.now()));
    expect(await stateOf(finding)).toBe('open');
  });
});

const found = async (
  ...words: readonly string[]
): Promise<readonly (FindingSaid & { state: { is: string } })[]> =>
  (
    await acme.ask<{ items: (FindingSaid & { state: { is: string } })[] }>(
      'findings',
      '--limit',
      '500',
      ...words,
    )
  ).items;
const findingOn = async (key: string): Promise<string> =>
  (await found()).find((item) => item.subject.key === key)?.id ?? `no finding on ${key}`;
const leaver = (): Promise<string> => findingOn('role/priya_nair');
const stateOf = async (id: string): Promise<string> =>
  (await acme.ask<{ item: { state: { is: string } } }>('show', id)).item.state.is;
