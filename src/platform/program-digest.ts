import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * Names this very program: a digest of all its code and of the versions that its package asks for. What an earlier program
 * concluded is known by another name, without anyone having to remember to raise a version.
 */
export function programDigest(): string {
  known ??= digestOfFiles();
  return known;
}

let known: string | undefined; // asked for at each read, and the program does not change while it runs

function digestOfFiles(): string {
  const hash = createHash('sha256').update(process.version);
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    ['.ts', '.js', '.mjs', '.cjs'].includes(extname(name)),
  );
  for (const name of names.toSorted()) hash.update(`\0${name}\0`).update(readFileSync(join(root, name)));
  return hash
    .update('\0package\0')
    .update(readFileSync(join(root, '..', 'package.json')))
    .digest('hex');
}
