// What identities could become in the console: what leads to the crown jewels, one identity's ways, a way, a stolen credential.
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
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

describe.skipIf(!browserIsThere)('paths in the console', () => {
  beforeAll(async () => {
    ({ url } = await here.start<{ url: string }>());
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it.each(seenIn)(
    'duties and roles are seen in a %s: matrix, who has both, what accounts hold',
    async (as) => {
      const { page, problems, close } = await signedIn(as === 'phone' ? 'phone' : 'light');
      await page.goto('/duties');
      await page.getByRole('heading', { name: 'Duty by duty' }).waitFor(patient);
      await page
        .getByRole('button', { name: /change what identities may do in AWS and stop or delete/ })
        .click();
      await page.getByText('Shown: Whoever changes permissions').waitFor(patient);
      await wholeIn(as, page, 'duties');
      await page.goto('/roles');
      await page.getByRole('heading', { name: 'Choose a source' }).waitFor(patient);
      await wholeIn(as, page, 'roles-none');
      await page.goto('/roles?source=acme-saas&role=2');
      await page.getByRole('heading', { name: /roles give all that \d+ accounts hold/ }).waitFor(patient);
      await page.getByText('The cells that stand out are role 2').waitFor();
      await wholeIn(as, page, 'roles');
      await page
        .getByRole('searchbox', { name: 'Find a role, account or right' })
        .fill('nothing is called so');
      await page.getByRole('heading', { name: 'No role is called so' }).waitFor(patient);
      expect(problems).toEqual([]);
      await close();
    },
  );

  it.each(seenIn)(
    'are seen in a %s: weak points, what an identity could become, a way, a blast radius, no way, no such name',
    async (as) => {
      const { page, problems, close } = await signedIn(as === 'phone' ? 'phone' : 'light');
      await page.goto('/paths');
      await page.getByRole('heading', { name: /could come to have a crown jewel/ }).waitFor(patient);
      await page.getByRole('heading', { name: 'Choke points' }).waitFor();
      await page.getByRole('group', { name: 'Paths' }).first().waitFor();
      await wholeIn(as, page, 'paths-weak');
      await keepShot(page, `paths-weak-window-${as}`, 'window');

      await page.goto('/paths?ask=become&identity=svc-terraform');
      await page
        .getByRole('heading', { name: /svc-terraform could come to have one power/ })
        .waitFor(patient);
      const first = page.locator('details').filter({ hasText: 'One step' }).first();
      await first.locator('summary').first().click();
      await keepShot(page, `paths-become-window-${as}`, 'window');
      await first
        .getByText(/To close it, /)
        .first()
        .waitFor();
      await wholeIn(as, page, 'paths-become');
      await keepShot(page, `paths-become-window-${as}`, 'window');

      await page.goto(
        '/paths?ask=way&from=acme-aws/arn:aws:iam::111122223333:user/anya.petrova&to=svc-backup',
      );
      await page.getByRole('heading', { name: /could come to have svc-backup in/ }).waitFor(patient);
      await page.getByRole('group', { name: 'Paths' }).first().waitFor();
      await wholeIn(as, page, 'paths-way');

      await page.goto('/paths?ask=way&from=svc-backup&to=svc-terraform');
      await page.getByText('Nothing that was read leads from').waitFor(patient);
      await wholeIn(as, page, 'paths-none');

      await page.goto('/paths?ask=blast&of=nobody-is-called-this');
      await page.getByRole('alert').getByText('No credential, account, group or person').waitFor(patient);
      await wholeIn(as, page, 'paths-unknown');

      await page.goto('/paths?ask=way');
      await page.getByText('Ask what somebody could become').waitFor();
      expect(problems).toEqual([]);
      await close();
    },
  );

  it.each(seenIn)(
    'and breaches of others are seen in a %s: all of them, a hit with its path, one that cannot be told, none of that name',
    async (as) => {
      const { page, problems, close } = await signedIn(as === 'phone' ? 'phone' : 'light');
      await page.goto('/replay');
      await page.getByRole('heading', { name: /of 28 would have been a breach here/ }).waitFor(patient);
      await wholeIn(as, page, 'replay');
      await keepShot(page, `replay-window-${as}`, 'window');
      await page.getByRole('link', { name: 'Cloudflare Atlassian intrusion' }).click();
      await page.getByRole('heading', { name: 'The connected path' }).waitFor(patient);
      await page.getByRole('group', { name: 'The connected path' }).first().waitFor(patient);
      await page.getByText('After an exposure everything reachable is replaced and revoked').waitFor();
      await wholeIn(as, page, 'replay-hit');
      await page.goto('/replay/BR-03');
      await page.getByRole('heading', { name: 'If what is unknown were so' }).waitFor(patient);
      await wholeIn(as, page, 'replay-cannot-tell');
      await page.goto('/replay/BR-99');
      await page.getByRole('alert').getByText('There is no case').waitFor(patient);
      await wholeIn(as, page, 'replay-none');
      expect(problems.filter((problem) => !problem.includes('404'))).toEqual([]);
      await close();
    },
  );

  it('are walked and made larger by keyboard, opened where several are one, and exported whole', async () => {
    const { page, problems, close } = await signedIn();
    await page.goto('/paths');
    const drawing = page.locator('.graph-scroll svg.fig').first();
    await drawing.waitFor(patient);
    const widthOf = async (): Promise<number> => Number(await drawing.getAttribute('width'));
    // those that stand for several are buttons
    const nodes = drawing.locator('.graph-node[role="img"]');
    const [width, count] = [await widthOf(), await nodes.count()];
    await nodes.first().focus();
    await page.keyboard.press('+');
    expect(await widthOf()).toBeGreaterThan(width);
    await page.keyboard.press('0');
    const frame = await page.locator('.graph-scroll').first().boundingBox();
    expect(await widthOf()).toBeLessThanOrEqual(Math.max(frame?.width ?? 0, width * 0.3) + 1);
    const more = drawing.getByRole('button', { name: /more/ }).first();
    await more.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => nodes.count(), patient).toBeGreaterThan(count);
    // the keyboard is on what was drawn, not lost
    expect(await page.evaluate('document.activeElement.classList.contains("graph-node")')).toBe(true);
    await keepShot(page, 'paths-unfolded', 'window');
    const exported = async (kind: string): Promise<string> => {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: kind }).click();
      return readFileSync(await (await download).path(), 'utf8');
    };
    expect(await exported('Mermaid')).toMatch(/^flowchart LR\n {2}n0\["/);
    const { nodes: all } = JSON.parse(await exported('JSON')) as { readonly nodes: readonly unknown[] };
    expect(all.length).toBeGreaterThan(count);
    expect(problems).toEqual([]);
    await close();
  });

  it.each(seenIn)(
    'are findings, opened in a %s: the way, what it rests on, and from there the page of paths',
    async (as) => {
      const { page, problems, close } = await signedIn(as === 'phone' ? 'phone' : 'light');
      const { items } = await here.ask<{ items: { id: string; title: string; rule: string }[] }>(
        'findings',
        '--limit',
        '500',
      );
      for (const rule of as === 'phone'
        ? ['way-across-systems']
        : ['could-become-administrator', 'way-across-systems', 'role-open-to-outsiders']) {
        const found = items.find((each) => each.rule === rule);
        await page.goto(`/findings/${found?.id ?? 'none'}`);
        await page.getByRole('heading', { name: found?.title ?? 'none' }).waitFor(patient);
        await page.getByText(`found by ${rule}`).or(page.getByText(rule)).first().waitFor();
        await wholeIn(as, page, `finding-${rule}`);
      }
      await page.goto(`/findings/${items.find((each) => each.rule === 'way-across-systems')?.id ?? 'none'}`);
      await page.locator('a[href^="/paths?"]').first().click(patient);
      await page
        .getByRole('heading', { name: /could come to have/ })
        .first()
        .waitFor(patient);
      expect(problems).toEqual([]);
      await close();
    },
  );

  it('are reached from an identity and from each of its credentials', async () => {
    const { page, problems, close } = await signedIn();
    await page.goto('/identities?lane=workloads&q=svc-terraform');
    await page.getByRole('row', { name: 'svc-terraform', exact: true }).click(patient);
    await page.getByRole('link', { name: 'If it were stolen' }).first().click(patient);
    await page.getByText(/The same secret is .* credentials?/).waitFor(patient);
    await page.getByRole('heading', { name: /could come to have one power/ }).waitFor(patient);
    await page.goBack();
    await page.getByRole('link', { name: 'What could it become?' }).click(patient);
    await page.getByRole('heading', { name: /svc-terraform could come to have one power/ }).waitFor(patient);
    expect(await page.getByRole('combobox', { name: 'Identity' }).inputValue()).toBe('svc-terraform');
    await wholeAndReadable(page, 'paths-of-identity');
    expect(problems).toEqual([]);
    await close();
  });
});
