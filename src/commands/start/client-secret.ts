import { createHash } from 'node:crypto';
import { Fault } from '../../model/index.ts';
import { isDataFolder, pathsIn } from '../../platform/data-folder/index.ts';
import { parseReference, readSecret } from '../../platform/secrets/index.ts';
import { credentialsOf } from './credentials.ts';
import { ownersIn } from './source-access.ts';

/**
 * Puts an identity provider's client secret, told by `env:NAME` or `file:PATH`, into the server's own store, since the server
 * sees neither this shell nor this user's files. Returns the reference under which the server finds it.
 */
export function storeClientSecret(
  folder: string,
  given: { readonly issuer: string; readonly clientId: string; readonly from: string },
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string {
  if (!isDataFolder(folder))
    throw new Fault('usage', `There is no Countersign data in \`${folder}\` yet.`, {
      next: 'Start it once with `npm start`.',
    });
  const reference = parseReference(given.from);
  if (reference.kind === 'stored') return given.from;
  const secret = readSecret(reference, { env, folder: cwd });
  const client = createHash('sha256')
    .update(JSON.stringify([given.issuer, given.clientId]))
    .digest('hex');
  const name = `oidc/${client.slice(0, 16)}`;
  credentialsOf(pathsIn(folder).server, ownersIn(folder)('server')).set(name, secret);
  return `stored:${name}`;
}
