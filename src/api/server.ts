import { chmodSync, rmSync } from 'node:fs';
import fastify, { type FastifyInstance } from 'fastify';
import type { Application } from '../commands/application.ts';
import { Fault, refuse, type Refusal } from '../model/index.ts';
import type { AnyRoute } from './route.ts';

export interface ApiOptions {
  readonly routes: readonly AnyRoute[];
  readonly application: Application;
  /** A bug is logged here with its stack; the caller only learns that it was one. */
  readonly onBug: (error: unknown, route: string) => void;
}

/** The HTTP face. Answers are NDJSON: any number of `{ "progress": … }` lines, then one `{ "result": … }`. */
export function createApi({ routes, application, onBug }: ApiOptions): FastifyInstance {
  const app = fastify({ logger: false, bodyLimit: 4 << 20, forceCloseConnections: true });
  app.setErrorHandler((error, _request, reply) => {
    const status =
      typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500;
    const refusal =
      status === 413
        ? refuse('input_too_large', 'The request is larger than 4 MiB.')
        : refuse('input_invalid', 'The request could not be read as JSON.');
    return reply.code(status >= 400 && status < 500 ? status : 500).send({ result: refusal });
  });
  for (const route of routes)
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const input: unknown = {
          ...asObject(request.query),
          ...asObject(request.body),
          ...asObject(request.params),
        };
        const gone = new AbortController();
        reply.raw.once('close', () =>
          gone.abort(new Fault('interrupted', 'The caller went away; nothing was half-applied.')),
        );
        reply.hijack();
        const out = reply.raw;
        out.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
        const line = (value: unknown): void => void out.write(`${JSON.stringify(value)}\n`);
        try {
          line({
            result: await route.call(application, input, (progress) => line({ progress }), gone.signal),
          });
        } catch (error) {
          if (!(error instanceof Fault)) onBug(error, route.name);
          line({ result: failureOf(error) });
        } finally {
          out.end();
        }
        return reply;
      },
    });
  return app;
}

/** Listens on a Unix socket that only this folder's owner reaches; a socket left by a dead server is replaced. */
export async function listenOnSocket(api: FastifyInstance, path: string): Promise<void> {
  rmSync(path, { force: true });
  await api.listen({ path });
  chmodSync(path, 0o600);
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

function failureOf(error: unknown): Refusal {
  if (error instanceof Fault) return refuse(error.code, error.message, error.next);
  return refuse(
    'internal',
    'Something in Countersign went wrong; the server’s log has the details.',
    'Please report it as a bug.',
  );
}
