import {
  accessSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { Fault, isSourceId } from '../../model/index.ts';
import { parseReference, readSecret } from '../../platform/secrets/index.ts';
import { credentialsOf, type SourceToAdd } from './demo.ts';
import type { Installation } from './installation.ts';

/**
 * `CONNECTOR=LOCATION` or `NAME:CONNECTOR=LOCATION` → what the server is to add. Passwords named `env:` or `file:` go into
 * the server's credential store, since the server sees neither this shell nor this user's files; files that the server's
 * OS user cannot read are copied into the data folder.
 */
export function prepareSource(
  installation: Pick<Installation, 'folder' | 'fence' | 'ownerOf'>,
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): SourceToAdd {
  const [, named, connector, location] =
    /^(?:([a-z][a-z0-9-]{0,39}):)?([a-z][a-z0-9-]{0,39})=(.+)$/s.exec(text) ?? [];
  if (connector === undefined || location === undefined)
    throw new Fault('usage', 'A source is written `CONNECTOR=LOCATION` or `NAME:CONNECTOR=LOCATION`.', {
      next: 'For example `--source aws=./authorization-details.json` or `--source crm:csv=./crm`.',
    });
  const id = named ?? connector;
  if (!isSourceId(id)) throw new Fault('usage', `\`${id}\` is no source name.`);
  return location.includes('://')
    ? { id, connector, location: storePassword(installation, id, location, env, cwd) }
    : { id, connector, location: reachable(installation, id, resolve(cwd, location)) };
}

function storePassword(
  installation: Pick<Installation, 'folder' | 'ownerOf'>,
  id: string,
  location: string,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string {
  const found = /([?&]passwordFrom=)([^&]+)/.exec(location);
  const reference = decodeURIComponent(found?.[2] ?? '');
  if (found === null || reference.startsWith('stored:')) return location;
  const secret = readSecret(parseReference(reference), { env, folder: cwd });
  credentialsOf(installation.folder.server, installation.ownerOf('server')).set(`read/${id}`, secret);
  return location.replace(found[0], `${found[1] ?? ''}stored:read/${id}`);
}

function reachable(
  { folder, fence, ownerOf }: Pick<Installation, 'folder' | 'fence' | 'ownerOf'>,
  id: string,
  path: string,
): string {
  if (!existsSync(path))
    throw new Fault('usage', `There is no file or folder \`${path}\`.`, {
      next: 'Give the path of the export, or of the folder that holds it.',
    });
  accessSync(path, constants.R_OK);
  if (fence.fence !== 'three-uids') return path;
  const copies = join(folder.server, 'sources');
  mkdirSync(copies, { recursive: true, mode: 0o755 });
  const copy = join(copies, `${id}${statSync(path).isFile() ? `-${path.split('/').at(-1) ?? 'file'}` : ''}`);
  cpSync(path, copy, { recursive: true });
  own(copies, ownerOf('server'));
  return copy;
}

function own(path: string, owner: { readonly uid: number; readonly gid: number } | undefined): void {
  if (owner === undefined) return;
  chownSync(path, owner.uid, owner.gid);
  if (!statSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) own(join(path, name), owner);
}
