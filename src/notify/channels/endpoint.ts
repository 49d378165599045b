import { z } from 'zod';
import { done, Fault, refuse, type Result } from '../../model/index.ts';

export const channelKinds = ['smtp', 'slack', 'teams', 'webhook'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/**
 * Where a channel sends to and what it proves itself with: kept sealed as one, so that nobody who may change a channel can
 * have its credential sent to another host.
 */
export const endpointSchema = z.strictObject({
  url: z.string().min(1).max(2000),
  password: z.string().min(1).max(4096).exactOptional(),
  /** What a receiver checks signatures with: `whsec_` and base64 (Standard Webhooks). */
  signingSecret: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,200}={0,2}$/)
    .exactOptional(),
  /** Who mail is from. */
  from: z.string().min(3).max(320).exactOptional(),
  /** Certificates (PEM) to trust instead of the public authorities. */
  authority: z
    .string()
    .max(1 << 20)
    .exactOptional(),
});
export type Endpoint = z.infer<typeof endpointSchema>;

const isLoopbackName = (host: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(host);

/** Reads what was sealed for a channel. Throws Fault `secret_unavailable` when it is none. */
export function readEndpoint(sealed: string): Endpoint {
  let value: unknown;
  try {
    value = JSON.parse(sealed);
  } catch {
    value = undefined;
  }
  const parsed = endpointSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Fault('secret_unavailable', 'What is kept for this channel is no address of a channel.', {
    next: 'Add it anew: `countersign notifications add`.',
  });
}

/** Refuses an address that this kind of channel must not send to: in the clear, with a password in it, of another scheme. */
export function checkedEndpoint(kind: ChannelKind, endpoint: Endpoint): Result<URL> {
  const no = (message: string, next: string): Result<never> => refuse('input_invalid', message, next);
  const url = URL.canParse(endpoint.url) ? new URL(endpoint.url) : undefined;
  if (url === undefined || url.hostname === '' || url.hash !== '')
    return no('The address is no URL.', 'Give it whole, with its scheme.');
  if (url.password !== '')
    return no(
      'The address holds a password (not shown).',
      'Name where it is: `--password-from env:NAME` or `file:PATH`. If it was typed on a command line, change it.',
    );
  if (kind === 'smtp') {
    if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')
      return no('Mail goes by `smtp://` or `smtps://`.', 'Like this: --url smtp://USER@mail.example:587');
    if (
      endpoint.from === undefined ||
      !/^[^\s<>@,;:"]+@[^\s<>@,;:"]+$|^[^<>\r\n"]{1,100} <[^\s<>@,;:"]+@[^\s<>@,;:"]+>$/.test(endpoint.from)
    )
      return no(
        'Mail needs an address that it is from.',
        'Like this: --from "Countersign <access@acme.example>"',
      );
    if ((url.username === '') !== (endpoint.password === undefined))
      return no(
        'A user and a password go together.',
        'Give both, `smtp://USER@…` and `--password-from`, or neither.',
      );
    return done(url);
  }
  if (url.username !== '')
    return no('The address names a user.', 'A webhook has its secret in its path or its signature.');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackName(url.hostname)))
    return no('Webhooks are called over https alone.', 'Give an address that begins with `https://`.');
  if (kind === 'webhook' && endpoint.signingSecret === undefined)
    return no(
      'A webhook is signed, and there is no secret to sign with.',
      'Make one and name where it is: `--secret-from file:PATH`, `whsec_` and 32 bytes or more in base64.',
    );
  return done(url);
}
