import { z } from 'zod';
import type { Fault } from '../../../model/index.ts';
import { isReference } from '../../../platform/secrets/index.ts';
import { apiHost, isThisMachine } from './api-host.ts';

/** Where an API is asked and by which credential, as every source that is one keeps it. */
export const apiServer = {
  host: apiHost,
  port: z.number().int().min(1).max(65_535),
  /** In the clear only to this machine. */
  tls: z.enum(['verify-full', 'disable']),
  passwordFrom: z.string().max(4200).refine(isReference, 'is no env:NAME, file:PATH or stored:NAME'),
};

/** What is wrong with a location, in the words of its connector. It never repeats a URL, which could hold a token. */
type Invalid = (what: string) => Fault;

/** The URL that a location is, or undefined: a path. `token`: how tokens of this API begin. Throws what `invalid` makes. */
export function apiUrl(
  location: string,
  { token, invalid }: { readonly token?: RegExp; readonly invalid: Invalid },
): URL | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) return undefined;
  const url = URL.canParse(location) ? new URL(location) : undefined;
  if (url === undefined) throw invalid('is no URL');
  if (url.username !== '' || url.password !== '' || token?.test(location) === true)
    throw invalid(
      'holds a token, where shell histories and process lists would keep it. Revoke the one just typed',
    );
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isThisMachine(url.hostname)))
    throw invalid('has to begin with https://, so that nobody on the way sees the token');
  return url;
}

/** The configuration in such a URL: its server, its credential, and `also`. Throws what `invalid` makes. */
export function configIn<T>(
  url: URL,
  of: {
    readonly shape: z.ZodType<T>;
    /** Parameters that it may have besides `passwordFrom`. */
    readonly parameters?: readonly string[];
    readonly also: Readonly<Record<string, unknown>>;
    readonly invalid: Invalid;
  },
): T {
  const { shape, parameters = [], also, invalid } = of;
  const known = ['passwordFrom', ...parameters];
  const [others] = [...url.searchParams.keys()].filter((name) => !known.includes(name));
  if (others !== undefined) throw invalid(`says \`${others.slice(0, 40)}\`, which is not known here`);
  const config = shape.safeParse({
    host: url.hostname,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    tls: url.protocol === 'https:' ? 'verify-full' : 'disable',
    ...also,
    passwordFrom: url.searchParams.get('passwordFrom') ?? undefined,
  });
  if (!config.success)
    throw invalid(`is incomplete: ${config.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
  return config.data;
}
