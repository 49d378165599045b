// Builds the console into web/dist when its sources changed since (some seconds), and does nothing when they did not.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'web', 'dist');
const say = (text) => process.stderr.write(`countersign: ${text}\n`);

/** One digest over every source of the console by name and content, and over the lock. */
function stampOfSources() {
  const digest = createHash('sha256');
  const add = (path) =>
    digest
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  const walk = (folder) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('dist') || entry.name === 'node_modules') continue;
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else add(path);
    }
  };
  add('package-lock.json');
  walk('web');
  return digest.digest('hex');
}

function isBuilt(stamp) {
  const kept = join(dist, '.stamp');
  return existsSync(kept) && readFileSync(kept, 'utf8') === stamp;
}

/** Beside the old one and then put in its place, so that nobody ever sees half of it and two builds at once do no harm. */
function build(stamp) {
  const fresh = `${dist}.${process.pid}`;
  const aside = `${dist}.old.${process.pid}`;
  const packaged = join(root, 'node_modules', '.bin', 'node');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'error'];
  const run = spawnSync(existsSync(packaged) ? packaged : process.execPath, args, {
    cwd: join(root, 'web'),
    // another NODE_ENV of the caller's would bring React along as it is for development
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 2, 2],
  });
  try {
    if (run.status !== 0) return 'vite build failed, see above';
    writeFileSync(join(fresh, '.stamp'), stamp);
    if (existsSync(dist)) renameSync(dist, aside);
    renameSync(fresh, dist);
    return undefined;
  } catch (error) {
    // Another build put its own there in the meantime.
    return isBuilt(stamp) ? undefined : error.message;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(aside, { recursive: true, force: true });
  }
}

const stamp = stampOfSources();
if (!isBuilt(stamp)) {
  say('building the console, some seconds...');
  const problem = build(stamp);
  if (problem !== undefined) {
    const instead = existsSync(join(dist, 'index.html'))
      ? 'the one built before is served'
      : 'none is served';
    say(`the console was not built (${problem}); ${instead}. Everything else works.`);
    process.exitCode = 1;
  }
}
