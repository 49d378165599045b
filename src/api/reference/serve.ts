import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Route } from '../route.ts';
import { openApi } from './openapi.ts';
import { referencePage } from './page.ts';
import { referenceStyle } from './style.ts';

/** The product's version, which is the API's too. */
export const apiVersion = (): string =>
  z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))).version;

/** Serves what says how to call it: the same for everybody, so it passes no door. Made once, when first asked for. */
export function serveReference(app: FastifyInstance, routes: readonly Route[]): void {
  const made = new Map<string, string>();
  const serve = (path: string, type: string, make: () => string): void => {
    app.get(path, (_request, reply) => {
      const text = made.get(path) ?? make();
      made.set(path, text);
      return reply.type(type).header('cache-control', 'no-cache').send(text);
    });
  };
  serve('/v1/openapi.json', 'application/json', () => JSON.stringify(openApi(routes, apiVersion())));
  serve('/api', 'text/html; charset=utf-8', () => referencePage(routes));
  serve('/api/reference.css', 'text/css; charset=utf-8', () => referenceStyle);
}
