import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { isReference } from '../../platform/secrets/index.ts';
import { pathOf } from '../kit/input-files.ts';
import { normaliseDn } from './dn.ts';

const dn = z
  .string()
  .min(1)
  .max(8192)
  .refine((text) => normaliseDn(text) !== undefined, 'is no distinguished name');

const fileConfig = z.strictObject({ path: z.string().min(1).max(4096) });

/** Where a live directory is. The password is never here: `passwordFrom` names where it is kept. */
const liveConfig = z
  .strictObject({
    host: z.string().regex(/^[A-Za-z0-9._:-]{1,253}$/, 'is no host name or address'),
    port: z.number().int().min(1).max(65_535),
    /** `ldaps` from the first byte, `starttls` before anything else is said; `none` only to this machine itself. */
    tls: z.enum(['ldaps', 'starttls', 'none']),
    /** File with the certificate authority to trust, when it is not one of the public ones. */
    tlsAuthorityFile: z.string().max(4096).exactOptional(),
    /** Below what is read; the directory's own naming contexts when absent. */
    base: dn.exactOptional(),
    /** Who signs in; anonymous when absent. */
    user: dn.exactOptional(),
    passwordFrom: z
      .string()
      .max(4200)
      .refine(isReference, 'is no env:NAME, file:PATH or stored:NAME')
      .exactOptional(),
    /** The password policy that applies where an entry names none (OpenLDAP's `ppolicy_default`); for writers. */
    policy: dn.exactOptional(),
  })
  .refine(({ tls, host }) => tls !== 'none' || isHere(host), {
    path: ['tls'],
    message: 'is needed to any other machine: a password would go in the clear',
  });

/** Who reads says where the password is; who writes gives it to the enforcer apart. */
const readerConfig = liveConfig.refine(
  ({ user, passwordFrom, policy }) =>
    (user === undefined) === (passwordFrom === undefined) && policy === undefined,
  { path: ['passwordFrom'], message: 'and user= belong together; policy= is for write credentials' },
);

export const ldapConfig = z.union([fileConfig, readerConfig]);
export type LdapConfig = z.infer<typeof ldapConfig>;
export type LiveConfig = z.infer<typeof liveConfig>;

export const isLive = (config: LdapConfig): config is LiveConfig => 'host' in config;

/** This machine: nobody in between. */
const isHere = (host: string): boolean => ['localhost', '127.0.0.1', '::1'].includes(host);

const expected =
  'an LDIF file, a folder of them, or `ldaps://HOST/BASE-DN?user=BIND-DN&passwordFrom=env:NAME`';
const example = 'ldaps://ldap.example/dc=example?user=cn=reader,dc=example&passwordFrom=env:NAME';

/**
 * A path, or `ldaps://HOST[:PORT]/[BASE-DN][?user=DN&passwordFrom=env:NAME|file:PATH|stored:NAME][&sslrootcert=FILE]`;
 * `ldap://` is the same over StartTLS, in the clear only to this machine (`starttls=yes` asks for it there too). Throws
 * Fault `input_invalid`; the location itself is never repeated in it, as it could hold a password.
 */
export function locateLdap(location: string): LdapConfig {
  if (!/^ldaps?:\/\//i.test(location)) return { path: pathOf(location, expected) };
  return checked(readerConfig.safeParse(locateLive(location)));
}

function checked(config: z.ZodSafeParseResult<LiveConfig>): LiveConfig {
  if (config.success) return config.data;
  throw invalid(
    `The location of a directory cannot be used: ${config.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; ')}.`,
  );
}

/** The live location of a directory, for readers and writers alike. */
export function locateLive(location: string): LiveConfig {
  const url = /^ldaps?:\/\//i.test(location) ? URL.parse(location) : null;
  if (url === null) throw invalid('The location of a live directory is no `ldaps://` or `ldap://` URL.');
  if (url.username !== '' || url.password !== '' || url.searchParams.has('password'))
    throw new Fault(
      'input_invalid',
      'The location of a directory holds a user or password where shell histories and process lists would keep it.',
      {
        next: `Name the user with \`user=\` and where the password is with \`passwordFrom=\`: ${example}. Change a password just typed.`,
      },
    );
  const given = new Map(url.searchParams);
  const unknown = [...given.keys()].find((name) => !known.has(name));
  if (unknown !== undefined || given.size !== url.searchParams.size)
    throw invalid(
      `The location of a directory says \`${(unknown ?? 'something').slice(0, 40)}\`, which nobody knows, or something twice.`,
    );
  const starttls = given.get('starttls');
  if (starttls !== undefined && starttls !== 'yes')
    throw invalid('`starttls=` can only be `yes`: TLS is left out only to this machine itself.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isSecure = url.protocol.toLowerCase() === 'ldaps:';
  const authority = given.get('sslrootcert');
  const inClear = isHere(host) && starttls === undefined && authority === undefined;
  const base = decoded(url.pathname.slice(1));
  const member = (name: string, value: string | undefined): object =>
    value === undefined || value === '' ? {} : { [name]: value };
  const config = liveConfig.safeParse({
    host,
    port: url.port === '' ? (isSecure ? 636 : 389) : Number(url.port),
    tls: isSecure ? 'ldaps' : inClear ? 'none' : 'starttls',
    ...member('tlsAuthorityFile', authority),
    ...member('base', base),
    ...member('user', given.get('user')),
    ...member('passwordFrom', given.get('passwordFrom')),
    ...member('policy', given.get('policy')),
  });
  return checked(config);
}

const known: ReadonlySet<string> = new Set(['user', 'passwordFrom', 'sslrootcert', 'starttls', 'policy']);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('The base of a directory’s location is not percent-encoded as a URL is.');
  }
}

const invalid = (message: string): Fault =>
  new Fault('input_invalid', message, { next: `Like this: ${example}` });
