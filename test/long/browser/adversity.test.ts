// The console when things go wrong: facts that change between looking and signing, a session that ends, two tabs, no
// connection, somebody else's passkey, a statement for somebody else's key, and people who may not. A real server, database and target.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browserIsThere, openBrowser, openPage, seriousIn, keepShot } from '../../support/console-page.ts';
import { useInstallation } from '../../support/installation.ts';
import { pageWithDevice, patient, signedInAs, type Authenticated } from '../../support/signed-in-page.ts';

const here = useInstallation();
let url = '';
let browser: Browser;
let dana: Authenticated;
/** Cases that a test opened; what one that failed left open is withdrawn before the next. */
const open = new Set<string>();

/** Files the rule's draft about a role of the target and opens the case. */
async function openCase(page: Page, role: string): Promise<string> {
  const { items } = await here.ask<{ items: { id: string; subject: { key: string } }[] }>(
    'findings',
    '--limit',
    '100',
  );
  const finding = items.find(({ subject }) => subject.key === `role/${role}`)?.id ?? `no finding on ${role}`;
  const { proposal } = await here.ask<{ proposal: string }>('propose', finding);
  open.add(proposal);
  await page.goto(`/proposals/${proposal}`);
  await page.getByRole('button', { name: 'Review and sign' }).waitFor(patient);
  return proposal;
}
const decisionsOn = async (proposal: string): Promise<readonly { answer: string }[]> =>
  here.rows('postgres', 'select answer from review.decision where proposal = $1', [proposal]);
const readyToSign = async (page: Page): Promise<void> => {
  await page.keyboard.press('a');
  await page.keyboard.press('s');
  await page.getByText('Your signature covers').waitFor(patient);
};
const signNow = (page: Page) => page.getByRole('button', { name: 'Sign with passkey' }).click();
const readTarget = (): Promise<unknown> => here.ask('source', 'read', 'acme-postgres');
const endSessions = () =>
  here.rows(
    'postgres',
    `update signin.session set ended_at = now(), ended_because = 'a test' where ended_at is null returning id`,
  );
const withdraw = (proposal: string) => {
  open.delete(proposal);
  return here.run('decide', proposal, '--reject', '--reason', 'a test', '--as', 'sam');
};

/** Somebody with a software key of their own and one role. */
async function enrolled(role: string, by: readonly string[], person: string): Promise<string> {
  const key = join(here.folder, role);
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const who = ['--person', person, '--role', role, ...by.flatMap((each) => ['--as', each])];
  await here.ask('signers', 'enrol', '--public-key', `${key}.pub`, ...who);
  return key;
}
async function cameBy(key: string): Promise<Authenticated> {
  const { link } = await here.ask<{ link: string }>('console', '--key', key);
  const opened = await pageWithDevice(browser, url, 'light');
  await opened.page.goto(link);
  await opened.page.getByRole('button', { name: 'Look around first' }).waitFor(patient);
  return opened;
}
/** Sends a write as the page would, with its own session and token. */
const sent = (page: Page, path: string, body: object): Promise<{ status: number; code: string }> =>
  page.evaluate(
    `(async () => {
      const { csrf } = await (await fetch('/v1/session')).json();
      const answer = await fetch(${JSON.stringify(path)}, { method: 'POST', body: ${JSON.stringify(JSON.stringify(body))},
        headers: { 'content-type': 'application/json', 'x-csrf-token': csrf ?? '', 'idempotency-key': crypto.randomUUID() } });
      return { status: answer.status, code: (await answer.json()).code };
    })()`,
  );

describe.skipIf(!browserIsThere)('the console in adversity', () => {
  beforeAll(async () => {
    ({ url } = await here.start<{ url: string }>());
    browser = await openBrowser();
    dana = await signedInAs(here, browser, url, { persona: 'dana', passkey: true });
  });
  afterEach(async () => {
    for (const proposal of open) await withdraw(proposal);
  });
  afterAll(async () => {
    await dana?.close();
    await browser?.close();
  });

  it('signs nothing when the facts changed since, shows what is different, and asks anew', async () => {
    const { page } = dana;
    const proposal = await openCase(page, 'tomas_varga');
    await readyToSign(page);
    await here.rows('target', 'alter role tomas_varga createdb');
    await readTarget();
    await signNow(page);
    await page.getByText('Nothing was signed: something changed meanwhile').waitFor(patient);
    const difference = page.getByRole('row').filter({ hasText: 'powers' });
    expect(await difference.innerText()).toContain('createdb');
    await keepShot(page, 'stale', 'window');
    expect(await seriousIn(page)).toEqual([]);
    expect(await page.getByRole('button', { name: 'Sign with passkey' }).count()).toBe(0);
    expect(await decisionsOn(proposal)).toEqual([]);
    await page.getByRole('button', { name: 'File it anew' }).click();
    await page.waitForURL((now) => !now.pathname.endsWith(proposal), patient);
    const anew = new URL(page.url()).pathname.split('/').pop() ?? '';
    await page.getByText(anew.slice(0, 12)).first().waitFor(patient);
    // nothing is chosen beforehand in what is asked anew, nothing is opened by choosing, and it can be signed
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
    await page.keyboard.press('a');
    await expect.poll(() => page.getByRole('radio', { name: 'Approve' }).isChecked(), patient).toBe(true);
    expect(await page.getByRole('alertdialog').count()).toBe(0);
    await readyToSign(page);
    await page.keyboard.press('Escape');
    await here.rows('target', 'alter role tomas_varga nocreatedb');
    await readTarget();
    await withdraw(anew);
    await withdraw(proposal);
  });

  it('loses nothing when the session ends while somebody signs: they come back to the same place', async () => {
    const { page } = dana;
    // told by nobody that the session ended, the page meets it when it signs
    await page.route('**/v1/events*', () => undefined);
    const proposal = await openCase(page, 'tomas_varga');
    await page.keyboard.press('a');
    await page.getByRole('textbox', { name: 'Because' }).fill('he left in March');
    await page.getByRole('button', { name: 'Review and sign' }).click();
    await page.getByText('Your signature covers').waitFor(patient);
    await endSessions();
    await signNow(page);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click(patient);
    await page.getByRole('button', { name: 'Review and sign' }).waitFor(patient);
    expect(new URL(page.url()).pathname).toBe(`/proposals/${proposal}`);
    expect(await decisionsOn(proposal)).toEqual([]);
    expect(await page.getByRole('textbox', { name: 'Because' }).inputValue()).toBe('he left in March');
    expect(await page.getByRole('radio', { name: 'Approve' }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Review and sign' }).click();
    await page.getByText('Your signature covers').waitFor(patient);
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.unroute('**/v1/events*');
    // and one that listens goes to the door by itself, within the half minute after which the server asks who listens
    await page.reload();
    await page.getByRole('button', { name: 'Review and sign' }).waitFor(patient);
    await endSessions();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click({ timeout: 75_000 });
    await page.getByRole('button', { name: 'Review and sign' }).waitFor(patient);
    await withdraw(proposal);
  });

  it('takes one answer of two tabs, given by keyboard alone, tells the other at once, and refuses a second', async () => {
    const { page } = dana;
    const proposal = await openCase(page, 'tomas_varga');
    const [told, deaf] = [await dana.secondTab(), await dana.secondTab()];
    // one of them never hears of what happens elsewhere
    await deaf.route('**/v1/events*', () => undefined);
    for (const tab of [told, deaf]) {
      await tab.goto(page.url());
      await tab.getByRole('button', { name: 'Review and sign' }).waitFor(patient);
      await readyToSign(tab);
    }
    await page.bringToFront();
    await page.keyboard.press('x');
    await page.keyboard.press('s');
    await page.getByText('Your signature covers').waitFor(patient);
    const isOnSign = () => page.locator('button:focus', { hasText: 'Sign with passkey' }).count();
    for (let tabs = 0; tabs < 30 && (await isOnSign()) === 0; tabs++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('This case is closed.').waitFor(patient);
    await told.getByText('This case is closed.').waitFor(patient);
    expect(await told.getByRole('alertdialog').count()).toBe(0);
    await deaf.bringToFront();
    await signNow(deaf);
    await deaf.getByRole('alertdialog').locator('.callout.alarm').waitFor(patient);
    await keepShot(deaf, 'second-signature', 'window');
    expect(await decisionsOn(proposal)).toEqual([{ answer: 'reject' }]);
    await deaf.getByRole('button', { name: 'Look again' }).click();
    await deaf.getByText('This case is closed.').waitFor(patient);
    await told.close();
    await deaf.close();
    await page.bringToFront();
  });

  it('keeps what was chosen while there is no connection, says so, and goes on by itself', async () => {
    const { page } = dana;
    await page.goto('/decide');
    const proposal = await openCase(page, 'tomas_varga');
    await page.keyboard.press('a');
    await page.context().setOffline(true);
    await page.getByText('You are offline').waitFor(patient);
    await keepShot(page, 'offline', 'window');
    expect(await seriousIn(page)).toEqual([]);
    await page.keyboard.press('s');
    await page.getByText('The server could not be reached.').first().waitFor(patient);
    expect(await decisionsOn(proposal)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.context().setOffline(false);
    await expect.poll(() => page.getByText('You are offline').count(), patient).toBe(0);
    expect(await page.getByRole('radio', { name: 'Approve' }).isChecked()).toBe(true);
    // what happens elsewhere is shown without a reload
    await here.ask('decide', proposal, '--reject', '--reason', 'elsewhere', '--as', 'sam');
    await page.getByText('This case is closed.').waitFor(patient);
  });

  it('is not signed with somebody else’s passkey, nor by one who does not verify its user', async () => {
    const { page } = dana;
    const proposal = await openCase(page, 'tomas_varga');
    await dana.userVerifies(false);
    await readyToSign(page);
    await page.getByRole('button', { name: 'Sign with passkey' }).click();
    await page
      .getByText(/turned down|not allowed|was not signed/i)
      .first()
      .waitFor({ timeout: 90_000 });
    await dana.userVerifies(true);
    await page.keyboard.press('Escape');
    // a device that holds no passkey of this person
    const stranger = await signedInAs(here, browser, url, { persona: 'dana' });
    await stranger.page.goto(page.url());
    await stranger.page.getByRole('button', { name: 'Review and sign' }).waitFor(patient);
    await readyToSign(stranger.page);
    await stranger.page.getByRole('button', { name: 'Sign with passkey' }).click();
    await stranger.page.getByRole('alertdialog').locator('.callout.alarm').waitFor({ timeout: 90_000 });
    // a statement that was prepared for somebody else's key is never signed
    await stranger.page.route('**/statement', async (route) => {
      const answer = await route.fetch();
      const text = await answer.text();
      await route.fulfill({ response: answer, body: text.replace(/psn_[0-9a-z]+/, 'psn_mallory0000000000') });
    });
    await stranger.page.reload();
    await stranger.page.getByRole('button', { name: 'Review and sign' }).waitFor(patient);
    await readyToSignRefused(stranger.page);
    expect(await decisionsOn(proposal)).toEqual([]);
    await stranger.close();
    await withdraw(proposal);
  });

  it('shows whoever signs in after somebody in the same tab nothing that was read for them', async () => {
    const { page, close } = await signedInAs(here, browser, url, { persona: 'sam', passkey: true });
    const { link } = await here.ask<{ link: string }>('console', '--as', 'dana');
    await page.goto(link);
    await page.getByRole('button', { name: /Look around first|Show what matters/ }).waitFor(patient);
    await page.goto('/settings');
    await page.getByText('this one').waitFor(patient);
    await endSessions();
    await page.getByRole('link', { name: 'Findings' }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click(patient);
    await page.getByText('Sam Okafor').first().waitFor(patient);
    // nothing new is answered from here on: what shows was kept
    await page.route('**/v1/sessions*', () => undefined);
    await page.getByRole('link', { name: 'Sam Okafor' }).click();
    await page.getByRole('heading', { name: 'Sessions' }).waitFor(patient);
    expect(await page.getByText('this one').count()).toBe(0);
    await close();
  });

  it('lets an auditor read all and change nothing, and shows a requester nothing, here and at the API', async () => {
    const auditor = await cameBy(await enrolled('auditor', ['dana'], 'acme-hr/E1004'));
    await auditor.page.goto('/findings');
    await auditor.page.locator('tr[data-at="0"]').waitFor(patient);
    await auditor.page.keyboard.press('j');
    await auditor.page.keyboard.press('p');
    await auditor.page.keyboard.press('a');
    expect(await auditor.page.getByRole('dialog').count()).toBe(0);
    const { items } = await here.ask<{ items: { id: string }[] }>('findings', '--limit', '1');
    const finding = items[0]?.id ?? '';
    const writes: readonly (readonly [string, object])[] = [
      ['/v1/findings/file', { findings: [finding] }],
      [`/v1/findings/${finding}/propose`, {}],
      [`/v1/plans/ent_${'0'.repeat(20)}/ask`, {}],
      [`/v1/plans/ent_${'0'.repeat(20)}/call-off`, {}],
      ['/v1/decisions/batch', { statement: 'x', signature: 'x', items: [] }],
    ];
    const count = () => here.rows('postgres', 'select count(*) from review.proposal');
    const before = await count();
    for (const [path, body] of writes)
      expect({ [path]: (await sent(auditor.page, path, body)).code }).toEqual({ [path]: 'not_permitted' });
    await auditor.close();

    const requester = await cameBy(await enrolled('requester', ['dana', 'sam'], 'acme-hr/E1005'));
    for (const path of ['/findings', '/overview', '/decide', '/ledger', '/identities']) {
      await requester.page.goto(path);
      await requester.page.getByText('not_permitted').first().waitFor(patient);
      expect(await requester.page.locator('main').innerText()).not.toMatch(/priya|acme-postgres/i);
    }
    for (const path of [
      '/v1/findings',
      '/v1/findings/facets',
      '/v1/findings/groups?by=rule',
      '/v1/overview',
      '/v1/proposals',
      '/v1/status',
    ])
      expect(await requester.page.evaluate<number>(`fetch('${path}').then(({ status }) => status)`)).toBe(
        403,
      );
    expect((await sent(requester.page, '/v1/findings/weigh', { all: {} })).code).toBe('not_permitted');
    await requester.close();
    expect(await count()).toEqual(before);

    const nobody = await openPage(browser, url, 'light');
    await nobody.page.goto('/findings');
    await nobody.page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor(patient);
    expect(await nobody.page.evaluate<number>(`fetch('/v1/overview').then(({ status }) => status)`)).toBe(
      401,
    );
    await nobody.close();
  });
});

async function readyToSignRefused(page: Page): Promise<void> {
  await page.keyboard.press('a');
  await page.keyboard.press('s');
  await page.getByText('does not cover exactly what is shown').waitFor(patient);
  expect(await page.getByRole('button', { name: 'Sign with passkey' }).count()).toBe(0);
}
