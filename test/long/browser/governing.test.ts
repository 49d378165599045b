// Policies, signers and settings in the console: what is in force and would be permitted, who may sign and how that is
// changed by several, one's own sessions, tokens and passkeys. A real server on Acme, a real browser.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  browserIsThere,
  keepShot,
  openBrowser,
  wholeAndReadable,
  type Look,
} from '../../support/console-page.ts';
import { Installation, useInstallation } from '../../support/installation.ts';
import { pageWithDevice, patient, signedInAs, type Authenticated } from '../../support/signed-in-page.ts';

const here = useInstallation();
let url = '';
let browser: Browser;
let kim: Authenticated;
const looks = ['light', 'dark', 'phone'] as const;

const signedIn = (look: Look, persona: 'dana' | 'sam' = 'dana', passkey = false) =>
  signedInAs(here, browser, url, { persona, look, passkey });

/** A name that pretends, and does its worst. */
const hostile = '<b>Dana Reyes</b> __proto__ ' + 'x'.repeat(30);

describe.skipIf(!browserIsThere)('governing in the console', () => {
  beforeAll(async () => {
    ({ url } = await here.start<{ url: string }>());
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it.each(looks)('shows policies, the table, who may what, and a tester: %s', async (look) => {
    const open = await signedIn(look);
    const { page } = open;
    await page.goto('/policies');
    await page.getByText('The same as those in force').waitFor(patient);
    await page.getByRole('main').getByText('Dana Reyes').first().waitFor();
    await page.getByRole('rowheader', { name: /Take access away/ }).waitFor();
    await wholeAndReadable(open.page, `policies-rights-${look}`);
    await page.goto('/policies?tab=list&q=hard.not-requester');
    await page.getByText('You asked for this.').first().click();
    await page.getByText('resource.interest.requester').first().waitFor();
    await wholeAndReadable(open.page, `policies-list-${look}`);
    await page.goto('/policies?tab=console');
    await page.getByRole('button', { name: 'Ask policy' }).click();
    await page.getByText('It would be denied: No role of yours permits this.').waitFor();
    await wholeAndReadable(open.page, `policies-console-${look}`);
    expect(open.problems).toEqual([]);
    await open.close();
  });

  it.each(looks)('answers by keyboard alone whether a change would be permitted: %s', async (look) => {
    const open = await signedIn(look);
    const { page } = open;
    await page.goto('/policies?tab=tester');
    await page.getByRole('combobox', { name: 'Account' }).focus();
    await page.keyboard.type('priya');
    await page.getByRole('option', { name: 'priya_nair' }).first().waitFor(patient);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('button', { name: 'Ask policy' }).isEnabled()).toBe(true);
    await page.getByRole('button', { name: 'Ask policy' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Not yet: a no until what is missing is there.').waitFor(patient);
    await page
      .getByText(/A signature of (Dana Reyes|Sam Okafor)/)
      .first()
      .waitFor();
    await wholeAndReadable(open.page, `policies-tester-${look}`);
    expect(open.problems).toEqual([]);
    await open.close();
  });

  it.skipIf(spawnSync('ssh-keygen', ['-?']).error !== undefined)(
    'has a passkey made, enrolled by two at two machines, and ended by its person, each knowing what they sign',
    async () => {
      const file = join(here.folder, 'kim');
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
      const person = ['--person', 'acme-hr/E1032'];
      const enrolled = await here.run(
        'signers',
        'enrol',
        '--public-key',
        `${file}.pub`,
        '--role',
        'reviewer',
        ...person,
        '--as',
        'dana',
      );
      expect(enrolled.err + enrolled.out).toContain('Enrolled');

      // a third person makes a passkey whose name pretends to be somebody else
      const { link } = await here.ask<{ link: string }>('console', '--key', file);
      kim = await pageWithDevice(browser, url, 'light');
      await kim.page.goto(link);
      await kim.page.getByRole('button', { name: 'Look around first' }).click(patient);
      await kim.page.goto('/settings');
      await kim.page.getByRole('textbox', { name: 'Name of the new passkey' }).fill(hostile);
      await kim.page.getByRole('button', { name: 'Make a passkey' }).click();
      await kim.page.getByText('It is made, and waits to be enrolled.').waitFor(patient);
      await wholeAndReadable(kim.page, 'settings-waiting-light');

      const sam = await signedIn('phone', 'sam', true);
      // one signs, at their machine: it waits, and changes nothing
      const dana = await signedIn('light', 'dana', true);
      await dana.page.goto('/signers');
      await dana.page.getByText(`typed by its maker: “${hostile}”`).waitFor(patient);
      await dana.page.getByRole('button', { name: 'Enrol', exact: true }).click();
      expect(await dana.page.getByRole('checkbox', { checked: true }).count()).toBe(0);
      await dana.page.getByText('reviewer', { exact: true }).last().click();
      await wholeAndReadable(dana.page, 'signers-enrol-light');
      await dana.page.getByRole('button', { name: 'Show what I would sign' }).click();
      await dana.page.getByText('what it signs counts as theirs').waitFor(patient);
      await dana.page.getByText('Who must sign this').waitFor();
      await wholeAndReadable(dana.page, 'signers-sign-light');
      await dana.page.getByRole('button', { name: 'Sign with passkey' }).click();
      await dana.page.getByText('It waits for another person').waitFor(patient);
      await dana.page.getByRole('button', { name: 'Close' }).last().click();
      await dana.page.getByText('You have signed it. Somebody else must now.').waitFor(patient);
      await wholeAndReadable(dana.page, 'signers-waiting-light');

      // another signs at theirs, from what the statement says
      await sam.page.goto('/signers');
      await sam.page.getByText('1 signature so far').waitFor(patient);
      await sam.page.getByRole('button', { name: 'Look and sign' }).focus();
      await sam.page.keyboard.press('Enter');
      await sam.page.getByText('what it signs counts as theirs').waitFor(patient);
      await wholeAndReadable(sam.page, 'signers-cosign-phone');
      await sam.page.getByRole('button', { name: 'Sign with passkey' }).focus();
      await sam.page.keyboard.press('Enter');
      await sam.page
        .getByText('Recorded, and in force.')
        .waitFor(patient)
        .catch(async (error: unknown) => {
          await keepShot(sam.page, 'failed', 'window');
          throw error;
        });
      await sam.page.getByRole('button', { name: 'Close' }).last().click();
      await wholeAndReadable(sam.page, 'signers-phone');

      // their own: one signature is enough
      await kim.page.goto('/signers');
      const own = kim.page
        .getByRole('listitem')
        .filter({ hasText: 'SHA256:' })
        .filter({ hasText: 'Software key' });
      const keys = kim.page.getByRole('listitem').filter({ has: kim.page.getByText('you', { exact: true }) });
      await keys.getByText('Software key').waitFor(patient);
      expect(await own.count()).toBeGreaterThan(0);
      await keys
        .getByRole('listitem')
        .filter({ hasText: 'Software key' })
        .getByRole('button', { name: 'Revoke' })
        .click();
      await kim.page.getByRole('textbox', { name: 'Why' }).fill('the passkey is enough');
      await kim.page.getByRole('button', { name: 'Show what I would sign' }).click();
      await kim.page.getByText('It is your own key: your signature is enough').waitFor(patient);
      await kim.page.getByRole('button', { name: 'Sign with passkey' }).click();
      // the session that this key began ends with it
      await kim.page.getByText('You are no longer signed in').waitFor(patient);
      expect((await here.run('signers')).out).toContain('ended');
      for (const each of [dana, sam]) {
        expect(each.problems).toEqual([]);
        await each.close();
      }
      const verified = await here.run('ledger', 'verify');
      expect(verified.out).toContain('holds   authenticity');
    },
  );

  it('has a key replaced by a passkey of the same person, which is then the one that counts', async () => {
    // made on a device of theirs that is new; the one whose passkey was enrolled before signs for it
    const { page } = kim;
    // the session that their ended key had begun has ended with it
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL('**/overview', patient);
    const newer = await pageWithDevice(browser, url, 'phone');
    await newer.page.context().addCookies(await page.context().cookies());
    await newer.page.goto('/settings');
    await newer.page.getByRole('textbox', { name: 'Name of the new passkey' }).fill('the new one');
    await newer.page.getByRole('button', { name: 'Make a passkey' }).click();
    await newer.page.getByText('It is made, and waits to be enrolled.').waitFor(patient);
    await page.goto('/signers');
    const passkeysOn = (shown: Page) =>
      shown
        .getByRole('listitem')
        .filter({ has: shown.getByText('you', { exact: true }) })
        .getByRole('listitem')
        .filter({ hasText: /^\s*Passkey/ });
    const passkeys = passkeysOn(page);
    await passkeys.first().waitFor(patient);
    const [before, old] = [await passkeys.count(), (await passkeys.first().innerText()).split('\n')[0]];
    await passkeys.first().getByRole('button', { name: 'Replace' }).click();
    const dialog = page.getByRole('dialog', { name: 'Replace a key' });
    // nothing is chosen beforehand, and nothing can be shown or signed before something is
    await dialog.getByText('the new one').waitFor(patient);
    expect(await dialog.getByRole('radio', { checked: true }).count()).toBe(0);
    expect(await dialog.getByRole('button', { name: 'Show what I would sign' }).isDisabled()).toBe(true);
    await wholeAndReadable(page, 'signers-replace-light');
    await dialog.getByRole('radio').first().focus();
    await page.keyboard.press('Space');
    await dialog.getByRole('button', { name: 'Show what I would sign' }).click();
    await page.getByText('in place of the other, which ends').waitFor(patient);
    await wholeAndReadable(page, 'signers-replace-sign-light');
    await page.getByRole('button', { name: 'Sign with passkey' }).click();
    await page.getByText('Recorded, and in force.').waitFor(patient);
    // the key that ended takes along the session that it began; the new one lets them in
    await page.waitForURL('**/sign-in*', patient);
    await newer.page.goto('/sign-in');
    await newer.page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await newer.page.waitForURL('**/overview', patient);
    await newer.page.goto('/signers');
    await passkeysOn(newer.page).first().waitFor(patient);
    expect(await passkeysOn(newer.page).count()).toBe(before);
    expect((await passkeysOn(newer.page).first().innerText()).split('\n')[0]).not.toBe(old);
    expect((await here.run('ledger', 'verify')).out).toContain('holds   authenticity');
    for (const each of [kim, newer]) {
      expect(each.problems).toEqual([]);
      await each.close();
    }
  });

  it('shows who may sign in the dark', async () => {
    const dark = await signedIn('dark');
    await dark.page.goto('/signers');
    await dark.page.getByText('you', { exact: true }).first().waitFor(patient);
    await wholeAndReadable(dark.page, 'signers-dark');
    expect(dark.problems).toEqual([]);
    await dark.close();
  });

  it('signs nothing when the statement says something else than was asked for', async () => {
    const dana = await signedIn('light', 'dana');
    // a server that has a key of somebody else ended under the same dialog
    await dana.page.route('**/v1/signers/statement', async (route) => {
      const answer = await route.fetch();
      const { statement } = (await answer.json()) as { statement: string };
      await route.fulfill({
        json: { statement: statement.replace('a test of mine', 'another reason') },
      });
    });
    let wasSent = false;
    dana.page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/v1/signer-changes')) wasSent = true;
    });
    await dana.page.goto('/signers');
    await dana.page.getByRole('button', { name: 'Revoke' }).first().click(patient);
    await dana.page.getByRole('textbox', { name: 'Why' }).fill('a test of mine');
    await dana.page.getByRole('button', { name: 'Show what I would sign' }).click();
    await dana.page
      .getByText('The statement does not say exactly what this page asked for.')
      .waitFor(patient);
    expect(await dana.page.getByRole('button', { name: 'Sign with passkey' }).count()).toBe(0);
    await wholeAndReadable(dana.page, 'signers-differs-light');
    expect(wasSent).toBe(false);
    await dana.close();
  });

  it.each(looks)(
    'lets one choose how one is told of things, by keyboard, and shows an administrator how it goes: %s',
    async (look) => {
      const open = await signedIn(look, 'dana');
      const { page } = open;
      await page.goto('/notifications');
      await page.getByText('Nothing reaches you outside this console').waitFor(patient);
      const zone = page.getByRole('textbox', { name: 'Time zone' });
      await zone.fill('Mars/Olympus');
      await page.keyboard.press('Enter');
      await page.getByText('`zone` is no time zone that is known here.').waitFor(patient);
      await zone.fill('Europe/Berlin');
      await page.keyboard.press('Enter');
      await page.getByText('Saved.').waitFor(patient);
      await wholeAndReadable(page, `notifications-${look}`);
      await page.getByRole('tab', { name: 'Channels' }).click();
      await page.getByText('Nobody is told of anything outside the console').waitFor(patient);
      await wholeAndReadable(page, `notifications-channels-${look}`);
      expect(open.problems.filter((problem) => !problem.includes('400'))).toEqual([]);
      await open.close();
    },
  );

  it.each(looks)(
    'shows one’s own keys, sessions and tokens, and an administrator those of others: %s',
    async (look) => {
      const open = await signedIn(look, 'dana');
      const { page } = open;
      await page.goto('/settings');
      await page.getByText('this one').waitFor(patient);
      await page.getByRole('button', { name: 'New token…' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'What it is for' }).fill(hostile);
      await wholeAndReadable(open.page, `settings-token-${look}`);
      await page.getByRole('button', { name: 'Issue it' }).click();
      await page.getByText(/^cs_token_/).waitFor(patient);
      const secret = (await page.getByText(/^cs_token_/).textContent()) ?? '';
      await page.getByRole('button', { name: 'I have copied it' }).click();
      await page.getByText(hostile).first().waitFor(patient);
      expect(await page.getByText(secret.slice(0, 40)).count()).toBe(0);
      await wholeAndReadable(open.page, `settings-${look}`);
      await page.getByRole('button', { name: 'Revoke' }).first().click();
      await page.getByText('revoked now').first().waitFor(patient);
      await page.getByRole('tab', { name: 'Everybody’s' }).click();
      await page.getByText('An administrator sees these and may end them').waitFor(patient);
      await page.getByRole('main').getByText('Dana Reyes').first().waitFor();
      await wholeAndReadable(open.page, `settings-everybody-${look}`);
      expect(open.problems).toEqual([]);
      await open.close();
    },
  );

  it('offers nobody else what only an administrator may', async () => {
    const open = await signedIn('light', 'sam');
    await open.page.goto('/settings');
    await open.page.getByText('this one').waitFor(patient);
    expect(await open.page.getByRole('tab', { name: 'Everybody’s' }).count()).toBe(0);
    await open.close();
  });

  it('shows the first signer everything that their first signature puts in force, and signs nothing else', async () => {
    const own = new Installation();
    try {
      const hr = join(import.meta.dirname, '../../../fixtures/acme/hr');
      const { link, url: place } = await own.start<{ link: string; url: string }>('--source', `hr:csv=${hr}`);
      const first = await pageWithDevice(browser, place, 'light');
      // a server that has other policies come into force than those it shows
      let isBent = true;
      await first.page.route('**/v1/bootstrap/statement', async (route) => {
        const answer = await route.fetch();
        const said = (await answer.json()) as { statement: string };
        const statement = isBent
          ? said.statement.replace(/"policy":"[0-9a-f]{64}"/, `"policy":"${'0'.repeat(64)}"`)
          : said.statement;
        await route.fulfill({ json: { ...said, statement } });
      });
      await first.page.goto(link);
      await first.page.getByRole('combobox', { name: 'Your name' }).fill('reyes');
      await first.page.getByRole('option', { name: /Dana Reyes/ }).click(patient);
      await first.page.getByText(/You are hr\/E\d+/).waitFor();
      await first.page.getByRole('button', { name: 'Make my passkey' }).click();
      await first.page
        .getByText('The statement does not say exactly what this page asked for.')
        .waitFor(patient);
      expect(await first.page.getByRole('button', { name: 'Sign, and begin the ledger' }).count()).toBe(0);
      isBent = false;
      await first.page.getByRole('button', { name: 'Make my passkey' }).click();
      await first.page.getByText('their digest was worked out in this browser').waitFor(patient);
      await first.page.getByText('Which policies come into force').click();
      await first.page.getByText('You asked for this.').first().waitFor();
      await wholeAndReadable(first.page, 'first-signer-light');
      await first.page.emulateMedia({ colorScheme: 'dark' });
      await wholeAndReadable(first.page, 'first-signer-dark');
      await first.page.getByRole('button', { name: 'Sign, and begin the ledger' }).click();
      await first.page.waitForURL('**/overview', patient);
      await first.page.getByRole('link', { name: /Dana Reyes/ }).waitFor(patient);
      expect((await own.run('signers')).out).toContain('passkey');
      expect(first.problems).toEqual([]);
      await first.close();
    } finally {
      await own.close();
    }
  });
});
