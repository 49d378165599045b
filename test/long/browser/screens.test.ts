// The other screens on Acme: each is there, says what it knows, and nothing serious is found by axe, light and dark.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserIsThere, openBrowser, openPage, seenIn, wholeIn } from '../../support/console-page.ts';
import { useInstallation } from '../../support/installation.ts';

const here = useInstallation();
let url = '';
let browser: Browser;

const screens = [
  ['overview', '/overview', 'One finding can be acted on|findings can be acted on'],
  ['ledger', '/ledger', 'Rules were run'],
  ['sources', '/sources', 'acme-postgres'],
  ['dormant', '/behaviour', 'data-migration-2023'],
  ['changed', '/behaviour?show=changed', 'No log was read|worth a minute'],
] as const;

describe.skipIf(!browserIsThere)('the screens', () => {
  beforeAll(async () => {
    ({ url } = await here.start<{ url: string }>());
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it.each(seenIn)('are whole and readable in a %s', async (as) => {
    const { link } = await here.ask<{ link: string }>('console', '--as', 'dana');
    const { page, problems, close } = await openPage(browser, url, as === 'phone' ? 'phone' : 'light');
    await page.goto(link);
    await page.getByRole('button', { name: 'Look around first' }).click();
    for (const [name, path, text] of screens) {
      await page.goto(path);
      await page.getByText(new RegExp(text)).first().waitFor();
      await wholeIn(as, page, name);
    }
    await page.goto('/ledger');
    await page.getByText('Rules were run').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Prove it' }).click();
    await page.getByText('c2sp.org/tlog-proof').waitFor();
    await wholeIn(as, page, 'entry');
    expect(problems).toEqual([]);
    await close();
  });
});
