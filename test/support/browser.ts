// A real browser with an authenticator of its own (CDP's virtual one), on a page served at http://localhost.
import { createServer } from 'node:http';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const executablePath = '/usr/bin/chromium';
export const browserIsThere = existsSync(executablePath);

/** A platform authenticator of the page's own, which verifies its user and keeps passkeys; answers its id. */
export async function addAuthenticator(cdp: CDPSession): Promise<string> {
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return authenticatorId;
}

export interface PasskeyPage {
  /** `http://localhost:PORT`: passkeys work there, and on an address they do not. */
  readonly origin: string;
  /** `navigator.credentials.create` with options in their JSON form; answers the credential in its own. */
  create(options: unknown): Promise<unknown>;
  get(options: unknown): Promise<unknown>;
  /** Whether the authenticator's user is the one it knows. */
  userVerifies(verified: boolean): Promise<void>;
}

/** One page with a platform authenticator that verifies its user and keeps passkeys, for one test file. */
export function usePasskeyPage(): PasskeyPage {
  const server = createServer((_request, answer) =>
    answer.setHeader('content-type', 'text/html').end('<!doctype html><title>Countersign</title>'),
  );
  let browser: Browser | undefined;
  let page: Page | undefined;
  let cdp: CDPSession | undefined;
  let authenticatorId = '';
  let origin = '';

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const address = server.address();
    origin = `http://localhost:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await (await browser.newContext()).newPage();
    cdp = await page.context().newCDPSession(page);
    authenticatorId = await addAuthenticator(cdp);
    await page.goto(origin);
  });
  afterAll(async () => {
    await browser?.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const run = (call: string, options: unknown): Promise<unknown> => {
    if (page === undefined) throw new Error('the page is not open yet');
    return page.evaluate(`(async () => (await ${call}(${JSON.stringify(options)})).toJSON())()`);
  };
  return {
    get origin() {
      return origin;
    },
    create: (options) =>
      run(
        '(async (o) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(o) }))',
        options,
      ),
    get: (options) =>
      run(
        '(async (o) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(o) }))',
        options,
      ),
    async userVerifies(isUserVerified) {
      await cdp?.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
  };
}
