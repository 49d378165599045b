// Asking for access in the console, and the pages that wait for people: an inbox, who stands in, what stands, lives, undo.
// A real server on Acme, a real browser.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserIsThere, openBrowser, wholeAndReadable, type Look } from '../../support/console-page.ts';
import { useInstallation } from '../../support/installation.ts';
import { patient, signedInAs } from '../../support/signed-in-page.ts';

const here = useInstallation();
let url = '';
let browser: Browser;
const looks = ['light', 'dark', 'phone'] as const;
const signedIn = (look: Look, passkey = false) =>
  signedInAs(here, browser, url, { persona: passkey ? 'dana' : 'sam', look, passkey });

describe.skipIf(!browserIsThere)('asking for access in the console', () => {
  beforeAll(async () => {
    ({ url } = await here.start<{ url: string }>());
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('tells what it would really allow and who must say yes, is signed with a passkey, and waits for them', async () => {
    const open = await signedIn('light', true);
    const { page } = open;
    await page.goto('/requests');
    await page.getByRole('searchbox', { name: 'What is needed' }).fill('app_readonly');
    await page.getByLabel('For whom').fill('Amara Obi');
    await page.getByRole('button', { name: /^app_readonly/ }).click(patient);
    await page.getByText('table/orders.billing.invoices#SELECT').first().waitFor(patient);
    await page.getByText('Looked at: clear').waitFor(patient);
    await wholeAndReadable(page, 'requests-looked');
    await page.getByLabel('What it is for').fill('the report of the quarter');
    await page.getByRole('button', { name: 'Sign and ask' }).click();
    await page.getByText('waits for answers').waitFor(patient);
    expect(open.problems).toEqual([]);
    await open.close();
    const { items } = await here.ask<{ items: readonly { readonly state: string }[] }>(
      'request',
      'mine',
      '--as',
      'dana',
    );
    expect(items).toMatchObject([{ state: 'open', approvals: 0 }]);
  });

  it.each(looks)('shows what waits, who stands in, what stands, lives and undoing: %s', async (look) => {
    const open = await signedIn(look);
    const { page } = open;
    for (const [path, heading] of [
      ['/inbox', /wait/],
      ['/requests', 'Request access'],
      ['/delegations', /./],
      ['/mandates', 'Mandates'],
      ['/lives', 'Joiners, movers, leavers'],
      ['/what-if', 'What if'],
      ['/bundles', 'Bundles'],
      ['/bundles?edit=new', 'Bundles'],
      ['/rollback', 'Undo'],
      ['/watched', 'Nothing is suspended and watched'],
    ] as const) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor(patient);
      await wholeAndReadable(page, `${path.slice(1)}-${look}`);
    }
    expect(open.problems).toEqual([]);
    await open.close();
  });
});
