import type { FastifyInstance } from 'fastify';
import { refuse } from '../../model/index.ts';
import { flowSeconds } from '../../commands/oidc/sign-in.ts';
import { consoleFolder, serveConsole } from '../console.ts';
import { serveReference } from '../reference/serve.ts';
import { sendProblem } from '../send.ts';
import { createApi, type ApiOptions } from '../server.ts';
import { forgetFlow, forgetSession, keepFlow, keepSession, secretIn } from './session-cookie.ts';

export interface TcpOptions extends ApiOptions {
  /** Names under which a browser may reach this listener, without port: another one is a page that was led here. */
  readonly hostNames: ReadonlySet<string>;
}

/**
 * What listens on TCP: the same routes as the socket, behind a door of its own, and the API reference. Response headers,
 * sessions and the like belong here, each as a function of this folder that is given the instance.
 */
export function createTcpApi({ hostNames, ...options }: TcpOptions): FastifyInstance {
  const app = createApi({
    ...options,
    browserOf: (request, reply) => ({
      agent: request.headers['user-agent']?.slice(0, 200) ?? '',
      address: request.ip,
      keep: (secret) => keepSession(reply, secret, false),
      forget: () => forgetSession(reply, false),
      flow: {
        secret: secretIn(request, 'flow'),
        keep: (secret) => keepFlow(reply, secret, flowSeconds, false),
        forget: () => forgetFlow(reply, false),
      },
    }),
  });
  // Against DNS rebinding: a page of another name that resolves to this address is not this console.
  app.addHook('onRequest', async (request, reply) => {
    if (!hostNames.has(request.hostname))
      return sendProblem(
        reply,
        refuse(
          'not_permitted',
          'This server is not reached under that name.',
          'Use `http://localhost` and its port.',
        ),
      );
  });
  serveReference(app, options.routes);
  serveConsole(app, consoleFolder);
  return app;
}
