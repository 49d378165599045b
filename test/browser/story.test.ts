// The story in the console, as somebody lives it who has never seen it: from the link that `start` printed to the proof.
// A real server, a real target, a real browser with a virtual authenticator.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserIsThere, openBrowser, seriousIn, keepShot, type OpenPage } from '../support/console-page.ts';
import { useInstallation } from '../support/installation.ts';
import { pageWithDevice } from '../support/signed-in-page.ts';

const here = useInstallation();
let link = '';
let url = '';
let browser: Browser;
let open: OpenPage;

describe.skipIf(!browserIsThere)('the story in the console', () => {
  beforeAll(async () => {
    ({ link, url } = await here.start<{ link: string; url: string }>());
    browser = await openBrowser();
    open = await pageWithDevice(browser, url, 'light');
  });
  afterAll(async () => {
    await open?.close();
    await browser?.close();
  });
  const shot = async (name: string): Promise<void> => {
    await keepShot(open.page, name);
  };

  it('lets its opener in, and gives them a passkey that their persona’s key enrols', async () => {
    const { page } = open;
    await page.goto(link);
    await page.getByRole('button', { name: 'Make a passkey' }).waitFor();
    expect(page.url()).not.toContain('cs_link_');
    await shot('welcome');
    expect(await seriousIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make a passkey' }).click();
    await page.getByText('Your passkey speaks for you now.').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Show what matters most' }).click();
  });

  it('shows the finding that can be acted on first, and opens it by keyboard', async () => {
    const { page } = open;
    await page.getByText('Priya Nair left and priya_nair still works', { exact: true }).waitFor();
    await shot('findings');
    expect(await seriousIn(page)).toEqual([]);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Priya Nair left and priya_nair still works' }).waitFor();
    await page.getByRole('button', { name: 'File this draft' }).waitFor();
    await shot('finding');
    expect(await seriousIn(page)).toEqual([]);
  });

  it('files the draft, which changes nothing, and says what policy misses', async () => {
    const { page } = open;
    await page.keyboard.press('p');
    await page.getByText('Nobody has signed yet.').waitFor();
    await page.getByText('Requestable').waitFor();
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Review and sign' }).isDisabled()).toBe(true);
    await shot('decision');
    expect(await seriousIn(page)).toEqual([]);
  });

  it('signs with the passkey what the dialog says, and nothing before', async () => {
    const { page } = open;
    await page.keyboard.press('a');
    await page.keyboard.press('s');
    await page.getByText('Your signature covers').waitFor();
    await page.getByText('will not be able to sign in').first().waitFor();
    await shot('sign');
    expect(await seriousIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign with passkey' }).click();
    await page
      .getByText('Carried out in')
      .waitFor()
      .catch(async (error: unknown) => {
        await shot('failed');
        throw error;
      });
    await shot('signed');
  });

  it('can be held back, and is carried out, re-read and closes the finding', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'Wait, do not carry it out yet' }).click();
    await page.getByText('It waits.').waitFor();
    const role = () =>
      here.rows<{ rolcanlogin: boolean }>(
        'target',
        `select rolcanlogin from pg_roles where rolname = 'priya_nair'`,
      );
    expect(await role()).toEqual([{ rolcanlogin: true }]);
    await page.getByRole('button', { name: 'Carry it out' }).click();
    await page.getByText('Done: the target was read again').waitFor({ timeout: 30_000 });
    expect(await role()).toEqual([{ rolcanlogin: false }]);
    await page.getByRole('button', { name: 'Read the source again' }).click();
    await page.getByText('The finding is closed').waitFor({ timeout: 30_000 });
    await shot('done');
  });

  it('puts it back exactly, with a signature of its own', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'Put it back' }).click();
    await page.getByRole('textbox', { name: 'Why' }).fill('still on call until Friday');
    await page.getByRole('button', { name: 'Sign with passkey' }).click();
    await page.getByText('Put back: the target is exactly as it was before').waitFor({ timeout: 30_000 });
    expect(
      await here.rows('target', `select rolcanlogin from pg_roles where rolname = 'priya_nair'`),
    ).toEqual([{ rolcanlogin: true }]);
    await shot('reversed');
  });

  it('proves all of it without the server, and the browser complained of nothing', async () => {
    const verified = await here.run('ledger', 'verify');
    expect(verified.out).toContain('holds   authenticity');
    expect(verified.status).toBe(0);
    expect(open.problems).toEqual([]);
  });

  it('looks right in the dark and on a phone', async () => {
    for (const look of ['dark', 'phone'] as const) {
      const { link: again } = await here.ask<{ link: string }>('console', '--as', 'sam');
      const other = await pageWithDevice(browser, url, look);
      await other.page.goto(again);
      await other.page.getByRole('button', { name: 'Look around first' }).click();
      await other.page.getByText('Marcus Lind left and marcus.lind still works', { exact: true }).waitFor();
      await keepShot(other.page, `findings-${look}`);
      expect(await seriousIn(other.page)).toEqual([]);
      expect(other.problems).toEqual([]);
      await other.close();
    }
  });

  it('is left by signing out, found at a glance or by name, and nothing of it is let in again', async () => {
    const { page } = open;
    await page.goto('/findings');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
    expect(await page.evaluate<number>(`fetch('/v1/findings').then(({ status }) => status)`)).toBe(401);
    await page.goBack();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Find or do' }).waitFor();
    await page.keyboard.type('sign o');
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
    expect(await page.evaluate<number>(`fetch('/v1/findings').then(({ status }) => status)`)).toBe(401);
    expect(open.problems).toEqual([]);
  });
});
