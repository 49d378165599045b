import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleFolder, serveConsole } from './console.ts';

let folder = '';
let app: FastifyInstance;
let port = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-console-'));
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.js'), 'outside');
  writeFileSync(join(folder, 'dist', '.stamp'), 'digest-of-sources');
  writeFileSync(join(folder, 'dist', 'manifest.json'), '{}');
  writeFileSync(join(folder, 'dist', 'theme.js'), 'theme()');
  writeFileSync(join(folder, 'dist', 'assets', 'main-abc.js'), 'main()'.repeat(400));
  writeFileSync(
    join(folder, 'dist', 'index.html'),
    '<!doctype html><meta property="csp-nonce" nonce="COUNTERSIGN_NONCE" />',
  );
  app = fastify();
  app.get('/v1/known', () => ({ known: true }));
  serveConsole(app, join(folder, 'dist'));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** By node:http, which sends a path as it is; fetch would tidy it. */
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Promise<{
    readonly status: number;
    readonly headers: NodeJS.Dict<string | string[]>;
    readonly body: string;
  }>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });

describe('the console', () => {
  it.each(['/', '/findings', '/findings/F-12?state=open', '/ledger/47', '/index'])(
    'answers %s with its page, under a policy without unsafe-inline',
    async (path) => {
      const { status, headers, body } = await get(path);
      expect(status).toBe(200);
      expect(headers['cache-control']).toBe('no-store');
      const policy = String(headers['content-security-policy']);
      const nonce = /style-src 'self' 'nonce-([A-Za-z0-9+/]{22}==)'/.exec(policy)?.[1];
      expect(nonce).toBeDefined();
      expect(body).toContain(`nonce="${nonce}"`);
      expect(policy).toMatch(/default-src 'none'; script-src 'self';/);
      for (const part of ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"])
        expect(policy).toContain(part);
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['permissions-policy']).toContain('publickey-credentials-get=(self)');
    },
  );

  it('is the page of an account whose name ends like a file’s, for a browser that goes there', async () => {
    const path = '/identities/acme-ldap%2Fo.frei@acme.example';
    expect((await get(path, { accept: 'text/html,*/*;q=0.8' })).status).toBe(200);
    expect((await get(path, { accept: 'image/png' })).status).toBe(404);
    expect((await get('/assets/gone.js', { accept: 'text/html' })).status).toBe(404);
  });

  it('is looked for where the build puts it', () => {
    expect(consoleFolder).toMatch(/[\\/]web[\\/]dist$/);
  });

  it('gives every answer a nonce of its own', async () => {
    const nonces = await Promise.all([get('/'), get('/'), get('/')]);
    expect(new Set(nonces.map((answer) => answer.body)).size).toBe(3);
  });

  it('lets a file that is named by its content be kept for ever, and asks again for others', async () => {
    const asset = await get('/assets/main-abc.js', { 'accept-encoding': 'br, gzip' });
    expect(asset.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
      'content-type': 'text/javascript; charset=utf-8',
    });
    const theme = await get('/theme.js');
    expect(theme).toMatchObject({ status: 200, body: 'theme()' });
    expect(theme.headers['cache-control']).toBe('no-cache');
    const again = await get('/theme.js', { 'if-none-match': String(theme.headers['etag']) });
    expect(again).toMatchObject({ status: 304, body: '' });
  });

  it('sends plain bytes to who takes no gzip', async () => {
    for (const accepts of ['', 'identity', 'gzip;q=0', 'br']) {
      const { headers, body } = await get('/assets/main-abc.js', { 'accept-encoding': accepts });
      expect(headers['content-encoding']).toBeUndefined();
      expect(body).toMatch(/^main\(\)/);
    }
  });

  it.each([
    '/../secret.js',
    '/..%2fsecret.js',
    '/assets/..%2f..%2fsecret.js',
    '/assets/%2e%2e/%2e%2e/secret.js',
    '/..%5csecret.js',
    '/assets/../theme.js',
    '/%2e%2e/findings',
    '/theme.js%00',
    '/%c0%ae%c0%ae/secret.js',
    '/%',
    '/.stamp',
    '/manifest.json',
    '/assets/other.js',
    '/assets/',
    '/missing.html',
  ])('refuses %s', async (path) => {
    const { status, body } = await get(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body).not.toContain('outside');
    expect(body).not.toContain('digest-of-sources');
  });

  it('leaves the API’s addresses to the API', async () => {
    expect(await get('/v1/known')).toMatchObject({ status: 200, body: '{"known":true}' });
    expect((await get('/v1/unknown')).status).toBe(404);
    expect((await get('/v1')).status).toBe(404);
    expect((await get('/v1/../v1/unknown')).status).toBe(404);
  });

  it('answers HEAD without a body, and no other method', async () => {
    expect(await get('/findings', {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
    expect((await get('/findings', {}, 'POST')).status).toBe(404);
  });

  it('says how to build it where it was not', async () => {
    const bare = fastify();
    serveConsole(bare, join(folder, 'nowhere'));
    expect(await bare.inject('/findings')).toMatchObject({ statusCode: 503 });
    await bare.close();
  });
});
