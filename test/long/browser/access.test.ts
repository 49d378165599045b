// Who can do what in the console: the question in the address, the answer as table and paths, what is not known.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  browserIsThere,
  keepShot,
  openBrowser,
  seenIn,
  wholeAndReadable,
  wholeIn,
  type Look,
} from '../../support/console-page.ts';
import { useInstallation } from '../../support/installation.ts';
import { patient, signedInAs } from '../../support/signed-in-page.ts';

const here = useInstallation();
let url = '';
let browser: Browser;

const signedIn = (look: Look = 'light') => signedInAs(here, browser, url, { persona: 'dana', look });

/** Down to the first suggestion, once the list has settled, and Enter. */
async function takeFirst(page: Page, field: string): Promise<void> {
  const marked = page.getByRole('combobox', { name: field });
  await expect
    .poll(async () => {
      await page.keyboard.press('ArrowDown');
      return marked.getAttribute('aria-activedescendant');
    }, patient)
    .toBeTruthy();
  await page.keyboard.press('Enter');
}

interface Told {
  readonly answer: {
    readonly verdict: 'yes' | 'no' | 'depends';
    readonly because?: string;
    readonly decidedBy?: readonly string[];
    readonly dependsOn?: readonly string[];
  };
}
interface Doubtful {
  readonly verdict: 'yes' | 'depends';
  readonly account: { readonly source: string; readonly key: string };
}
const words = { yes: 'Yes', no: 'No', depends: 'Depends' } as const;
const questions = [
  ['orders_api', 'SELECT', 'billing.customers'],
  ['svc-crm-sync', 's3:GetObject', '*'],
  ['metrics_exporter', 'DELETE', 'billing.customers'],
  ['svc-terraform', 'iam:CreateUser', '*'],
] as const;

/** An account of AWS in which one user is under a policy that nobody read. */
async function addUnread(): Promise<void> {
  const arn = (rest: string): string => `arn:aws:iam::999988887777:${rest}`;
  const user = (name: string, more: object): object => ({
    UserName: name,
    UserId: `AIDAEXAMPLE${name.toUpperCase()}`,
    Path: '/',
    Arn: arn(`user/${name}`),
    CreateDate: '2025-01-01T00:00:00Z',
    ...more,
  });
  const reads = { Effect: 'Allow', Action: 'ec2:DescribeVpcs', Resource: '*' };
  const own = { PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: [reads] } };
  const users = [
    user('nora', { AttachedManagedPolicies: [{ PolicyName: 'unread', PolicyArn: arn('policy/unread') }] }),
    user('omar', { UserPolicyList: [own] }),
  ];
  const file = join(here.folder, 'other-account.json');
  const exported = { UserDetailList: users, GroupDetailList: [], RoleDetailList: [], Policies: [] };
  writeFileSync(file, JSON.stringify(exported));
  await here.ask('source', 'add', `other:aws=${file}`);
  await here.ask('source', 'read', 'other');
}

describe.skipIf(!browserIsThere)('access in the console', () => {
  beforeAll(async () => {
    ({ url } = await here.start<{ url: string }>());
    await addUnread();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it.each(seenIn)(
    'is seen in a %s: the question, its answer as table and as paths, nobody, and an identity’s rights',
    async (as) => {
      const { page, problems, close } = await signedIn(as === 'phone' ? 'phone' : 'light');
      await page.goto('/access');
      await page.getByText('Ask who can do what').waitFor();
      await wholeIn(as, page, 'access-start');

      await page.goto('/access?action=SELECT&resource=billing.customers');
      await page.getByRole('heading', { name: /accounts can or may SELECT on billing.customers/ }).waitFor();
      await page.getByText('unaccounted').first().waitFor();
      await wholeIn(as, page, 'access-who');
      await page.getByRole('button', { name: 'Paths' }).click();
      await page.getByRole('group', { name: 'Paths to the answer' }).first().waitFor();
      expect(new URL(page.url()).searchParams.get('view')).toBe('paths');
      await wholeIn(as, page, 'access-paths');

      await page.goto('/access?action=ec2:CreateVpc&resource=*');
      await page.getByRole('heading', { name: /can or may ec2:CreateVpc on/ }).waitFor();
      await page
        .getByText(/^Decided by/)
        .first()
        .click();
      const denied = page.getByRole('group').filter({ hasText: 'a policy of their own allows it' }).first();
      await denied.getByText(/a policy of their own allows it/).click();
      await denied
        .getByText(/^Decided by/)
        .first()
        .click();
      await denied.getByText(/deny/i).first().waitFor();
      await page.getByText(/Nothing that was read gives it to/).waitFor();
      await wholeIn(as, page, 'access-decided');
      await page.mouse.wheel(0, 100_000);
      await keepShot(page, `access-decided-end-${as}`, 'window');

      // whoever was not read: an account that a role trusts
      await page.goto('/access?action=ce:GetCostAndUsage&resource=*');
      await page.getByText('account 444455556666').first().waitFor();
      await page.getByText('Not described by what was read').first().waitFor();
      await wholeIn(as, page, 'access-outsiders');

      await page.goto('/access?action=SELECT&resource=no.such_table');
      await page
        .getByRole('heading', { name: /No source that was read knows no.such_table/ })
        .first()
        .waitFor();
      await page.getByText('no source that was read knows a resource of this name').first().waitFor();
      await wholeIn(as, page, 'access-nobody');

      await page.goto('/access?ask=can&identity=svc-crm-sync&action=s3:GetObject&resource=*');
      await page.locator('.can-said').waitFor();
      await wholeIn(as, page, 'access-can');

      await page.goto('/access?ask=what&identity=orders_api');
      await page.getByRole('heading', { name: /orders_api holds/ }).waitFor();
      await wholeIn(as, page, 'access-what');

      await page.goto('/access?ask=what&identity=orders_api&does=SELECT');
      await page.getByRole('heading', { name: /orders_api can( or may)? SELECT on/ }).waitFor();
      await page.getByText('table/orders.billing.customers').first().waitFor();
      await wholeIn(as, page, 'access-on');
      await page.goto('/access?ask=what&identity=orders_api&does=NOTHING');
      await page
        .getByRole('heading', { name: 'orders_api can NOTHING on no resource that was read' })
        .first()
        .waitFor();
      await wholeIn(as, page, 'access-on-nothing');
      expect(problems).toEqual([]);
      await close();
    },
  );

  it('suggests as one types, is asked by keyboard alone, and the address holds the question', async () => {
    const { page, close } = await signedIn('light');
    await page.goto('/access');
    await page.getByRole('combobox', { name: 'On' }).focus();
    await page.keyboard.type('orders.billing.custom');
    await page
      .getByRole('option', { name: /customers/ })
      .first()
      .waitFor();
    await takeFirst(page, 'On');
    await expect.poll(() => new URL(page.url()).searchParams.get('resource'), patient).toMatch(/customers/);
    await page.getByRole('combobox', { name: 'Do' }).focus();
    await page.keyboard.type('sel');
    await page.getByRole('option', { name: 'select' }).waitFor();
    await takeFirst(page, 'Do');
    await page.getByRole('heading', { name: /can or may select on/ }).waitFor();
    const shared = page.url();
    await page.goto('/overview');
    await page.goto(shared);
    await page.getByRole('heading', { name: /can or may select on/ }).waitFor();

    await page.goto('/access?ask=what');
    await page.getByRole('combobox', { name: 'Identity' }).focus();
    await page.keyboard.type('priya');
    await page
      .getByRole('option', { name: /Priya Nair/ })
      .first()
      .waitFor();
    await takeFirst(page, 'Identity');
    await page.getByRole('heading', { name: /Priya Nair holds/ }).waitFor();
    // the third form of the question keeps what was asked, and calls by name whom the address has by reference
    await page.getByRole('button', { name: 'Can… do this' }).focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Identity' }).inputValue(), patient)
      .toBe('Priya Nair');
    await page.getByRole('combobox', { name: 'Do' }).fill('SELECT');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'On' }).fill('billing.customers');
    await page.keyboard.press('Enter');
    await page
      .locator('.can-said')
      .getByText(/Priya Nair/)
      .first()
      .waitFor(patient);
    expect(new URL(page.url()).searchParams.get('ask')).toBe('can');
    await close();
  });

  it('says yes, no or depends as the command line does, with all that decides', async () => {
    const { page, problems, close } = await signedIn('light');
    const seen = new Set<string>();
    const { holders } = await here.ask<{ holders: Doubtful[] }>('who-can', 'SELECT', 'billing.customers');
    const unsure = holders.find(({ verdict }) => verdict === 'depends')?.account;
    const doubted = [`${unsure?.source}/${unsure?.key}`, 'SELECT', 'billing.customers'] as const;
    for (const [identity, action, resource] of [...questions, doubted]) {
      const { out } = await here.run('can', identity, action, resource, '--json');
      const { answer } = JSON.parse(out) as Told;
      seen.add(answer.verdict);
      await page.goto(
        `/access?${new URLSearchParams({ ask: 'can', identity, action, resource }).toString()}`,
      );
      const said = page.locator('.can-said');
      await said.getByText(words[answer.verdict], { exact: true }).waitFor(patient);
      const shown = await page.locator('main').innerText();
      for (const line of [...(answer.decidedBy ?? []), ...(answer.dependsOn ?? []), answer.because ?? ''])
        expect(shown).toContain(line);
      await wholeAndReadable(page, `access-can-${answer.verdict}`);
    }
    expect([...seen].toSorted()).toEqual(['depends', 'no', 'yes']);
    await page.goto('/access?ask=can&identity=nobody-is-called-this&action=a&resource=b');
    await page.getByRole('alert').getByText('The question could not be answered').waitFor(patient);
    expect(problems).toEqual([]);
    await close();
  });

  it('answers as of a moment, says so, and leads back to now', async () => {
    const { page, close } = await signedIn('light');
    await page.goto('/access?action=SELECT&resource=billing.customers&at=2020-01-01T00:00:00.000Z');
    await page.getByText('2020-01-01 00:00:00 UTC').waitFor();
    await page.getByRole('heading', { name: 'Nobody that was read can' }).first().waitFor();
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.getByRole('heading', { name: /accounts can or may SELECT/ }).waitFor();
    expect(new URL(page.url()).searchParams.has('at')).toBe(false);
    await close();
  });

  it('is exported whole, and no name becomes a formula', async () => {
    const { page, close } = await signedIn('light');
    await page.goto('/access?action=SELECT&resource=billing.customers');
    await page.getByRole('heading', { name: /accounts can or may SELECT/ }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const lines = readFileSync(await (await download).path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(lines[0]).toBe(
      'source,account,name,resource,right,answer,depends_on,decided_by,basis,path,stands_for,grants',
    );
    expect(lines.length).toBeGreaterThan(2);
    await close();
  });
});
