import { z } from 'zod';
import { consoleActions, done, refuse, roles, type Result } from '../../model/index.ts';
import { personOfCaller, type Caller } from '../caller.ts';
import { paged, pageOf, pageQuery } from '../paging.ts';
import { requestOptions } from './passkey-options.ts';
import { route, type Context } from '../route.ts';
import { assertionResponseSchema } from '../../commands/passkeys/responses.ts';
import { assurances, id, instantSchema, signature, subjectIdSchema } from './shared.ts';

const tag = 'session';
const challenge = z
  .string()
  .min(1)
  .max(1000)
  .meta({ description: 'Sign it exactly as it is, as a statement is signed. Good once, for five minutes.' });
const link = z.string().min(1).max(200).meta({ description: 'What stands after `#` in a one-time link.' });
const madeLink = z.strictObject({ link: z.string(), expiresAt: instantSchema });
const csrf = z.string().meta({ description: 'Every write of this session brings it as `x-csrf-token`.' });
const entered = z.strictObject({ csrf });

export const sessionShown = z
  .strictObject({
    id: z.string(),
    person: subjectIdSchema.nullable(),
    how: z.enum(['passkey', 'key', 'link', 'oidc', 'setup']),
    agent: z.string().meta({ description: 'What the browser said of itself.' }),
    address: z.string().meta({ description: 'Where it was begun from, as this server saw it.' }),
    createdAt: instantSchema,
    seenAt: instantSchema,
    expiresAt: instantSchema,
    current: z.boolean(),
  })
  .meta({ id: 'Session' });

type SessionShown = z.infer<typeof sessionShown>;

/** What lists of sessions are asked for. */
export const sessionsQuery = {
  ...pageQuery({ sorts: ['newest', 'oldest'], most: 500, usual: 100 }),
  how: z
    .array(z.enum(['passkey', 'key', 'link', 'oidc', 'setup']))
    .max(5)
    .exactOptional(),
};
export const listPlace = z.strictObject({ createdAt: instantSchema, id });

const ownKey = z
  .strictObject({
    keyFingerprint: z.string(),
    kind: z.enum(['passkey', 'security_key', 'software_key']),
    publicKey: z.string(),
    passkey: z
      .strictObject({ credentialId: z.string(), rpId: z.string(), origin: z.string() })
      .nullable()
      .meta({ description: 'Of a passkey: what a browser calls it, and the site it is bound to.' }),
    assurance: z.enum(assurances),
    from: instantSchema,
  })
  .meta({ id: 'OwnKey' });

/** Only a browser keeps a session; on the socket there is none to keep. */
const noBrowser = refuse(
  'usage',
  'Sessions are for browsers.',
  'On this machine the socket needs none; elsewhere use an API token.',
);

export const session = {
  show: route({
    name: 'session.show',
    method: 'GET',
    path: '/v1/session',
    tag,
    summary: 'Whether you are signed in, as whom, and what you may do here.',
    permission: 'public',
    output: z
      .strictObject({
        state: z.enum(['anonymous', 'setup', 'signed_in']),
        person: z
          .strictObject({
            id: subjectIdSchema,
            name: z.string().nullable(),
            roles: z.array(z.enum(roles)),
          })
          .nullable(),
        may: z.array(z.enum(consoleActions)),
        keys: z.array(ownKey).meta({ description: 'The keys that speak for you now.' }),
        csrf: csrf.nullable(),
        demo: z.boolean(),
        bootstrapped: z.boolean().meta({ description: 'False until the first signer is enrolled.' }),
        provider: z
          .strictObject({ name: z.string() })
          .nullable()
          .meta({ description: 'The identity provider that signs people in here, if one does.' }),
      })
      .meta({ id: 'SignedIn' }),
    run: async ({ app, caller }) => {
      const own = caller.kind === 'person' || caller.kind === 'setup' ? caller.session.csrf : null;
      const me = await app.signin.whoAmI(caller.kind === 'person' ? caller.who : null);
      if (!me.ok) return me;
      const ledger = await app.signin.ledger();
      return done({
        state: caller.kind === 'person' ? 'signed_in' : caller.kind === 'setup' ? 'setup' : 'anonymous',
        ...me.value,
        csrf: own,
        ...ledger,
      });
    },
  }),
  challenge: route({
    name: 'session.challenge',
    method: 'POST',
    path: '/v1/session/challenge',
    tag,
    summary: 'The text that an SSH key signs for a link into the console.',
    changesNothing: true,
    permission: 'local',
    output: z.strictObject({ challenge }),
    run: ({ app }) => app.signin.open(),
  }),
  openPasskey: route({
    name: 'session.open-passkey',
    method: 'POST',
    path: '/v1/session/passkey',
    tag,
    summary: 'What the browser is asked with, so that a passkey says who is there.',
    changesNothing: true,
    permission: 'public',
    codes: ['input_invalid'],
    output: z.strictObject({ challenge, options: requestOptions }),
    run: ({ app }) => app.signin.openPasskey(),
  }),
  signIn: route({
    name: 'session.begin',
    method: 'POST',
    path: '/v1/session',
    tag,
    summary: 'Sign in with a passkey.',
    description: 'A session looks and asks. It decides nothing: each decision is signed by itself.',
    tellsOnce: true,
    permission: 'public',
    codes: ['unauthenticated', 'usage'],
    body: z.strictObject({ challenge, response: assertionResponseSchema }),
    output: entered,
    run: async ({ app, browser }, input) => {
      if (browser === undefined) return noBrowser;
      const begun = await app.signin.byPasskey({ ...input, agent: browser.agent, address: browser.address });
      return begun.ok ? keep(browser, begun.value) : begun;
    },
  }),
  openProvider: route({
    name: 'session.open-provider',
    method: 'POST',
    path: '/v1/session/provider',
    tag,
    summary: 'Begin a sign-in at the identity provider.',
    description: 'The answer says where to send the browser, which keeps in a cookie what finishes it.',
    tellsOnce: true,
    permission: 'public',
    codes: ['not_found', 'source_unreachable', 'usage'],
    output: z.strictObject({ to: z.string() }),
    run: async ({ app, browser }) => {
      if (browser === undefined) return noBrowser;
      const begun = await app.signin.openProvider();
      if (!begun.ok) return begun;
      browser.flow.keep(begun.value.secret);
      return done({ to: begun.value.to });
    },
  }),
  byProvider: route({
    name: 'session.provider',
    method: 'POST',
    path: '/v1/session/provider/answer',
    tag,
    summary: 'Sign in with what the identity provider answered.',
    description: 'In the browser that began it, once, within ten minutes.',
    tellsOnce: true,
    permission: 'public',
    codes: ['unauthenticated', 'not_permitted', 'not_found', 'source_unreachable', 'usage'],
    body: z.strictObject({
      answer: z
        .string()
        .min(1)
        .max(8192)
        .meta({ description: 'What stands after `?` in the address that the provider sent the browser to.' }),
    }),
    output: entered,
    run: async ({ app, browser }, input) => {
      if (browser === undefined) return noBrowser;
      const { agent, address, flow } = browser;
      const begun = await app.signin.byProvider({ ...input, agent, address, secret: flow.secret });
      if (!begun.ok) return begun;
      flow.forget();
      return keep(browser, begun.value);
    },
  }),
  useLink: route({
    name: 'session.link',
    method: 'POST',
    path: '/v1/session/link',
    tag,
    summary: 'Sign in with a one-time link.',
    tellsOnce: true,
    permission: 'public',
    codes: ['unauthenticated', 'already_done', 'usage'],
    body: z.strictObject({ link }),
    output: entered,
    run: async ({ app, browser }, input) => {
      if (browser === undefined) return noBrowser;
      const begun = await app.signin.useLink({ ...input, agent: browser.agent, address: browser.address });
      return begun.ok ? keep(browser, begun.value) : begun;
    },
  }),
  makeLink: route({
    name: 'session.make-link',
    method: 'POST',
    path: '/v1/session/links',
    tag,
    summary: 'A one-time link for whoever signed the text, for a browser on this machine.',
    tellsOnce: true,
    permission: 'local',
    codes: ['unauthenticated', 'not_found'],
    body: z.strictObject({ challenge, signature }),
    output: madeLink,
    run: ({ app }, input) => app.signin.linkForKey(input),
  }),
  makeSetupLink: route({
    name: 'session.make-setup-link',
    method: 'POST',
    path: '/v1/session/setup-links',
    tag,
    summary: 'The one-time link by which the first signer of a new ledger comes in.',
    tellsOnce: true,
    permission: 'local',
    codes: ['already_done', 'not_found'],
    output: madeLink,
    run: ({ app }) => app.signin.setupLink(),
  }),
  end: route({
    name: 'session.end',
    method: 'POST',
    path: '/v1/session/end',
    tag,
    summary: 'Sign out.',
    permission: 'manage_own',
    codes: ['not_found', 'usage'],
    output: z.strictObject({ ended: z.string() }),
    run: async ({ app, caller, browser }) => {
      const person = personOfCaller(caller);
      if (caller.kind !== 'person' || person === undefined) return noBrowser;
      browser?.forget();
      return app.signin.endSession({ id: caller.session.id, of: person });
    },
  }),
  list: route({
    name: 'sessions.list',
    method: 'GET',
    path: '/v1/sessions',
    tag,
    summary: 'Your open sessions.',
    permission: 'manage_own',
    query: z.strictObject(sessionsQuery),
    output: pageOf(sessionShown, {}),
    run: ({ app, caller }, input) =>
      paged(listPlace, input, async (after) => {
        const of = personOfCaller(caller) ?? 'everybody';
        return sessionsShown(await app.signin.sessions({ ...input, ...after, of }), caller);
      }),
  }),
  endElsewhere: route({
    name: 'sessions.end-elsewhere',
    method: 'POST',
    path: '/v1/sessions/end-elsewhere',
    tag,
    summary: 'End all of your sessions but this one.',
    permission: 'manage_own',
    codes: ['usage'],
    output: z.strictObject({ ended: z.int() }),
    run: async ({ app, caller }) => {
      const of = personOfCaller(caller);
      return caller.kind !== 'person' || of === undefined
        ? noBrowser
        : app.signin.endElsewhere({ of, but: caller.session.id });
    },
  }),
  endOther: route({
    name: 'sessions.end',
    method: 'DELETE',
    path: '/v1/sessions/:id',
    tag,
    summary: 'End one of your sessions.',
    permission: 'manage_own',
    codes: ['not_found'],
    params: z.strictObject({ id }),
    output: z.strictObject({ ended: z.string() }),
    run: ({ app, caller }, input) => {
      const of = personOfCaller(caller);
      return app.signin.endSession({ ...input, ...(of === undefined ? {} : { of }) });
    },
  }),
};

function keep(
  browser: NonNullable<Context['browser']>,
  begun: { readonly secret: string; readonly session: { readonly csrf: string } },
) {
  browser.keep(begun.secret);
  return done({ csrf: begun.session.csrf });
}

/** A page of sessions as they are told to whoever asks. */
export const sessionsShown = <P extends { readonly items: readonly Omit<SessionShown, 'current'>[] }>(
  page: Result<P>,
  caller: Caller,
): Result<Omit<P, 'items'> & { readonly items: readonly SessionShown[] }> => {
  const current = caller.kind === 'person' ? caller.session.id : '';
  return page.ok
    ? done({ ...page.value, items: page.value.items.map((each) => shown(each, current)) })
    : page;
};

/** A session without its secrets, and whether it is the one that asks. */
function shown(
  { id: own, person, how, agent, address, createdAt, seenAt, expiresAt }: Omit<SessionShown, 'current'>,
  current: string,
): SessionShown {
  return { id: own, person, how, agent, address, createdAt, seenAt, expiresAt, current: own === current };
}
