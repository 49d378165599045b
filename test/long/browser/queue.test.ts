// The queue of findings and deciding many at once, in a real browser against a real server, database and target: found by
// typing, put together, filed in one go with an honest count, and signed once for all with a passkey.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserIsThere, openBrowser, seriousIn, keepShot } from '../../support/console-page.ts';
import { useInstallation } from '../../support/installation.ts';
import { patient, signedInAs, type Authenticated } from '../../support/signed-in-page.ts';

const here = useInstallation();
let url = '';
let browser: Browser;
let dana: Authenticated;
const hostile = '<img src=x onerror=alert(1)>';

const list = (page: Page) => page.getByRole('grid', { name: 'Findings' });
const rows = (page: Page) => list(page).locator('tr[data-at]');

describe.skipIf(!browserIsThere)('the queue', () => {
  beforeAll(async () => {
    ({ url } = await here.start<{ url: string }>());
    browser = await openBrowser();
    dana = await signedInAs(here, browser, url, { persona: 'dana', passkey: true });
  });
  afterAll(async () => {
    await dana?.close();
    await browser?.close();
  });
  const look = async (page: Page, name: string): Promise<void> => {
    await keepShot(page, name);
    expect(await seriousIn(page)).toEqual([]);
  };

  it('is searched as one types, over all findings, and the address holds what was asked', async () => {
    const { page } = dana;
    await page.goto('/findings');
    await rows(page).first().waitFor(patient);
    await look(page, 'queue');
    await page.keyboard.press('/');
    await page.keyboard.type('priya');
    await expect.poll(() => rows(page).count(), patient).toBeLessThan(6);
    await list(page).getByText('Priya Nair left').first().waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('priya');
    await page.reload();
    await list(page).getByText('Priya Nair left').first().waitFor(patient);
    await page.getByRole('searchbox').fill('nobody-is-called-this');
    await page.getByText('No finding matches').waitFor(patient);
    await look(page, 'queue-none');
  });

  it('is kept as a view by keyboard alone; the view opens by name, and says when what is asked has changed', async () => {
    const { page } = dana;
    await page.goto('/findings?q=priya');
    await page.getByText('No view is saved yet.').waitFor(patient);
    await look(page, 'views-none');
    await rows(page).first().waitFor(patient);
    await page.keyboard.press('v');
    const dialog = page.getByRole('dialog', { name: 'Save this view' });
    await dialog.getByText('What it keeps').waitFor(patient);
    await page.keyboard.type('safe\u202Egpj');
    await page.keyboard.press('Enter');
    await dialog.getByText(/none that is invisible/).waitFor(patient);
    await look(page, 'views-save-refused');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(hostile);
    await page.keyboard.press('Enter');
    const chip = page.getByRole('button', { name: hostile, exact: true });
    await chip.waitFor(patient);
    await dialog.waitFor({ state: 'detached' });
    expect(await chip.getAttribute('aria-pressed')).toBe('true');
    expect(new URL(page.url()).searchParams.get('saved')).toMatch(/^viw_/);
    expect(await page.locator('img').count()).toBe(0);
    await look(page, 'views-kept');

    await page.getByRole('searchbox').fill('priya nair');
    await page.getByText('This view has changed.').waitFor(patient);
    await look(page, 'views-changed');
    await page.getByRole('button', { name: 'Back to the view' }).press('Enter');
    await expect.poll(() => new URL(page.url()).searchParams.get('q'), patient).toBe('priya');
    await page.getByRole('searchbox').fill('priya nair');
    await page.getByRole('button', { name: 'Save over it' }).press('Enter');
    await page.getByText('This view has changed.').waitFor({ ...patient, state: 'detached' });

    await page.goto('/settings');
    await page.getByRole('heading', { name: 'Settings' }).waitFor(patient);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Find or do' }).waitFor(patient);
    await page.keyboard.type('onerror');
    await page.getByRole('menuitem', { name: hostile }).waitFor(patient);
    await keepShot(page, 'views-palette', 'window');
    await page.keyboard.press('Enter');
    await chip.waitFor(patient);
    expect(new URL(page.url()).searchParams.get('q')).toBe('priya nair');
  });

  it('is shared as a view read-only, opens by its link, and says what of it is gone', async () => {
    const { page } = dana;
    const acts = (of: Page) => of.getByRole('button', { name: /^What can be done with the view/ });
    const [view] = await here.rows<{ id: string }>('postgres', 'select id from saved.view');
    const link = `/views/${view?.id ?? ''}`;
    const sam = await signedInAs(here, browser, url, { persona: 'sam' });
    await sam.page.goto(link);
    await sam.page.getByRole('heading', { name: 'This view could not be opened' }).waitFor(patient);
    await look(sam.page, 'views-not-there');

    await acts(page).press('Enter');
    await page.getByRole('menuitem', { name: 'Share with everybody' }).press('Enter');
    await page.getByText(/is shared: everybody who may see this list/).waitFor(patient);
    await sam.page.goto(link);
    const chip = sam.page.getByRole('button', { name: `${hostile} Dana Reyes`, exact: true });
    await chip.waitFor(patient);
    await rows(sam.page).first().waitFor(patient);
    await acts(sam.page).click();
    expect(await sam.page.getByRole('menuitem', { name: 'Rename…' }).count()).toBe(0);
    await sam.page.keyboard.press('Escape');
    await sam.page.getByRole('searchbox').fill('priya');
    await sam.page.getByRole('button', { name: 'Save as new' }).waitFor(patient);
    expect(await sam.page.getByRole('button', { name: 'Save over it' }).count()).toBe(0);

    // changed in another tab meanwhile: what this one saw is not saved over it
    await page.getByRole('searchbox').fill('left');
    await page.getByText('This view has changed.').waitFor(patient);
    await here.rows(
      'postgres',
      `update saved.view set version = version + 1, search = '{"source": ["acme-old", "acme-postgres"]}' returning id`,
    );
    await page.getByRole('button', { name: 'Save over it' }).click();
    await page.getByText('It was changed elsewhere meanwhile; nothing was saved.').waitFor(patient);
    await sam.page.goto(link);
    await sam.page.getByText('Source “acme-old”').waitFor(patient);
    await look(sam.page, 'views-gone');
    await sam.page.getByRole('button', { name: 'Open without it' }).click();
    await sam.page.getByText('Source “acme-old”').waitFor({ ...patient, state: 'detached' });
    await rows(sam.page).first().waitFor(patient);
    await sam.close();

    await page.goto('/identities?lane=workloads');
    await page.getByText('No view is saved yet.').waitFor(patient);
    await page.keyboard.press('v');
    await page.getByRole('textbox', { name: 'Name' }).fill('Machines');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Machines', exact: true }).waitFor(patient);
    await look(page, 'views-identities');
    await acts(page).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the view' }).click();
    await page.getByText('No view is saved yet.').waitFor(patient);
    expect(new URL(page.url()).searchParams.get('saved')).toBe(null);
    expect(await here.rows('postgres', 'select 1 as n from saved.view')).toHaveLength(1);
  });

  it('is put together by rule with counts from the server, and a group opens as a list of just so many', async () => {
    const { page } = dana;
    await page.goto('/findings');
    await page.getByRole('button', { name: 'By rule' }).click();
    const groups = page.getByRole('grid', { name: 'Rule' });
    await groups.locator('tr[data-at="0"]').waitFor(patient);
    await look(page, 'queue-by-rule');
    const counted = Number(await groups.locator('tr[data-at="1"] b.num').last().innerText());
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect.poll(() => rows(page).count(), patient).toBe(Math.min(counted, 40));
    await page.getByRole('button', { name: 'By identity' }).click();
    await page.getByRole('grid', { name: 'Identity' }).locator('tr[data-at="0"]').waitFor(patient);
    await page.goto('/findings?by=cause');
    const causes = page.getByRole('grid', { name: 'What one change would close' });
    await causes.getByText('acme-legacy-full-access allows * on *').click(patient);
    await expect.poll(() => rows(page).count(), patient).toBe(14);
    await page.getByRole('button', { name: /One cause/ }).click();
    await expect.poll(() => rows(page).count(), patient).toBeGreaterThan(14);
  });

  it('files many by keyboard, and says before and after what can change and what cannot', async () => {
    const { page } = dana;
    await page.goto('/findings?source=%5B"acme-postgres"%5D');
    await rows(page).nth(3).waitFor(patient);
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
    await page.keyboard.press('p');
    const dialog = page.getByRole('dialog', { name: 'What can be filed' });
    await dialog.getByText(/can be filed as it stands/).waitFor(patient);
    await look(page, 'file-dialog');
    await dialog.getByText(/only takes access away/).click();
    await dialog.getByRole('button', { name: /^File \d+ drafts$/ }).click();
    const done = page.getByRole('dialog', { name: /cases are filed/ });
    await done.waitFor(patient);
    await look(page, 'filed');
    expect(await here.rows('postgres', `select id from review.proposal where state = 'open'`)).toHaveLength(
      await done.locator('.outcome-list a').count(),
    );
    await done.getByRole('button', { name: 'Decide them together' }).click();
  });

  it('answers none for anybody, and signs all that were answered once, after working them out here', async () => {
    const { page } = dana;
    await page.getByRole('heading', { name: /cases wait for an answer/ }).waitFor(patient);
    expect(await page.locator('.answers [aria-pressed=true]').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Review and sign/ }).isDisabled()).toBe(true);
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('2 answered: 1 approved, 1 rejected').waitFor();
    await look(page, 'decide');
    await page.reload();
    await page.getByText('2 answered: 1 approved, 1 rejected').waitFor(patient);
    await page.keyboard.press('s');
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('This browser worked out each item').waitFor(patient);
    await dialog.getByRole('textbox', { name: 'Because' }).fill('reviewed together');
    await dialog.locator('details').first().locator('summary').first().click();
    await expect
      .poll(() => dialog.getByRole('button', { name: 'Sign with passkey' }).isEnabled(), patient)
      .toBe(true);
    await look(page, 'sign-many');
    await dialog.getByRole('button', { name: 'Sign with passkey' }).click();
    await page.getByRole('dialog', { name: /answers are recorded/ }).waitFor(patient);
    await look(page, 'signed-many');
    const decided = await here.rows<{ answer: string; of: number }>(
      'postgres',
      'select answer, count(*) over (partition by statement) as of from review.decision order by answer',
    );
    expect(decided).toEqual([
      { answer: 'approve', of: 2 },
      { answer: 'reject', of: 2 },
    ]);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('0 answered').waitFor(patient);
  });

  it('does not sign when what the server prepared is not what is shown', async () => {
    const { page } = dana;
    await page.route('**/v1/decisions/statement', async (route) => {
      const answer = await route.fetch();
      const text = await answer.text();
      await route.fulfill({
        response: answer,
        body: text.replaceAll('"answer":"reject"', '"answer":"approve"'),
      });
    });
    // what was rejected may be asked for again: whatever it was, it is open no more
    const [again] = await here.rows<{ title: string }>(
      'postgres',
      `select f.title from review.proposal p join detection.finding f on f.id = any(p.findings) where p.state = 'rejected'`,
    );
    await page.goto(`/findings?q=${encodeURIComponent(again?.title ?? '')}`);
    await rows(page).first().waitFor(patient);
    await page.keyboard.press('j');
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'File one draft' }).click();
    await page.getByRole('button', { name: 'Decide them together' }).click();
    await page.getByRole('grid', { name: 'Decide' }).locator('tr[data-at="0"]').waitFor(patient);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('s');
    await page.getByText('does not cover exactly what is shown').waitFor(patient);
    expect(await page.getByRole('button', { name: 'Sign with passkey' }).isDisabled()).toBe(true);
    await page.unroute('**/v1/decisions/statement');
  });

  it('asks that a risk be accepted, with a reason and an end, signed by who asks and decided by others', async () => {
    const { page } = dana;
    await page.goto('/findings?q=priya');
    await rows(page).first().waitFor(patient);
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: 'Ask that this risk be accepted' });
    await dialog.getByRole('textbox', { name: 'Why' }).fill('on call until her successor starts');
    const soon = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    await dialog.getByLabel('Until').fill(soon);
    await look(page, 'accept');
    await dialog.getByRole('button', { name: 'Sign the request with your passkey' }).click();
    await page.getByRole('heading', { name: /^Accept until/ }).waitFor(patient);
    await look(page, 'accept-case');
    const asked = await here.rows<{ requester: string | null }>(
      'postgres',
      `select requester from review.proposal where title like 'Accept until%'`,
    );
    expect(asked).toEqual([{ requester: expect.stringMatching(/^psn_/) as string }]);
  });

  it('shows first what needs a person, and what happened since they were last here', async () => {
    const { page } = dana;
    await page.goto('/overview');
    await page.getByText('This is your first visit.').waitFor(patient);
    await page.getByRole('heading', { name: /needs? a person now/ }).waitFor(patient);
    await page.getByText('Unaccounted access').waitFor();
    await look(page, 'overview-all');
    // away for an hour, as the server counts it
    await here.rows(
      'postgres',
      `update signin.visit set seen_at = seen_at - interval '1 hour', seen_entries = 5 returning person`,
    );
    await page.reload();
    await page.getByText('findings opened').waitFor(patient);
    await page.getByText('As a table').click();
    await look(page, 'overview-since');
    expect(await page.locator('.since li').count()).toBeGreaterThan(2);
  });

  it('looks right in the dark and on a phone', async () => {
    for (const look of ['dark', 'phone'] as const) {
      const other = await signedInAs(here, browser, url, { persona: 'sam', look });
      for (const [name, path] of [
        ['queue', '/findings'],
        ['queue-by-identity', '/findings?by=identity'],
        ['decide', '/decide'],
        ['overview', '/overview'],
      ] as const) {
        await other.page.goto(path);
        await other.page.locator(name === 'overview' ? '.risk-lines' : 'tr[data-at="0"]').waitFor(patient);
        await other.page.keyboard.press('j');
        await keepShot(other.page, `${name}-${look}`);
        expect(await seriousIn(other.page)).toEqual([]);
      }
      expect(other.problems).toEqual([]);
      await other.close();
    }
    expect(dana.problems).toEqual([]);
  });
});
