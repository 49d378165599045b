// Local servers in the shape of what messages go to: a mail server with STARTTLS and a password, and webhooks that hold what they
// are sent to what Slack, Microsoft Teams and Standard Webhooks say they take.
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

export interface Got {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HookServer {
  readonly port: number;
  readonly url: string;
  readonly got: Got[];
  /** What it answers next, in order; then 200. */
  readonly answers: (number | 'hang' | 'redirect' | 'flood')[];
  close(): Promise<void>;
}

/** A webhook that takes what `check` does not refuse; what it refuses it answers with 400, as the real ones do. */
export async function hookServer(
  check: (got: Got) => void = () => undefined,
  redirectTo = 'http://127.0.0.1:1/',
): Promise<HookServer> {
  const got: Got[] = [];
  const answers: (number | 'hang' | 'redirect' | 'flood')[] = [];
  const answer = (response: ServerResponse, request: Got): void => {
    const next = answers.shift();
    if (next === 'hang') return;
    if (next === 'redirect') return void response.writeHead(302, { location: redirectTo }).end();
    if (next === 'flood') return void response.writeHead(200).end('x'.repeat(4 << 20));
    if (typeof next === 'number' && next !== 200)
      return void response.writeHead(next).end('no: secret-in-answer');
    try {
      check(request);
      got.push(request);
      response.writeHead(200).end('ok');
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () =>
      answer(response, {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      }),
    );
  });
  const port = await listening(server);
  return {
    port,
    url: `http://127.0.0.1:${port}/services/T0/B0/secret-in-path`,
    got,
    answers,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    }),
  );

const plainText = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), emoji: z.boolean(), text: z.string().min(1).max(most) });
/** What Slack's reference says of the blocks that are used: types, lengths, at most fifty. */
const slackBody = z.strictObject({
  text: z.string(),
  mrkdwn: z.boolean(),
  link_names: z.boolean(),
  unfurl_links: z.boolean(),
  unfurl_media: z.boolean(),
  blocks: z
    .array(
      z.union([
        z.strictObject({ type: z.literal('header'), text: plainText(150) }),
        z.strictObject({ type: z.literal('context'), elements: z.array(plainText(2000)).max(10) }),
        z.strictObject({
          type: z.literal('section'),
          text: plainText(3000),
          accessory: z.strictObject({
            type: z.literal('button'),
            text: plainText(75),
            url: z.url().max(3000),
          }),
        }),
      ]),
    )
    .max(50),
});
export const slackTakes = ({ headers, body }: Got): void => {
  z.literal('application/json').parse(headers['content-type']);
  slackBody.parse(JSON.parse(body));
};

const richText = z.strictObject({
  type: z.literal('RichTextBlock'),
  inlines: z.array(
    z.strictObject({
      type: z.literal('TextRun'),
      text: z.string().min(1),
      size: z.enum(['small', 'default', 'medium', 'large', 'extraLarge']).exactOptional(),
      weight: z.enum(['lighter', 'default', 'bolder']).exactOptional(),
      isSubtle: z.boolean().exactOptional(),
    }),
  ),
});
const openUrl = z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string(), url: z.url() });
/** A card of Adaptive Cards 1.4 as Workflows in Teams take it, at most 28 kB. */
const teamsBody = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      contentUrl: z.null(),
      content: z.strictObject({
        $schema: z.string(),
        type: z.literal('AdaptiveCard'),
        version: z.literal('1.4'),
        body: z.array(
          z.union([
            richText,
            z.strictObject({
              type: z.literal('Container'),
              separator: z.boolean(),
              selectAction: openUrl,
              items: z.array(richText),
            }),
          ]),
        ),
        actions: z.array(openUrl),
      }),
    }),
  ]),
});
export const teamsTakes = ({ body }: Got): void => {
  if (Buffer.byteLength(body) > 28 << 10) throw new TypeError('larger than Teams takes');
  teamsBody.parse(JSON.parse(body));
};

/** A receiver that checks signatures with a library that is not ours, and holds the body to CloudEvents 1.0. */
export const eventsTake =
  (secret: string) =>
  ({ headers, body }: Got): void => {
    const one = (name: string): string => z.string().parse(headers[name]);
    new Webhook(secret).verify(body, {
      'webhook-id': one('webhook-id'),
      'webhook-timestamp': one('webhook-timestamp'),
      'webhook-signature': one('webhook-signature'),
    });
    z.string().startsWith('application/cloudevents+json').parse(headers['content-type']);
    z.object({
      specversion: z.literal('1.0'),
      id: z.string().min(1),
      source: z.string().min(1),
      type: z.string().min(1),
      time: z.iso.datetime(),
      authority: z.enum(['advice', 'decision', 'effect']),
    }).parse(JSON.parse(body));
  };

export interface GotMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
  readonly isTls: boolean;
  readonly user: string | undefined;
}
export interface MailServer {
  readonly port: number;
  readonly got: GotMail[];
  /** Receivers that it answers with this status. */
  readonly refuses: Map<string, number>;
  close(): Promise<void>;
}

/** A mail server that takes mail of one user, over STARTTLS where it has a certificate. */
export function mailServer(options: {
  readonly user: string;
  readonly password: string;
  readonly host?: string;
  readonly tls?: { readonly certificate: string; readonly key: string };
}): Promise<MailServer> {
  const { user, password, tls, host = '127.0.0.1' } = options;
  const got: GotMail[] = [];
  const refuses = new Map<string, number>();
  const server = new SMTPServer({
    ...(tls === undefined ? {} : { cert: tls.certificate, key: tls.key }),
    disabledCommands: tls === undefined ? ['STARTTLS'] : [],
    allowInsecureAuth: tls === undefined,
    authOptional: false,
    onAuth(auth, _session, callback) {
      if (auth.username === user && auth.password === password) callback(null, { user });
      else callback(new Error('no: secret-in-answer'));
    },
    onRcptTo({ address }, _session, callback) {
      const status = refuses.get(address);
      callback(
        status === undefined ? null : Object.assign(new Error('no such user'), { responseCode: status }),
      );
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        got.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString('utf8'),
          isTls: session.secure,
          user: typeof session.user === 'string' ? session.user : undefined,
        });
        callback(null);
      });
    },
  });
  server.on('error', () => undefined);
  return new Promise((resolve) => {
    server.listen(0, host, () => {
      const address = server.server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : 0,
        got,
        refuses,
        close: () => new Promise((closed) => server.close(() => closed())),
      });
    });
  });
}
