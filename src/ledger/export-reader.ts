import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBundle } from './bundle.ts';
import { readBase64 } from './hashing.ts';
import { hasOnly, isDigestText, isObject, isText, member, parseJson } from './shape.ts';
import { tilePath, tilesOf, tileWidth } from './tiles.ts';
import type { FileProblem, LedgerBytes, StoredBlob, StoredEntry } from './verify-input.ts';

/**
 * Feeds the verifier from an export folder with node:fs alone. `remembered`: checkpoint notes this client has kept
 * itself. What cannot be read is reported as a file that is missing or changed, never skipped. The folder may be anybody's:
 * no link is followed, and work and memory are bounded by what is in it.
 */
export async function exportBytes(folder: string, remembered: readonly string[] = []): Promise<LedgerBytes> {
  const manifest = await readManifest(folder);
  const size = manifest?.size ?? 0;
  const tile = async (level: number, index: number, width: number): Promise<Uint8Array | undefined> =>
    optional(join(folder, tilePath(level, index, width)));
  return {
    tile,
    fileProblems: () => checkFiles(folder, manifest),
    async *entries() {
      for (let index = 0; index * tileWidth < size; index++) {
        const width = Math.min(tileWidth, size - index * tileWidth);
        const bytes = await optional(join(folder, tilePath('entries', index, width)));
        const leaves = bytes === undefined ? undefined : readBundle(bytes);
        if (leaves === undefined) continue; // the verifier sees the gap, the file check names the file
        const hashes = await tile(0, index, width);
        yield leaves.map((leaf, i): StoredEntry => {
          const hash = hashes?.subarray(i * 32, i * 32 + 32);
          return { seq: index * tileWidth + i, leaf, hashes: hash?.length === 32 ? [hash] : [] };
        });
      }
    },
    checkpoints: () => notesOf(join(folder, 'checkpoints.txt'), join(folder, 'checkpoint')),
    async *outside() {
      yield* notesOf(join(folder, 'outside-checkpoints.txt'));
      yield remembered;
    },
    async *blobs() {
      const names = (await readdir(join(folder, 'blobs')).catch(() => [])).sort((a, b) => (a < b ? -1 : 1));
      for (const name of names) {
        const text = (await optional(join(folder, 'blobs', name)))?.toString('utf8') ?? '';
        yield text.split('\n').flatMap((line) => readBlobLine(line) ?? []);
      }
    },
  };
}

interface Manifest {
  readonly size: number;
  readonly files: ReadonlyMap<string, string>;
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  const value = parseJson((await optional(join(folder, 'manifest.json')))?.toString('utf8') ?? '');
  if (!isObject(value) || member(value, 'v') !== 'countersign/ledger-export/v1') return undefined;
  const [size, listed] = [member(value, 'size'), member(value, 'files')];
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || !Array.isArray(listed)) return undefined;
  // each tile is a file: a size beyond them would only have the verifier count to it
  if (size < 0 || size > listed.length * tileWidth) return undefined;
  const files = new Map<string, string>();
  for (const one of listed) {
    const file: unknown = one;
    if (!isObject(file)) return undefined;
    const [path, sha256] = [member(file, 'path'), member(file, 'sha256')];
    if (!isText(path) || !isDigestText(sha256) || path.split('/').includes('..')) return undefined;
    files.set(path, sha256);
  }
  return { size, files };
}

/** Every file of the folder against the manifest, and the tiles and bundles that a ledger of this size must have. */
async function checkFiles(folder: string, manifest: Manifest | undefined): Promise<readonly FileProblem[]> {
  if (manifest === undefined) return [{ file: 'manifest.json', is: 'missing' }];
  const problems: FileProblem[] = [];
  const present = new Set<string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name).slice(join(folder, '/').length).replaceAll('\\', '/');
    if (path === 'manifest.json') continue;
    present.add(path);
    const expected = manifest.files.get(path);
    if (expected === undefined) problems.push({ file: path, is: 'extra' });
    else if (!entry.isFile() || (await sha256Of(join(folder, path))) !== expected)
      problems.push({ file: path, is: 'changed' });
  }
  const needed = new Set([
    ...manifest.files.keys(),
    'checkpoint',
    'checkpoints.txt',
    'outside-checkpoints.txt',
  ]);
  for (const { level, index, width } of tilesOf(manifest.size)) {
    needed.add(tilePath(level, index, width));
    if (level === 0) needed.add(tilePath('entries', index, width));
  }
  for (const path of needed) if (!present.has(path)) problems.push({ file: path, is: 'missing' });
  return problems;
}

async function* notesOf(...paths: readonly string[]): AsyncGenerator<readonly string[]> {
  for (const path of paths) {
    const text = (await optional(path))?.toString('utf8');
    if (text === undefined) continue;
    const notes = path.endsWith('.txt') ? text.split(/(?<=\n)--\n/).filter((note) => note !== '') : [text];
    yield notes;
  }
}

function readBlobLine(line: string): StoredBlob | undefined {
  const value = parseJson(line);
  if (!isObject(value) || !hasOnly(value, ['id', 'salt', 'content', 'erasedBy'])) return undefined;
  const [id, salt, content, erasedBy] = [
    member(value, 'id'),
    member(value, 'salt'),
    member(value, 'content'),
    member(value, 'erasedBy'),
  ];
  if (!isText(id) || (content !== null && !isText(content)) || (erasedBy !== null && !isText(erasedBy)))
    return undefined;
  return { id, content, erasedBy, salt: isText(salt) ? (readBase64(salt) ?? null) : null };
}

/** More than any file of an export has, and as much as fits into one text. */
const mostBytes = 500 * 2 ** 20;

/** A file's bytes. What is no plain file (a link to a device, a pipe) or larger than any file here is not read. */
async function optional(path: string): Promise<Buffer | undefined> {
  try {
    const is = await lstat(path);
    return is.isFile() && is.size <= mostBytes ? await readFile(path) : undefined;
  } catch {
    return undefined;
  }
}

async function sha256Of(path: string): Promise<string | undefined> {
  if ((await lstat(path)).size > mostBytes) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path))
    hash.update(Buffer.isBuffer(chunk) ? chunk : String(chunk));
  return hash.digest('hex');
}
