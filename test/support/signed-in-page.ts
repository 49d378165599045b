import type { Browser, Page } from 'playwright-core';
import { addAuthenticator } from './browser.ts';
import { openPage, type Look, type OpenPage } from './console-page.ts';
import { eventually, type Installation } from './installation.ts';

export interface Authenticated extends OpenPage {
  /** Whether the device's user verifies themselves when it is asked; they do at first. */
  readonly userVerifies: (verifies: boolean) => Promise<void>;
  /** Another tab of the same browser, with the same passkeys in its device. */
  readonly secondTab: () => Promise<Page>;
}

/** The machine may be busy. */
export const patient = { timeout: 30_000 };

/** A page with a device of its own that makes and uses passkeys (CDP's virtual authenticator). */
export async function pageWithDevice(browser: Browser, url: string, look: Look): Promise<Authenticated> {
  const opened = await openPage(browser, url, look);
  const cdp = await opened.page.context().newCDPSession(opened.page);
  const authenticatorId = await addAuthenticator(cdp);
  return {
    ...opened,
    userVerifies: async (isUserVerified) => {
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    secondTab: async () => {
      const tab = await opened.page.context().newPage();
      const other = await opened.page.context().newCDPSession(tab);
      const device = await addAuthenticator(other);
      const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
      for (const credential of credentials)
        await other.send('WebAuthn.addCredential', { authenticatorId: device, credential });
      return tab;
    },
  };
}

/** Signed in as a persona of the demo, by a link of their own; with a passkey that their key has enrolled when asked for. */
export async function signedInAs(
  here: Installation,
  browser: Browser,
  url: string,
  who: { readonly persona: string; readonly look?: Look; readonly passkey?: boolean },
): Promise<Authenticated> {
  const { link } = await here.ask<{ link: string }>('console', '--as', who.persona);
  const opened = await pageWithDevice(browser, url, who.look ?? 'light');
  const { page } = opened;
  await page.goto(link);
  if (who.passkey === true) await makesPasskey(page);
  await eventually(
    'signed in',
    async () => (await page.evaluate<number>(`fetch('/v1/status').then(({ status }) => status)`)) === 200,
  );
  return opened;
}

/** A passkey of a persona, made where the link led, which their key in the demo's folder enrols. */
export async function makesPasskey(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a passkey' }).click(patient);
  await page.getByText('Your passkey speaks for you now.').waitFor(patient);
}
