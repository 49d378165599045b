import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { Fault, isSourceId } from '../../model/index.ts';
import { pathsIn, processGroup, processUsers } from '../../platform/data-folder/index.ts';
import { writeFileAtomically } from '../../platform/files.ts';
import { readAuthority } from '../../platform/postgres-url/index.ts';
import { parseReference, readSecret } from '../../platform/secrets/index.ts';
import { copyExport } from './copy-export.ts';
import { credentialsOf, type SourceToAdd } from './credentials.ts';
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
  const { named, connector, location } = readSourceText(text);
  const id = named ?? connector;
  if (!isSourceId(id)) throw new Fault('usage', `\`${id}\` is no source name.`);
  return location.includes('://')
    ? {
        id,
        connector,
        location: bringAuthority(installation, id, storePassword(installation, id, location, env, cwd), cwd),
      }
    : {
        id,
        connector,
        location: reachable(installation.folder, isApart(installation), id, resolve(cwd, location)),
      };
}

/** `CONNECTOR=LOCATION` or `NAME:CONNECTOR=LOCATION`, taken apart. Throws Fault `usage`. */
export function readSourceText(text: string): {
  readonly named: string | undefined;
  readonly connector: string;
  readonly location: string;
} {
  const [, named, connector, location] =
    /^(?:([a-z][a-z0-9-]{0,39}):)?([a-z][a-z0-9-]{0,39})=(.+)$/s.exec(text) ?? [];
  if (connector === undefined || location === undefined)
    throw new Fault('usage', 'A source is written `CONNECTOR=LOCATION` or `NAME:CONNECTOR=LOCATION`.', {
      next: 'For example `--source aws=./authorization-details.json` or `--source crm:csv=./crm`.',
    });
  return { named, connector, location };
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

/** The file of certificates that a location names, where the server can read it, whatever its current folder is. */
function bringAuthority(
  installation: Pick<Installation, 'folder' | 'fence'>,
  id: string,
  location: string,
  cwd: string,
): string {
  const found = /([?&]sslrootcert=)[^&]+/.exec(location);
  const named = new URLSearchParams(location.slice(location.indexOf('?') + 1)).get('sslrootcert');
  if (found === null || named === null) return location;
  const file = resolve(cwd, named);
  readAuthority(file);
  const kept = encodeURIComponent(reachable(installation.folder, isApart(installation), id, file));
  return location.replace(found[0], () => `${found[1] ?? ''}${kept}`);
}

/** The path as the server can read it: itself, or a copy where the server is an OS user of its own (`isApart`). */
export function reachable(
  folder: { readonly imports: string },
  isApart: boolean,
  id: string,
  path: string,
): string {
  if (!existsSync(path))
    throw new Fault('usage', `There is no file or folder \`${path}\`.`, {
      next: 'Give the path of the export, or of the folder that holds it.',
    });
  accessSync(path, constants.R_OK);
  if (!isApart) return path;
  mkdirSync(folder.imports, { recursive: true });
  openToGroup(folder.imports, 0o710);
  const copy = join(
    folder.imports,
    `${id}${statSync(path).isFile() ? `-${path.split('/').at(-1) ?? 'file'}` : ''}`,
  );
  writeFileAtomically(noteOf(folder.imports, id), JSON.stringify({ from: path, copy }), { mode: 0o600 });
  copyFor(path, copy);
  return copy;
}

const isApart = ({ fence }: Pick<Installation, 'fence'>): boolean => fence.fence === 'three-uids';

const noteOf = (imports: string, id: string): string => join(imports, `.${id}.json`);
const noteSchema = z.strictObject({ from: z.string(), copy: z.string() });

/** Before a source is read again: what the server reads is made the same as what was exported since. */
export function copyAgain(dataFolder: string, id: string): void {
  const note = noteOf(pathsIn(dataFolder).imports, id);
  if (!isSourceId(id) || process.getuid?.() !== 0 || !existsSync(note)) return;
  const { from, copy } = noteSchema.parse(JSON.parse(readFileSync(note, 'utf8')));
  if (!existsSync(from))
    throw new Fault('usage', `\`${from}\`, which source \`${id}\` is read from, is gone.`, {
      next: 'Put the export back there.',
    });
  copyFor(from, copy);
}

function copyFor(path: string, copy: string): void {
  rmSync(copy, { recursive: true, force: true });
  try {
    copyExport(path, copy);
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    throw error;
  }
  letServerRead(copy);
}

/**
 * The files are the server's to read; every folder stays ours. Where root copies and gives away, nobody else may be able
 * to put a link in the way.
 */
function letServerRead(path: string): void {
  if (!statSync(path).isDirectory()) {
    chmodSync(path, 0o400);
    return lchownSync(path, processUsers.server.uid, processUsers.server.gid);
  }
  for (const name of readdirSync(path)) letServerRead(join(path, name));
  openToGroup(path, 0o750);
}

function openToGroup(folder: string, mode: number): void {
  chownSync(folder, 0, processGroup);
  chmodSync(folder, mode);
}
