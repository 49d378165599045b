// Compiles ahead what the server, the enforcer and the sequencer load, so that their next start does not: `node scripts/compile-ahead.mjs [UID]...`.
// The compiled code lies beside the packages, where only who may change the program may write. The processes run as OS
// users of their own, whose names those who are given are: they may read it and no more.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  globSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { enableCompileCache, flushCompileCache, getCompileCacheDir } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const programs = ['app', 'enforcer', 'sequencer'].map((name) => join(root, 'src', `${name}.ts`));
enableCompileCache(join(root, 'node_modules', '.cache', 'countersign'));
const folder = getCompileCacheDir();
const stamp = join(folder, 'ahead');

function stampOfSources() {
  const digest = createHash('sha256').update(process.version);
  for (const path of globSync('src/**/*.ts', { cwd: root }).sort()) {
    const { mtimeMs, size } = statSync(join(root, path));
    digest.update(`${path}\0${mtimeMs}\0${size}\0`);
  }
  return digest.digest('hex');
}

/** Each module a program names, and with it all that those load. The program itself is not run. */
async function load(program) {
  const imports = /^import\s+(?!type\b)[^;]*?from '([^']+)';/gm;
  for (const [, specifier] of readFileSync(program, 'utf8').matchAll(imports))
    await import(
      specifier.startsWith('.') ? pathToFileURL(join(dirname(program), specifier)).href : specifier
    );
}

const now = stampOfSources();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== now) {
  for (const program of programs) await load(program);
  flushCompileCache();
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
  writeFileSync(stamp, now);
}
for (const uid of process.argv.slice(2)) {
  const theirs = folder.replace(/-\d+$/, `-${uid}`);
  if (!existsSync(theirs)) symlinkSync(basename(folder), theirs);
}
