import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { isReference } from '../../platform/secrets/index.ts';
import { pathOf } from '../kit/input-files.ts';
import { apiHost, isCovered } from '../kit/rest/api-host.ts';
import { isPathName } from '../kit/rest/endpoint.ts';

const exported = z.strictObject({ path: z.string().min(1).max(4096) });
const live = z.strictObject({
  host: apiHost,
  port: z.number().int().min(1).max(65_535),
  /** In the clear only to this machine. */
  tls: z.enum(['verify-full', 'disable']),
  /** Of an OAuth service app, which signs in with its private key; without it, what is named is an API token. */
  client: z.string().refine(isPathName).optional(),
  passwordFrom: z.string().max(4200).refine(isReference, 'is no env:NAME, file:PATH or stored:NAME'),
});
export type ExportConfig = z.infer<typeof exported>;
export type LiveConfig = z.infer<typeof live>;

/** An export in a folder, or an organisation that is asked itself. No secret is here: `passwordFrom` names it. */
export const oktaConfig = z.union([exported, live.refine(isCovered, 'is in the clear')]);
export type OktaConfig = z.infer<typeof oktaConfig>;

const example = 'https://acme.okta.com?passwordFrom=env:OKTA_TOKEN';

/**
 * A folder, or `https://HOST[:PORT]?passwordFrom=…[&client=ID]`. Throws Fault `input_invalid`; a URL is never repeated in it,
 * since it could hold a token.
 */
export function locateOkta(location: string): OktaConfig {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(location))
    return { path: pathOf(location, `a folder with \`api/v1/\` as Okta answers it, or ${example}`) };
  const url = URL.canParse(location) ? new URL(location) : undefined;
  if (url === undefined) throw invalid('is no URL');
  if (url.username !== '' || url.password !== '')
    throw invalid(
      'holds a token, where shell histories and process lists would keep it. Revoke the one just typed',
    );
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere))
    throw invalid('has to begin with https://, so that nobody on the way sees the token');
  if (!['', '/'].includes(url.pathname)) throw invalid('has a path: it is the host alone, without `-admin`');
  if (/-admin\.okta/.test(url.hostname)) throw invalid('is the admin console’s: leave out `-admin`');
  const [others] = [...url.searchParams.keys()].filter((name) => !['passwordFrom', 'client'].includes(name));
  if (others !== undefined) throw invalid(`says \`${others.slice(0, 40)}\`, which is not known here`);
  const client = url.searchParams.get('client');
  const config = live.safeParse({
    host: url.hostname,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    tls: url.protocol === 'https:' ? 'verify-full' : 'disable',
    ...(client === null ? {} : { client }),
    passwordFrom: url.searchParams.get('passwordFrom') ?? undefined,
  });
  if (!config.success)
    throw invalid(`is incomplete: ${config.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
  return config.data;
}

const invalid = (what: string): Fault =>
  new Fault('input_invalid', `The location of an Okta source ${what}.`, {
    next: `Like this: ${example} (or a folder with an export).`,
  });
