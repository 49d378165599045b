import fastify, { type FastifyInstance } from 'fastify';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveConsole } from '../../../src/api/console.ts';
import {
  browserIsThere,
  looks,
  openBrowser,
  openPage,
  overflowOf,
  seriousIn,
  keepShot,
  type Look,
  type OpenPage,
} from '../../support/console-page.ts';
import { buildConsole, type ConsoleBuild } from '../../support/console-build.ts';

let build: ConsoleBuild;
let server: FastifyInstance;
let browser: Browser;
let base = '';

async function gallery(look: Look): Promise<OpenPage> {
  const opened = await openPage(browser, base, look);
  await opened.page.goto('/gallery');
  await opened.page.getByRole('heading', { name: 'The shared pieces' }).waitFor();
  return opened;
}

describe.skipIf(!browserIsThere)('the shared pieces in a browser', () => {
  beforeAll(async () => {
    build = buildConsole('gallery');
    server = fastify({ forceCloseConnections: true });
    serveConsole(server, build.folder);
    await server.listen({ host: '127.0.0.1', port: 0 });
    const address = server.server.address();
    base = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    build.remove();
  });

  it.each(Object.keys(looks).filter((look): look is Look => look in looks))(
    'are seen in %s: axe finds nothing serious, and nothing breaks the content security policy',
    async (look) => {
      const { page, problems, close } = await gallery(look);
      await keepShot(page, `gallery-${look}`);
      expect(await seriousIn(page)).toEqual([]);
      expect(problems).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
      await close();
    },
  );

  it.each(['light', 'dark'] as const)(
    'overlays are accessible too, in %s, and break nothing',
    async (look) => {
      const { page, problems, close } = await gallery(look);
      const shoot = async (name: string): Promise<void> => {
        await keepShot(page, `gallery-${name}-${look}`, 'window');
        expect(await seriousIn(page)).toEqual([]);
      };
      await page.getByRole('button', { name: 'Review and sign' }).click();
      await page.getByRole('dialog').waitFor();
      await shoot('dialog');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      await page.getByRole('button', { name: /^Because|Choose a reason/ }).click();
      await page.getByRole('option', { name: 'The owner left' }).waitFor();
      await shoot('select');
      await page.getByRole('option', { name: 'The owner left' }).click();

      await page.getByRole('button', { name: 'More about svc-report-runner' }).click();
      await page.getByRole('menuitem', { name: 'Copy link' }).waitFor();
      await shoot('menu');
      await page.getByRole('menuitem', { name: 'Copy link' }).click();
      await page.getByText('The link was copied.').waitFor();
      await page.getByRole('button', { name: 'Show a problem' }).click();
      await page.getByRole('alert').getByText('The plan was not carried out. Nothing changed.').waitFor();
      await shoot('notices');

      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Find or do' }).waitFor();
      await shoot('palette');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      await shoot('keys');
      expect(problems).toEqual([]);
      await close();
    },
  );

  it('a dialog keeps the focus, puts the page’s keys to sleep, and gives both back', async () => {
    const { page, close } = await gallery('light');
    const opener = page.getByRole('button', { name: 'Review and sign' });
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('?');
    for (let at = 0; at < 6; at++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate<boolean>(`document.activeElement?.closest('[role=dialog]') !== null`)).toBe(
        true,
      );
    }
    expect(await page.getByRole('dialog', { name: 'Keys' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => opener.and(page.locator(':focus')).count()).toBe(1);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await close();
  });

  it('the palette finds a place by what is typed and goes there', async () => {
    const { page, close } = await gallery('light');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Find or do' }).waitFor();
    await page.keyboard.type('ledg');
    await page.getByRole('menuitem', { name: 'Ledger' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Ledger', exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/ledger');
    await close();
  });

  it('what covers a page brings its looks along, whatever page that is', async () => {
    const opened = await openPage(browser, base, 'light');
    const { page } = opened;
    const styleOf = (selector: string, property: string): Promise<string> =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${property}`);
    await page.goto('/nowhere');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await styleOf('.state', 'minHeight')).toBe('148px');
    for (const key of ['Control+k', '?']) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      expect(await styleOf('.scrim', 'position')).toBe('fixed');
      expect(await styleOf('.caps', 'gap')).toBe('2px');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await opened.close();
  });

  it('a list is walked, chosen from and filtered by keyboard, and only what is in sight is in the page', async () => {
    const { page, close } = await gallery('light');
    const list = page.getByRole('grid', { name: 'Identities', exact: true });
    const focused = () => page.evaluate<string | null>(`document.activeElement.getAttribute('data-at')`);
    await page.keyboard.press('j');
    await expect.poll(focused).toBe('0');
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('k');
    await expect.poll(focused).toBe('1');
    await page.keyboard.press('x');
    expect(await list.locator('tr[data-at="1"]').getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('End');
    await expect.poll(async () => Number(await focused())).toBeGreaterThan(40);
    expect(await list.locator('tr[data-at]').count()).toBeLessThan(70);
    // as one comes near the end, more are fetched
    await page.keyboard.press('End');
    await expect.poll(async () => Number(await focused())).toBeGreaterThan(60);

    await page.keyboard.press('/');
    await page.keyboard.type('backup-007');
    await expect.poll(() => list.locator('tr[data-at]').count()).toBe(1);
    await page.keyboard.type('jjj');
    expect(await page.getByLabel('Search identities').inputValue()).toBe('backup-007jjj');
    await page.getByText('No identity matches “backup-007jjj”').waitFor();
    await close();
  });

  it('a list says how it is sorted, and a click sorts it the other way', async () => {
    const { page, close } = await gallery('light');
    const head = page
      .getByRole('grid', { name: 'Identities', exact: true })
      .getByRole('columnheader', { name: 'Risk' });
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await close();
  });

  it('the path graph is walked along its edges, and its table tells every grant', async () => {
    const { page, close } = await gallery('light');
    const graph = page.locator('.graph-scroll svg');
    await graph.locator('.graph-node').first().focus();
    const name = () => page.evaluate<string>(`document.activeElement.getAttribute('aria-label') ?? ''`);
    expect(await name()).toMatch(
      /^svc-report-runner this identity\. Leads to reporting-batch by sts:AssumeRole/,
    );
    await page.keyboard.press('ArrowRight');
    expect(await name()).toMatch(/^reporting-batch role\. Reached from svc-report-runner by sts:AssumeRole/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    expect(await name()).toMatch(/^reporting-batch/);
    await page.getByRole('button', { name: 'Table' }).first().click();
    const table = page.getByRole('table', { name: /svc-report-runner/ });
    expect(await table.getByRole('row').count()).toBe(1 + 10);
    await table.getByText('AllowReportingBatch').waitFor();
    await close();
  });

  it('a chosen theme holds against the system’s and over a reload', async () => {
    const { page, close } = await gallery('light');
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.getByRole('button', { name: 'Dark' }).click();
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    expect(await ground()).toBe(dark);
    await page.getByRole('button', { name: 'System' }).click();
    expect(await ground()).toBe(light);
    await close();
  });

  it('without a connection the page says so and goes on', async () => {
    const { page, problems, close } = await gallery('light');
    await page.context().setOffline(true);
    await page.locator('.body > output').getByText('You are offline').waitFor();
    await page.context().setOffline(false);
    await expect.poll(() => page.locator('.body > output').getByText('You are offline').count()).toBe(0);
    expect(problems).toEqual([]);
    await close();
  });
});
