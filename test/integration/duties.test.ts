import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDuties } from '../../src/commands/duties/check-duties.ts';
import { standingReader, viewReader } from '../../src/commands/estate-views.ts';
import { suggestRolesOf } from '../../src/commands/suggest-roles.ts';
import { defaultDetectionConfig, evaluateEstate, listFindings } from '../../src/detection/index.ts';
import { instantOf, isSourceId, must, type Observation } from '../../src/model/index.ts';
import { readAt, useEscalation } from '../support/escalation-world.ts';
import { shippedDuties } from '../support/shipped-duties.ts';

const world = useEscalation();
const folder = mkdtempSync(join(tmpdir(), 'countersign-duties-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const book = (exceptions = ''): string => `
version: 1
duties:
  - { id: enter, title: enter invoices, any: [{ action: enter, on: ledger/invoices }] }
  - { id: pay, title: pay invoices, any: [{ action: pay, on: bank/payments }, { action: pay, on: bank/old }] }
  - { id: audit, title: audit, any: [{ action: audit, on: nowhere/nothing }] }
rules:
  - id: enter-and-pay
    title: Whoever enters invoices does not pay them
    why: One hand could pay itself.
    severity: high
    apart: [enter, pay]
${exceptions}
  - { id: enter-and-audit, title: Apart too, why: One hand would check itself., apart: [enter, audit] }
`;
const write = (text: string): void => writeFileSync(join(folder, 'duties.yaml'), text);

const account = (key: string, more: object = {}): Observation => ({
  type: 'account',
  key,
  name: key,
  kind: 'person',
  state: 'active',
  ...more,
});
const right = (action: string, on: string): Observation => ({
  type: 'entitlement',
  key: `${action} ${on}`,
  action,
  resourcePattern: on,
});
const grant = (subjectKey: string, entitlementKey: string, more: object = {}): Observation => ({
  type: 'grant',
  key: `${subjectKey} ${entitlementKey}`,
  subjectKey,
  entitlementKey,
  effect: 'allow',
  ...more,
});
const member = (memberKey: string, groupKey: string): Observation => ({
  type: 'membership',
  key: `${memberKey}>${groupKey}`,
  memberKey,
  groupKey,
  via: 'member',
});
const group = (key: string): Observation => ({ type: 'group', key, name: key, kind: 'group' });
const person = (key: string): Observation => ({
  type: 'person',
  key,
  name: key,
  email: `${key}@acme.example`,
  state: 'active',
});

beforeAll(async () => {
  write(book());
  await world.take('hr', 'csv', [person('ada'), person('grace')]);
  await world.take('ledger', 'csv', [
    account('ada', { email: 'ada@acme.example' }),
    account('grace', { email: 'grace@acme.example' }),
    account('both'),
    account('admin'),
    account('asleep', { state: 'disabled' }),
    group('clerks'),
    group('office'),
    member('clerks', 'office'),
    member('ada', 'clerks'),
    member('both', 'clerks'),
    member('asleep', 'clerks'),
    right('enter', 'ledger/invoices'),
    right('*', '*'),
    right('pay', 'bank/old'),
    grant('office', 'enter ledger/invoices'),
    grant('both', 'pay bank/old'),
    grant('asleep', 'pay bank/old'),
    grant('admin', '* *'),
  ]);
  await world.take('bank', 'csv', [
    account('a.lovelace', { email: 'ada@acme.example' }),
    account('g.hopper', { email: 'grace@acme.example' }),
    account('maybe'),
    right('pay', 'bank/payments'),
    right('enter', 'ledger/invoices'),
    grant('a.lovelace', 'pay bank/payments'),
    grant('g.hopper', 'pay bank/payments'),
    grant('maybe', 'pay bank/payments', { conditions: ['in office hours'] }),
    grant('maybe', 'enter ledger/invoices'),
  ]);
});

const duties = () => shippedDuties(world.db(), world.access(), { folder });
const check = async (rule?: string, now = readAt) => {
  const told = await checkDuties(
    { duties: duties(), clock: { now: () => now } },
    { limit: 100, ...(rule === undefined ? {} : { rule }) },
  );
  if (!told.ok) throw new Error(told.message);
  return told.value;
};

describe('duties that are to stay apart', () => {
  it('meet in one person through groups within groups and by accounts in two systems, told with both paths', async () => {
    const { conflicts } = await check('enter-and-pay');
    const ada = conflicts.find(({ identity }) => identity.key === 'ada');
    expect(ada).toMatchObject({ identity: { entity: 'person', source: 'hr' }, isSure: true });
    expect(ada?.sides.map(({ path }) => path.map(({ source, key }) => `${source} ${key}`))).toEqual([
      ['ledger ada', 'ledger clerks', 'ledger office', 'ledger enter ledger/invoices'],
      ['bank a.lovelace', 'bank pay bank/payments'],
    ]);
  });

  it('are not found where one has one of them, is disabled, or has everything', async () => {
    const { conflicts, rules } = await check();
    expect(conflicts.map(({ identity, isSure }) => `${identity.key} ${isSure}`)).toEqual([
      'ada true',
      'both true',
      'maybe false',
    ]);
    expect(rules[0]).toMatchObject({ conflicts: 2, depends: 1, excepted: 0, administrators: 1 });
  });

  it('say of a right that no source knows that nothing is known', async () => {
    const { unknown } = await check();
    expect(unknown).toEqual([{ duty: 'audit', right: 'audit on nowhere/nothing' }]);
  });

  it('refuse a rule that is not there, and a file that cannot be read: that is not nobody', async () => {
    expect(
      await checkDuties({ duties: duties(), clock: { now: () => readAt } }, { limit: 1, rule: '__proto__' }),
    ).toMatchObject({ ok: false, code: 'not_found' });
    write('version: 1\nduties: 3\n');
    expect(await checkDuties({ duties: duties(), clock: { now: () => readAt } }, { limit: 1 })).toMatchObject(
      { ok: false, code: 'input_invalid' },
    );
    write(book());
  });

  const evaluate = () =>
    evaluateEstate({
      database: world.db(),
      estate: viewReader(world.db(), world.access()),
      standings: standingReader(world.db(), world.access(), world.engine(), undefined, duties()),
      scope: { is: 'changed', accounts: [] },
      context: { ...defaultDetectionConfig, now: readAt },
    });
  const found = async () =>
    (
      await listFindings(world.db(), { limit: 100, now: readAt, filter: { rules: ['duties-conflict'] } })
    ).items.map(({ finding }) => finding);

  it('are findings, told once for each person; neither a file that cannot be read nor an exception in it closes one', async () => {
    await evaluate();
    expect((await found()).map(({ title }) => title).toSorted()).toEqual([
      'ada can enter invoices and pay invoices',
      'both can enter invoices and pay invoices',
    ]);
    write('no: yaml: at: all');
    await evaluate();
    expect(await found()).toHaveLength(2);
    // somebody who may write the file cannot make a finding go away by an exception
    write(
      book(
        '    exceptions: [{ who: hr/ada, until: 2030-01-01, owner: ada@acme.example, because: I say so }]',
      ),
    );
    await evaluate();
    expect(await found()).toHaveLength(2);
    expect((await check('enter-and-pay')).rules[0]).toMatchObject({ conflicts: 1, excepted: 1 });
    expect((await check('enter-and-pay', instantOf(Date.UTC(2030, 5, 1)))).rules[0]).toMatchObject({
      conflicts: 2,
      excepted: 0,
    });
    write(book());
    await evaluate();
  });

  it('are not needed for roles: those that say what a source holds leave out what is disabled, and name whom they are for', async () => {
    const told = await suggestRolesOf(
      { database: world.db(), access: world.access(), views: viewReader(world.db(), world.access()) },
      { source: must(isSourceId, 'ledger'), limit: 10 },
    );
    if (!told.ok) throw new Error(told.message);
    expect(told.value).toMatchObject({ users: 3, pairs: 4, isFewest: true, leftOut: 0 });
    expect(
      told.value.roles.map(({ name, accounts, rights }) => [
        name,
        accounts.map(({ key }) => key),
        rights.map(({ key }) => key),
      ]),
    ).toContainEqual(['clerks', ['ada', 'both'], ['enter ledger/invoices']]);
    expect(
      await suggestRolesOf(
        { database: world.db(), access: world.access(), views: viewReader(world.db(), world.access()) },
        { source: must(isSourceId, 'nowhere'), limit: 10 },
      ),
    ).toMatchObject({ ok: false, code: 'not_found' });
  });

  it('are gone once one of them is taken away', async () => {
    await world.take('bank', 'csv', [
      account('a.lovelace', { email: 'ada@acme.example' }),
      right('pay', 'bank/payments'),
    ]);
    await evaluate();
    expect((await found()).map(({ title }) => title)).toEqual(['both can enter invoices and pay invoices']);
  });
});
