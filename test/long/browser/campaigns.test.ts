// A campaign in the console: built, looked at, launched by one signature, answered by keyboard, submitted, and followed by its
// owner. A real server on Acme, a real browser.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  browserIsThere,
  keepShot,
  openBrowser,
  wholeAndReadable,
  wholeIn,
} from '../../support/console-page.ts';
import { useInstallation } from '../../support/installation.ts';
import { patient, signedInAs, type Authenticated } from '../../support/signed-in-page.ts';

const here = useInstallation();
let url = '';
let browser: Browser;
let dana: Authenticated;
let campaign = '';

describe.skipIf(!browserIsThere)('campaigns in the console', () => {
  beforeAll(async () => {
    ({ url } = await here.start<{ url: string }>());
    browser = await openBrowser();
    dana = await signedInAs(here, browser, url, { persona: 'dana', passkey: true });
  });
  afterAll(() => browser?.close());

  it('says that there is none, and leads to building one', async () => {
    const { page } = dana;
    await page.goto('/campaigns');
    await page.getByText('No campaign was launched yet').waitFor(patient);
    await wholeIn('window', page, 'campaigns-empty');
    await page.getByRole('button', { name: 'Build a campaign' }).first().click();
    await page.getByRole('heading', { name: 'Build a campaign' }).waitFor(patient);
    expect(dana.problems).toEqual([]);
  });

  it('is built: what it would be and what speaks against it stand there before anything begins', async () => {
    const { page } = dana;
    await page.getByRole('button', { name: /Look at it/ }).click();
    expect(await page.getByRole('alert').filter({ hasText: /./ }).count()).toBeGreaterThan(0);
    await page.getByLabel('Name').fill('Privileged access, first quarter');
    await page.getByRole('radio', { name: /^Privileged access/ }).check();
    await page.getByRole('button', { name: /Look at it/ }).click();
    await page.getByText(/accesses, of/).waitFor(patient);
    await wholeIn('window', page, 'campaign-builder');
    await page.getByRole('button', { name: 'Freeze and sign' }).click();
    await page.getByText('It begins at once.', { exact: false }).waitFor(patient);
    await keepShot(page, 'campaign-launch', 'window');
    await page.getByRole('button', { name: 'Sign with passkey' }).click();
    await page.getByRole('heading', { name: 'Privileged access, first quarter' }).waitFor(patient);
    campaign = page.url().split('/').at(-1) ?? '';
    await wholeIn('window', page, 'campaign-owner-begun');
  });

  it('is answered by keyboard: certify, revoke, limit, don’t know, taken back; advice is held back where it asks first', async () => {
    const { page } = dana;
    await page.getByRole('button', { name: 'Answer what is asked of you' }).click();
    await page
      .getByText(/^0 of \d+ answered/)
      .first()
      .waitFor(patient);
    await page.getByText('What a no would do').waitFor(patient);
    await wholeIn('window', page, 'review-begun');
    await page.keyboard.press('c');
    await page
      .getByText(/^1 of \d+ answered/)
      .first()
      .waitFor(patient);
    await page.keyboard.press('u');
    await page
      .getByText(/^0 of \d+ answered/)
      .first()
      .waitFor(patient);
    await page.keyboard.press('r');
    await page
      .getByText(/^1 of \d+ answered/)
      .first()
      .waitFor(patient);
    await page.keyboard.press('j');
    await page.keyboard.press('l');
    await page.getByRole('button', { name: '30 days' }).click();
    await keepShot(page, 'review-limit', 'window');
    await page.getByRole('button', { name: 'Limit it' }).click();
    await page
      .getByText(/^2 of \d+ answered/)
      .first()
      .waitFor(patient);
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keys' }).waitFor(patient);
    await keepShot(page, 'review-keys', 'window');
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Keys' }).waitFor({ ...patient, state: 'hidden' });
    await page.getByRole('button', { name: 'Choose several' }).click();
    for (const box of await page.getByRole('checkbox').all()) if (await box.isVisible()) await box.check();
    await page.getByText(/can really change/).waitFor(patient);
    await wholeIn('window', page, 'review-bulk');
    await page.getByRole('button', { name: 'Not now' }).click();
    expect(dana.problems).toEqual([]);
  });

  it('is submitted by one signature, and its reviewer is told which items were planted and how it went', async () => {
    const { page } = dana;
    for (let tries = 0; tries < 200; tries++) {
      const words = await page
        .getByText(/^\d+ of \d+ answered/)
        .first()
        .innerText();
      const [done, total] = (words.match(/\d+/g) ?? []).map(Number);
      if (done === total || (done ?? 0) > 40) break;
      await page.keyboard.press(tries % 7 === 0 ? 'd' : 'c');
      // where one’s own view comes first, the page stays to show the advice
      await page.keyboard.press('j');
    }
    await page.keyboard.press('s');
    await page.getByText('This browser worked out each leaf', { exact: false }).waitFor(patient);
    await keepShot(page, 'review-submit', 'window');
    await wholeAndReadable(page, 'review-submit-light');
    await page.getByRole('button', { name: 'Sign with passkey' }).click();
    await page
      .getByText(/recorded/)
      .first()
      .waitFor(patient);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('How your review went').waitFor(patient);
    await wholeIn('window', page, 'review-quality');
    await page.goto(`/campaigns/${campaign}`);
    await page.getByText('What came of it').waitFor(patient);
    await wholeIn('window', page, 'campaign-owner');
    await page.goto('/campaigns');
    await page.getByText('Privileged access, first quarter').waitFor(patient);
    await wholeIn('window', page, 'campaigns-list');
    expect(dana.problems).toEqual([]);
  });

  it('fits a phone', async () => {
    const sam = await signedInAs(here, browser, url, { persona: 'sam', look: 'phone', passkey: true });
    for (const [path, text] of [
      ['/campaigns', 'Privileged access'],
      ['/campaigns/new', 'What is asked about'],
      [`/campaigns/${campaign}`, 'How far it is'],
      [`/campaigns/${campaign}/review`, 'answered'],
    ] as const) {
      await sam.page.goto(path);
      await sam.page.getByText(text).first().waitFor(patient);
      await wholeIn('phone', sam.page, `phone${path.replaceAll('/', '-').replace(campaign, 'x')}`);
    }
    expect(sam.problems).toEqual([]);
    await sam.close();
  });
});
