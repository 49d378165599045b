import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { pathOf } from '../kit/input-files.ts';
import { isCovered } from '../kit/rest/api-host.ts';
import { apiServer, apiUrl, configIn } from '../kit/rest/api-location.ts';
import { isPathName } from '../kit/rest/endpoint.ts';
import { vaultToken } from './shapes.ts';

const exported = z.strictObject({ path: z.string().min(1).max(4096) });
const live = z.strictObject({
  ...apiServer,
  /** Of Vault Enterprise and OpenBao: `admin/team`. */
  namespace: z
    .string()
    .max(2000)
    .refine((text) => text.split('/').every(isPathName))
    .optional(),
});
export type ExportConfig = z.infer<typeof exported>;
export type LiveConfig = z.infer<typeof live>;

/** An export or policy files, or a server that is asked itself. The token is never here: `passwordFrom` names it. */
export const vaultConfig = z.union([exported, live.refine(isCovered, 'is in the clear')]);
export type VaultConfig = z.infer<typeof vaultConfig>;

const example = 'https://vault.acme.example:8200?passwordFrom=env:VAULT_TOKEN';

/** A folder or file, or `https://HOST[:PORT]?passwordFrom=…[&namespace=…]`. Throws Fault `input_invalid`, never repeating a URL. */
export function locateVault(location: string): VaultConfig {
  const url = apiUrl(location, { token: vaultToken, invalid });
  if (url === undefined)
    return {
      path: pathOf(location, `a folder with policies or with \`v1/\` as Vault answers it, or ${example}`),
    };
  if (!['', '/'].includes(url.pathname)) throw invalid('has a path: it is the host and port alone');
  const namespace = url.searchParams.get('namespace');
  const also = namespace === null ? {} : { namespace };
  return configIn(url, { shape: live, parameters: ['namespace'], also, invalid });
}

const invalid = (what: string): Fault =>
  new Fault('input_invalid', `The location of a Vault source ${what}.`, {
    next: `Like this: ${example} (or a folder with an export or policies).`,
  });
