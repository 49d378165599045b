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
  /** Of Vault Enterprise and OpenBao: `admin/team`. */
  namespace: z
    .string()
    .max(2000)
    .refine((text) => text.split('/').every(isPathName))
    .optional(),
  passwordFrom: z.string().max(4200).refine(isReference, 'is no env:NAME, file:PATH or stored:NAME'),
});
export type ExportConfig = z.infer<typeof exported>;
export type LiveConfig = z.infer<typeof live>;

/** An export or policy files, or a server that is asked itself. The token is never here: `passwordFrom` names it. */
export const vaultConfig = z.union([exported, live.refine(isCovered, 'is in the clear')]);
export type VaultConfig = z.infer<typeof vaultConfig>;

const example = 'https://vault.acme.example:8200?passwordFrom=env:VAULT_TOKEN';

/** A folder or file, or `https://HOST[:PORT]?passwordFrom=…[&namespace=…]`. Throws Fault `input_invalid`, never repeating a URL. */
export function locateVault(location: string): VaultConfig {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(location))
    return {
      path: pathOf(location, `a folder with policies or with \`v1/\` as Vault answers it, or ${example}`),
    };
  const url = URL.canParse(location) ? new URL(location) : undefined;
  if (url === undefined) throw invalid('is no URL');
  if (url.username !== '' || url.password !== '' || /\b(?:hvs|hvb|s|b)\.[A-Za-z0-9]{20}/.test(location))
    throw invalid(
      'holds a token, where shell histories and process lists would keep it. Revoke the one just typed',
    );
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere))
    throw invalid('has to begin with https://, so that nobody on the way sees the token');
  if (!['', '/'].includes(url.pathname)) throw invalid('has a path: it is the host and port alone');
  const [others] = [...url.searchParams.keys()].filter(
    (name) => !['passwordFrom', 'namespace'].includes(name),
  );
  if (others !== undefined) throw invalid(`says \`${others.slice(0, 40)}\`, which is not known here`);
  const namespace = url.searchParams.get('namespace');
  const config = live.safeParse({
    host: url.hostname,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    tls: url.protocol === 'https:' ? 'verify-full' : 'disable',
    ...(namespace === null ? {} : { namespace }),
    passwordFrom: url.searchParams.get('passwordFrom') ?? undefined,
  });
  if (!config.success)
    throw invalid(`is incomplete: ${config.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
  return config.data;
}

const invalid = (what: string): Fault =>
  new Fault('input_invalid', `The location of a Vault source ${what}.`, {
    next: `Like this: ${example} (or a folder with an export or policies).`,
  });
