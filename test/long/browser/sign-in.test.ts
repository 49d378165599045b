// Coming in by an identity provider, in a real browser, through the real pages of a real provider on this machine.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  browserIsThere,
  looks,
  openBrowser,
  openPage,
  seriousIn,
  keepShot,
  type OpenPage,
} from '../../support/console-page.ts';
import { useInstallation } from '../../support/installation.ts';
import { openProvider, type RealProvider } from '../../support/oidc-provider.ts';

const here = useInstallation();
let url = '';
let provider: RealProvider;
let browser: Browser;
const opened: OpenPage[] = [];

async function freshPage(look: keyof typeof looks = 'light'): Promise<Page> {
  const open = await openPage(browser, url, look);
  opened.push(open);
  return open.page;
}

/** From the sign-in page to the provider's, and through those, as whoever that is. */
async function throughProvider(page: Page, login: string, from = '/sign-in'): Promise<void> {
  await page.goto(from);
  await page.getByRole('button', { name: 'Sign in with Acme SSO' }).click();
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

describe.skipIf(!browserIsThere)('signing in by an identity provider (needs chromium)', () => {
  beforeAll(async () => {
    ({ url } = await here.start<{ url: string }>());
    browser = await openBrowser();
    provider = await openProvider({ back: `${url}/sign-in/back`, inToken: true });
    const verified = { email_verified: true };
    provider.people.set('noor', { ...verified, email: 'noor.haddad@acme.example', groups: ['iga-auditors'] });
    provider.people.set('piotr', {
      ...verified,
      email: 'piotr.zielinski@acme.example',
      groups: ['everybody'],
    });
    writeFileSync(join(here.folder, 'sso-secret'), provider.clientSecret, { mode: 0o600 });
  });
  afterAll(async () => {
    for (const { problems, close } of opened) {
      expect(problems).toEqual([]);
      await close();
    }
    await browser?.close();
    await provider?.close();
  });
  const set = (issuer: string) =>
    here.run(
      ...`oidc set --issuer ${issuer} --client-id ${provider.clientId} --client-secret file:sso-secret`.split(
        ' ',
      ),
      ...'--people acme-hr --match email --role iga-auditors=auditor --as dana'.split(' '),
      '--name',
      'Acme SSO',
    );

  it('is not offered before administrators have signed who the provider is', async () => {
    const page = await freshPage();
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
    expect(await page.getByText('Sign in with Acme SSO').count()).toBe(0);
    expect(
      await here.refused(
        'oidc',
        'set',
        '--name',
        'Mine',
        '--issuer',
        provider.issuer,
        '--client-id',
        'x',
        '--people',
        'acme-hr',
        '--match',
        'email',
        '--role',
        'a=administrator',
        '--as',
        'sam',
      ),
    ).toMatchObject({
      code: 'policy_denied',
      message: expect.stringContaining('neither governor nor administrator'),
    });
    expect(await set(provider.issuer)).toMatchObject({ status: 0 });
    const shown = await here.run('oidc', 'show');
    expect(shown.out).toContain(`Register this address at the provider: ${url}/sign-in/back`);
    expect(shown.out).not.toContain(provider.clientSecret);
  });

  it('leads through the provider’s pages to where one wanted to go, as who one is, to look and change nothing', async () => {
    const page = await freshPage();
    await throughProvider(page, 'noor', '/identities');
    await page.getByRole('heading', { name: 'Identities' }).waitFor();
    expect(page.url()).toBe(`${url}/identities`);
    const session: unknown = await page.evaluate(async () => (await fetch('/v1/session')).json());
    expect(session).toMatchObject({
      state: 'signed_in',
      person: { name: 'Noor Haddad', roles: ['auditor'] },
      may: ['view', 'manage_own'],
    });
    const cookies = await page.context().cookies();
    expect(cookies.filter(({ domain }) => domain === 'localhost')).toEqual([
      expect.objectContaining({ name: 'countersign', httpOnly: true, sameSite: 'Strict' }),
    ]);
  });

  it.each(Object.keys(looks) as (keyof typeof looks)[])(
    'is offered beside the passkey (%s)',
    async (look) => {
      const page = await freshPage(look);
      await page.goto('/sign-in');
      await page.getByRole('button', { name: 'Sign in with Acme SSO' }).waitFor();
      await keepShot(page, `sign-in-provider-${look}`);
      expect(await seriousIn(page)).toEqual([]);
    },
  );

  it('says plainly why somebody was not let in, and keeps no code in the address', async () => {
    const page = await freshPage('dark');
    await throughProvider(page, 'piotr');
    await page.getByRole('heading', { name: 'You were not let in' }).waitFor();
    await page.getByText('None of your groups at Acme SSO gives a role here.').waitFor();
    expect(page.url()).toBe(`${url}/sign-in/back`);
    await keepShot(page, 'sign-in-refused-dark');
    expect(await seriousIn(page)).toEqual([]);
  });

  it('refuses an answer that another browser got: nobody is signed in as somebody else', async () => {
    const begun = await fetch(`${url}/v1/session/provider`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const { to } = (await begun.json()) as { to: string };
    const answer = await provider.answer(to, 'noor');
    const page = await freshPage('phone');
    await page.goto(`/sign-in/back?${answer}`);
    await page.getByRole('heading', { name: 'This sign-in is over' }).waitFor();
    await keepShot(page, 'sign-in-over-phone');
    expect(await seriousIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to sign in' }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
  });

  it('says that the provider does not answer, and the other ways in stay open', async () => {
    const page = await freshPage();
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in with Acme SSO' }).waitFor();
    const { issuer } = provider;
    await provider.close();
    expect(await set(issuer)).toMatchObject({ status: 0 });
    await page.getByRole('button', { name: 'Sign in with Acme SSO' }).click();
    await page.getByText('Acme SSO cannot be asked').waitFor();
    await keepShot(page, 'sign-in-provider-down');
    expect(await seriousIn(page)).toEqual([]);
    const { link } = await here.ask<{ link: string }>('console', '--as', 'dana');
    await page.goto(link);
    await page.getByRole('button', { name: 'Make a passkey' }).waitFor();
  });
});
