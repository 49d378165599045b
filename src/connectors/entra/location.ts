import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { isReference } from '../../platform/secrets/index.ts';
import { pathOf } from '../kit/input-files.ts';
import { isCovered, isCoveredUrl, isThisMachine } from '../kit/rest/api-host.ts';

/** Where each cloud signs in, by the host of its Graph. Nowhere else a secret is sent. */
export const clouds: ReadonlyMap<string, string> = new Map([
  ['graph.microsoft.com', 'login.microsoftonline.com'],
  ['graph.microsoft.us', 'login.microsoftonline.us'],
  ['dod-graph.microsoft.us', 'login.microsoftonline.us'],
  ['microsoftgraph.chinacloudapi.cn', 'login.partner.microsoftonline.cn'],
]);

const exported = z.strictObject({ path: z.string().min(1).max(4096) });
const live = z
  .strictObject({
    host: z
      .string()
      .max(253)
      .refine((host) => clouds.has(host) || isThisMachine(host), 'is no cloud of Microsoft’s'),
    port: z.number().int().min(1).max(65_535),
    /** In the clear only to this machine. */
    tls: z.enum(['verify-full', 'disable']),
    /** Its id, or one of its domains. */
    tenant: z.string().regex(/^(?!\.)[A-Za-z0-9.-]{1,200}$/),
    /** The id of the application that asks. */
    user: z.string().regex(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i),
    passwordFrom: z.string().max(4200).refine(isReference, 'is no env:NAME, file:PATH or stored:NAME'),
  })
  .refine(isCovered, 'is in the clear');
export type ExportConfig = z.infer<typeof exported>;
export type LiveConfig = z.infer<typeof live>;

/** An export in a folder, or a tenant that is asked itself. The secret is never here: `passwordFrom` names it. */
export const entraConfig = z.union([exported, live]);
export type EntraConfig = z.infer<typeof entraConfig>;

const example =
  'https://graph.microsoft.com/acme.onmicrosoft.com?clientId=00000000-0000-0000-0000-000000000000&passwordFrom=env:ENTRA_SECRET';

/**
 * A folder, or `https://GRAPH-HOST/TENANT?clientId=…&passwordFrom=…`. Throws Fault `input_invalid`; a URL is never repeated
 * in it, since it could hold a secret.
 */
export function locateEntra(location: string): EntraConfig {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(location))
    return {
      path: pathOf(
        location,
        `a folder with answers of Microsoft Graph, such as \`users.json\`, or ${example}`,
      ),
    };
  const url = URL.canParse(location) ? new URL(location) : undefined;
  if (url === undefined) throw invalid('is no URL');
  const names = [...url.searchParams.keys()];
  if (url.username !== '' || url.password !== '' || names.some((name) => /secret|password$/i.test(name)))
    throw invalid(
      'holds a secret, where shell histories and process lists would keep it. Remove the one just typed at Entra',
    );
  if (!isCoveredUrl(url))
    throw invalid('has to begin with https://, so that nobody on the way sees the secret');
  if (!clouds.has(url.hostname) && !isThisMachine(url.hostname))
    throw invalid(`names no Graph of Microsoft’s: it is one of ${[...clouds.keys()].join(', ')}`);
  const other = names.find((name) => name !== 'passwordFrom' && name !== 'clientId');
  if (other !== undefined) throw invalid(`says \`${other.slice(0, 40)}\`, which is not known here`);
  const config = live.safeParse({
    host: url.hostname,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    tls: url.protocol === 'https:' ? 'verify-full' : 'disable',
    tenant: url.pathname.replace(/^\//, '').replace(/\/$/, ''),
    user: url.searchParams.get('clientId') ?? undefined,
    passwordFrom: url.searchParams.get('passwordFrom') ?? undefined,
  });
  if (config.success) return config.data;
  const missing = config.error.issues.map(({ path }) => (path[0] === 'user' ? 'clientId' : path.join('.')));
  throw invalid(`is incomplete or cannot be read: ${missing.join(', ')}`);
}

const invalid = (what: string): Fault =>
  new Fault('input_invalid', `The location of an Entra source ${what}.`, {
    next: `Like this: ${example} (or a folder with an export).`,
  });
