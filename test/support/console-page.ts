import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';

export { browserIsThere } from './browser.ts';

/** Chromium, headless. As root it needs to go without its sandbox; it opens nothing but our own pages. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });

/** How a page is looked at. */
export const looks = {
  light: { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
} as const;
export type Look = keyof typeof looks;

export interface OpenPage {
  readonly page: Page;
  /** What the browser complained about: blocked by the content security policy, errors, failed scripts. */
  readonly problems: readonly string[];
  readonly close: () => Promise<void>;
}

const openPages = new Set<Page>();
let failures = 0;

/** A test that fails says what its pages showed then: a wait that ended in vain says only what was not there. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const page of openPages) {
    const shown = await page.innerText('body', { timeout: 2000 }).catch((error) => `nothing: ${error}`);
    const told = shown.length > 4000 ? `${shown.slice(0, 1000)}\n…\n${shown.slice(-3000)}` : shown;
    process.stderr.write(`\nwhat ${page.url()} showed:\n${told}\n`);
    await keepShot(page, `failed-${++failures}`, 'window').catch(() => undefined);
  }
});

/** A page of its own, in a fresh profile. Nothing is loaded yet. */
export async function openPage(browser: Browser, base: string, look: Look): Promise<OpenPage> {
  const context = await browser.newContext({ ...looks[look], baseURL: base, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    // an answer of 4xx is the page's to show, and the browser's to mention
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) problems.push(text);
  });
  await page.exposeFunction('countersignViolation', (what: string) => void problems.push(`csp: ${what}`));
  await page.addInitScript({
    content: `document.addEventListener('securitypolicyviolation', (event) =>
      countersignViolation(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))`,
  });
  openPages.add(page);
  page.on('close', () => openPages.delete(page));
  return { page, problems, close: () => context.close() };
}

/** What axe finds serious or critical, as one line each: rule and place. */
export const seriousIn = (page: Page): Promise<readonly string[]> =>
  foundBy(new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']));
const contrastIn = (page: Page): Promise<readonly string[]> =>
  foundBy(new AxeBuilder({ page }).withRules(['color-contrast']));

async function foundBy(axe: AxeBuilder): Promise<readonly string[]> {
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${String(node.target)} ${node.failureSummary ?? ''}`),
    );
}

/** How many pixels the page is wider than its window. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** What every page is held to, with a picture of it: axe finds nothing serious, and it is no wider than its window. */
export async function wholeAndReadable(page: Page, name: string): Promise<void> {
  await keepShot(page, name);
  expect({ [name]: await seriousIn(page) }).toEqual({ [name]: [] });
  expect({ [name]: await overflowOf(page) }).toEqual({ [name]: 0 });
}

/** The dark theme changes colours alone: of a page that is whole and readable in the light, contrast is what is left to look at. */
async function readableInTheDark(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await keepShot(page, name);
  expect({ [name]: await contrastIn(page) }).toEqual({ [name]: [] });
  await page.emulateMedia({ colorScheme: 'light' });
}

/** A page in a window is held to it in both themes, on a phone in the light. */
export const seenIn = ['window', 'phone'] as const;
export async function wholeIn(seen: (typeof seenIn)[number], page: Page, name: string): Promise<void> {
  await wholeAndReadable(page, `${name}-${seen === 'phone' ? 'phone' : 'light'}`);
  if (seen === 'window') await readableInTheDark(page, `${name}-dark`);
}

/** Keeps a picture of the page, for people to look at, when COUNTERSIGN_SHOTS names a folder for them; drawing them takes time. */
export async function keepShot(page: Page, name: string, what: 'page' | 'window' = 'page'): Promise<void> {
  const folder = process.env['COUNTERSIGN_SHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: what === 'page' });
}
