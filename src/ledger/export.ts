import { mkdir, open, writeFile, type FileHandle } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Fault } from '../model/failure.ts';
import type { Queryable } from '../platform/store/index.ts';
import { writeBundle } from './bundle.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { databaseTiles } from './database-tiles.ts';
import { liveBytes } from './live-reader.ts';
import { tilePath, tilesOf, tileWidth } from './tiles.ts';

export interface ExportOptions {
  /** One repeatable-read transaction. */
  readonly database: Queryable;
  /** An empty or absent folder. */
  readonly folder: string;
  /** Outside notes read before the transaction began. */
  readonly outsideNotes: readonly string[];
}

export interface ExportManifest {
  readonly v: 'countersign/ledger-export/v1';
  readonly origin: string;
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** Files of an export beside the tiles. */
export const exportFiles = {
  manifest: 'manifest.json',
  checkpoint: 'checkpoint',
  checkpoints: 'checkpoints.txt',
  outside: 'outside-checkpoints.txt',
} as const;

/**
 * Writes a folder that verifies offline: checkpoint, tiles and entry bundles as C2SP tlog-tiles lays them out, every
 * checkpoint, the outside copies, the blobs, and a manifest naming every file with its SHA-256.
 */
export async function exportLedger({
  database,
  folder,
  outsideNotes,
}: ExportOptions): Promise<ExportManifest> {
  const bytes = liveBytes(database, outsideNotes);
  const [head] = await database.query<{ size: number; note: string }>(
    'select size, note from ledger.checkpoint order by size desc limit 1',
  );
  const checkpoint =
    head === undefined ? undefined : parseCheckpoint(head.note.slice(0, head.note.lastIndexOf('\n\n') + 1));
  if (head === undefined || checkpoint === undefined)
    throw new Fault('not_found', 'the ledger has no checkpoint yet, so there is nothing to export', {
      next: 'Start Countersign once, then export again.',
    });
  const files: { path: string; bytes: number; sha256: string }[] = [];
  const write = async (path: string, content: Uint8Array | string): Promise<void> => {
    const whole = Buffer.from(content);
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), whole, { flag: 'wx' });
    files.push({ path, bytes: whole.length, sha256: createHash('sha256').update(whole).digest('hex') });
  };

  await write(exportFiles.checkpoint, head.note);
  await writeNotes(folder, exportFiles.checkpoints, bytes.checkpoints(), files);
  await writeNotes(folder, exportFiles.outside, bytes.outside(), files);

  let bundle: Uint8Array[] = [];
  let index = 0;
  const flush = async (): Promise<void> => {
    await write(tilePath('entries', index, bundle.length), writeBundle(bundle));
    index++;
    bundle = [];
  };
  for await (const page of bytes.entries()) {
    for (const entry of page) {
      bundle.push(entry.leaf);
      if (bundle.length === tileWidth) await flush();
    }
  }
  if (bundle.length > 0) await flush();

  const tiles = databaseTiles(database);
  for (const { level, index, width } of tilesOf(checkpoint.size))
    await write(tilePath(level, index, width), await tiles.tile(level, index, width));

  let page = 0;
  for await (const blobs of bytes.blobs()) {
    const lines = blobs.map((blob) =>
      JSON.stringify({
        ...blob,
        salt: blob.salt === null ? null : Buffer.from(blob.salt).toString('base64'),
      }),
    );
    await write(`blobs/${String(page).padStart(6, '0')}.jsonl`, `${lines.join('\n')}\n`);
    page++;
  }

  const manifest: ExportManifest = {
    v: 'countersign/ledger-export/v1',
    origin: checkpoint.origin,
    size: checkpoint.size,
    files,
  };
  await writeFile(join(folder, exportFiles.manifest), `${JSON.stringify(manifest, undefined, 1)}\n`, {
    flag: 'wx',
  });
  return manifest;
}

async function writeNotes(
  folder: string,
  path: string,
  pages: AsyncIterable<readonly string[]>,
  files: { path: string; bytes: number; sha256: string }[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file: FileHandle = await open(join(folder, path), 'wx');
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const page of pages) {
      const text = page.map((note) => `${note}--\n`).join('');
      hash.update(text);
      bytes += Buffer.byteLength(text);
      await file.writeFile(text);
    }
  } finally {
    await file.close();
  }
  files.push({ path, bytes, sha256: hash.digest('hex') });
}
