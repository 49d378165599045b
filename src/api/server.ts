import fastify, { type FastifyInstance } from 'fastify';
import { Fault, refuse } from '../model/index.ts';
import { createLimits } from './limits.ts';
import { mountRoute, type Serving } from './mount-route.ts';
import { refusalOfError } from './problem.ts';
import { refusalOfHttp, sendProblem } from './send.ts';
import type { Route } from './route.ts';

export interface ApiOptions extends Omit<Serving, 'limits' | 'refusalOf'> {
  readonly routes: readonly Route[];
  /** A bug is logged here with its stack; the caller only learns that it was one. */
  readonly onBug: (error: unknown, route: string) => void;
}

/** Who sends headers or a body too slowly is cut off, and headers of more than 16 KiB are not read. */
const patience = {
  maxHeaderSize: 16 << 10,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
} as const;
const mostConnections = 512;

/** The HTTP face of one listener: every route behind its door, JSON answers, RFC 9457 problems. */
export function createApi({ routes, ...options }: ApiOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: 256 << 10,
    forceCloseConnections: true,
    requestTimeout: patience.requestTimeout,
    http: patience,
    routerOptions: { maxParamLength: 4096 },
    // what the router itself cannot read: no route's handler, and no hook, is reached
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, refusalOfHttp(error)),
  });
  app.server.maxConnections = mostConnections;
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOfHttp(error);
    if (refusal.code === 'internal') options.onBug(error, request.routeOptions.url ?? request.url);
    return sendProblem(reply, refusal);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      refuse(
        'not_found',
        `There is no ${request.method} on this path.`,
        'The API reference lists every route: `/api`.',
      ),
    ),
  );
  const serving: Serving = {
    ...options,
    limits: createLimits(),
    refusalOf: (error, route) => {
      if (!(error instanceof Fault)) options.onBug(error, route);
      return refusalOfError(error);
    },
  };
  for (const route of routes) mountRoute(app, route, serving);
  return app;
}
