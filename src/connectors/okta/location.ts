import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { pathOf } from '../kit/input-files.ts';
import { isCovered } from '../kit/rest/api-host.ts';
import { apiServer, apiUrl, configIn } from '../kit/rest/api-location.ts';
import { isPathName } from '../kit/rest/endpoint.ts';

const exported = z.strictObject({ path: z.string().min(1).max(4096) });
const live = z.strictObject({
  ...apiServer,
  /** Of an OAuth service app, which signs in with its private key; without it, what is named is an API token. */
  client: z.string().refine(isPathName).optional(),
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
  const url = apiUrl(location, { invalid });
  if (url === undefined)
    return { path: pathOf(location, `a folder with \`api/v1/\` as Okta answers it, or ${example}`) };
  if (!['', '/'].includes(url.pathname)) throw invalid('has a path: it is the host alone, without `-admin`');
  if (/-admin\.okta/.test(url.hostname)) throw invalid('is the admin console’s: leave out `-admin`');
  const client = url.searchParams.get('client');
  const also = client === null ? {} : { client };
  return configIn(url, { shape: live, parameters: ['client'], also, invalid });
}

const invalid = (what: string): Fault =>
  new Fault('input_invalid', `The location of an Okta source ${what}.`, {
    next: `Like this: ${example} (or a folder with an export).`,
  });
