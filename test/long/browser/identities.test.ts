// The estate in the console: the two lanes, what answers to what is typed, one identity with all that is known of it.
// A real server on Acme, and a role of the target whose name does its worst.
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  browserIsThere,
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

const hostile = `<img src=x onerror=alert(1)>${'x'.repeat(30)}`;

/** Of two sources whose logs are laid against rights. */
const justified = ['orders_api', 'ci-deploy'];

const signedIn = (look: Look) => signedInAs(here, browser, url, { persona: 'dana', look });

describe.skipIf(!browserIsThere)('the estate in the console', () => {
  beforeAll(async () => {
    ({ url } = await here.start<{ url: string }>());
    await here.rows('target', `create role "${hostile}" login`);
    const read = await here.run('source', 'read', 'acme-postgres');
    if (read.status !== 0) throw new Error(read.out + read.err);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it.each(seenIn)(
    'is seen in a %s: both lanes and an identity, and axe finds nothing serious',
    async (as) => {
      const { page, problems, close } = await signedIn(as === 'phone' ? 'phone' : 'light');
      const shoot = (name: string): Promise<void> => wholeIn(as, page, name);
      await page.goto('/identities');
      await page.getByRole('grid', { name: 'People' }).getByText('Priya Nair').first().waitFor();
      await shoot('identities');
      await page.getByRole('tab', { name: 'Workloads and agents' }).click();
      await page.getByRole('grid', { name: 'Workloads and agents' }).locator('tr[data-at="3"]').waitFor();
      await shoot('workloads');

      await page.getByRole('searchbox').fill('orders_api');
      await page.getByRole('row', { name: 'orders_api', exact: true }).click();
      await page.getByRole('heading', { name: 'orders_api' }).waitFor();
      await page.getByText('What it can reach').waitFor();
      await shoot('identity');

      await page.goto('/identities?q=priya');
      // the directory knows her too, in a row of its own below
      await page.getByRole('row', { name: 'Priya Nair', exact: true }).first().click();
      await page.getByRole('heading', { name: 'Priya Nair', exact: true }).waitFor();
      await shoot('identity-person');

      await page.goto('/identities?lane=workloads&q=onerror');
      await page.getByRole('row', { name: hostile, exact: true }).click();
      await page.getByRole('heading', { name: hostile }).waitFor();
      expect(await page.locator('img').count()).toBe(0);
      await shoot('identity-hostile');
      expect(problems).toEqual([]);
      await close();
    },
  );

  it.each(seenIn)('says in a %s what it used of its rights and whether they are justified', async (as) => {
    const { page, problems, close } = await signedIn(as === 'phone' ? 'phone' : 'light');
    const shoot = (name: string): Promise<void> => wholeIn(as, page, name);
    for (const name of justified) {
      await page.goto(`/identities?lane=workloads&q=${encodeURIComponent(name)}`);
      await page.getByRole('row', { name, exact: true }).first().click();
      await page.getByRole('link', { name: 'What it uses of that, and whether it is justified' }).click();
      await page.getByRole('heading', { name: `Whether ${name} needs what it holds` }).waitFor(patient);
      await page.getByText('What to do about them').waitFor(patient);
      await page.locator('summary').filter({ hasText: 'what each aspect says' }).first().click();
      await shoot(`justification-${name}`);
    }
    expect(problems).toEqual([]);
    await close();
  });

  it('answers as one types, is narrowed by facets, and the address holds it', async () => {
    const { page, close } = await signedIn('light');
    await page.goto('/identities?lane=workloads');
    const list = page.getByRole('grid', { name: 'Workloads and agents' });
    await list.locator('tr[data-at="0"]').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('ord');
    await list.getByText('orders_api').first().waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get('q'), patient).toBe('ord');
    await page.getByRole('button', { name: 'Clear', exact: true }).click();

    await page.getByRole('button', { name: 'Risk', exact: true }).first().click();
    const option = page.getByRole('menuitemcheckbox', { name: /^Critical/ });
    const counted = Number((await option.locator('.num').innerText()).replaceAll(',', ''));
    await option.click();
    await page.keyboard.press('Escape');
    await page
      .getByText(`${counted} identities`)
      .or(page.getByText(`${counted} identity`))
      .first()
      .waitFor();
    await expect.poll(() => list.locator('tr[data-at]').count(), patient).toBe(Math.min(counted, 40));
    await page.reload();
    await page.getByRole('button', { name: 'Remove the filter Critical' }).waitFor();
    await expect.poll(() => list.locator('tr[data-at]').count(), patient).toBe(Math.min(counted, 40));
    await close();
  });

  it('is walked by keyboard from the list into an identity and on to its finding', async () => {
    const { page, close } = await signedIn('light');
    await page.goto('/identities');
    await page.getByRole('grid', { name: 'People' }).locator('tr[data-at="0"]').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.getByText('Timeline').waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/identities\/idn_[0-9a-f]{32}$/);
    await page.locator('.finding-line a').first().click();
    await expect.poll(() => new URL(page.url()).pathname, patient).toMatch(/^\/findings\/fnd_/);
    await close();
  });

  it('is shown as it was at a moment, by the timeline or a typed time, with what is different now', async () => {
    const { page, problems, close } = await signedIn('light');
    await here.rows('target', 'alter role orders_api createdb');
    await here.ask('source', 'read', 'acme-postgres');
    await page.goto('/identities?lane=workloads&q=orders_api');
    await page.getByRole('row', { name: 'orders_api', exact: true }).click();
    const timeline = page.getByRole('listitem').filter({ hasText: 'See it then' });
    await timeline.first().waitFor(patient);
    // the change is the newest; the moment before it is the oldest that the timeline knows
    await timeline.last().getByRole('button').click();
    const then = page.locator('.callout').filter({ hasText: 'This is how it was at' });
    await then.waitFor(patient);
    await then.getByText('Powers was none, is createdb').waitFor(patient);
    const at = new URL(page.url()).searchParams.get('at') ?? '';
    expect(Date.parse(at)).toBeGreaterThan(0);
    await wholeAndReadable(page, 'identity-then-light');
    // whoever is sent this address sees the same moment
    await page.reload();
    await then.waitFor(patient);
    await page.getByRole('button', { name: 'Back to now' }).click();
    await expect.poll(() => then.count(), patient).toBe(0);
    expect(new URL(page.url()).searchParams.get('at')).toBeNull();
    // before anything was read there was nothing, and a moment to come is none
    const moment = page.locator('input[type="datetime-local"]');
    await moment.fill('2001-01-01T00:00:01');
    await moment.press('Enter');
    await page.getByText('At that moment no read had shown it.').waitFor(patient);
    await wholeAndReadable(page, 'identity-before-light');
    await moment.fill('2101-01-01T00:00:01');
    await moment.press('Enter');
    await page.getByText('This is no moment in the past.').waitFor(patient);
    expect(problems).toEqual([]);
    await close();
  });

  it('is found from anywhere by name', async () => {
    const { page, close } = await signedIn('light');
    await page.goto('/settings');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Find or do' }).waitFor();
    await page.keyboard.type('orders_ap');
    await page.getByRole('menuitem', { name: 'orders_api' }).click();
    await page.getByRole('heading', { name: 'orders_api' }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/identities\/idn_/);
    await close();
  });

  it('is exported as it is filtered', async () => {
    const { page, close } = await signedIn('light');
    await page.goto('/identities?lane=workloads&q=orders');
    await page.getByRole('grid', { name: 'Workloads and agents' }).locator('tr[data-at="0"]').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const file = await (await download).path();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^ref,source,key,name,kind,/);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines.slice(1)) expect(line).toContain('orders');
    await close();
  });

  it('says that an identity is not there, and what comes next', async () => {
    const { page, close } = await signedIn('light');
    await page.goto(`/identities/idn_${'0'.repeat(32)}`);
    await page.getByText('The identity could not be read').waitFor();
    expect(await page.locator('.state').innerText()).toContain('not_found');
    await close();
  });
});
