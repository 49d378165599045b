import { hash, randomBytes } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Where the built console lies: in the repository and in the installed package alike. */
export const consoleFolder = fileURLToPath(new URL('../../web/dist', import.meta.url));

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

interface BuiltFile {
  readonly type: string;
  readonly body: Buffer;
  readonly zipped: Buffer;
  readonly etag: string;
  /** Vite names what is below assets/ by its content, so it never changes. */
  readonly isHashed: boolean;
}

const noncePlace = 'COUNTERSIGN_NONCE';

/**
 * Serves the console: its files as they were built, and `index.html` for every other address that is neither the API's
 * nor a file's, because the console finds its way by itself. The files are held in memory, so a request reaches no path.
 */
export function serveConsole(app: FastifyInstance, folder: string): void {
  const files = readBuilt(folder);
  const page = files.get('/index.html')?.body.toString();
  app.get('/*', (request, reply) => {
    const path = pathOf(request.url);
    protect(reply);
    if (path === undefined || path === '/v1' || path.startsWith('/v1/')) return reply.callNotFound();
    const file = path === '/index.html' ? undefined : files.get(path);
    if (file !== undefined) return sendFile(request, reply, file);
    if (path.startsWith('/assets/') || (!wantsPage(request) && /\.[a-z0-9]+$/i.test(path)))
      return reply.callNotFound();
    if (page === undefined)
      return reply
        .code(503)
        .type('text/plain; charset=utf-8')
        .send('The console is not built. `npm start` in the repository builds it.\n');
    const nonce = randomBytes(16).toString('base64');
    return reply
      .header('content-security-policy', policyWith(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(noncePlace, nonce));
  });
}

/** A browser that goes somewhere: an address may end in what looks like a file's name, and be an account's. */
const wantsPage = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') === true;

/** Every built file by its address. An absent folder has none. */
function readBuilt(folder: string): ReadonlyMap<string, BuiltFile> {
  const files = new Map<string, BuiltFile>();
  if (!existsSync(folder)) return files;
  for (const name of globSync('**/*.*', { cwd: folder })) {
    const type = types[name.slice(name.lastIndexOf('.') + 1)];
    if (type === undefined) continue;
    const path = `/${name.replaceAll('\\', '/')}`;
    const body = readFileSync(join(folder, name));
    files.set(path, {
      type,
      body,
      zipped: gzipSync(body, { level: 9 }),
      etag: `"${hash('sha256', body, 'base64url')}"`,
      isHashed: path.startsWith('/assets/'),
    });
  }
  return files;
}

/** The decoded path, or undefined for one that tries to climb, or does not decode. */
function pathOf(url: string): string | undefined {
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '');
    const climbs = path.split('/').some((part) => part === '..' || part === '.');
    return climbs || /[\\\0]/.test(path) ? undefined : path;
  } catch {
    return undefined;
  }
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: BuiltFile): FastifyReply {
  reply
    .header('cache-control', file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    .header('etag', file.etag)
    .header('vary', 'accept-encoding')
    .type(file.type);
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(
    request.headers['accept-encoding'] ?? '',
  );
  return takesGzip ? reply.header('content-encoding', 'gzip').send(file.zipped) : reply.send(file.body);
}

/** The nonce is for the few style elements that React Aria makes; no script has one, and none may be inline. */
const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

function protect(reply: FastifyReply): void {
  reply.headers({
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy':
      'camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)',
  });
}
