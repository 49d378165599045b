// Plain Node (>= 18), no dependencies: makes node_modules match package-lock.json, once, however many ask at a time.
import { spawn, spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import installed from './installed.cjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const { isInstalled, stamp } = installed;
const lock = join(root, '.countersign-install');
const say = (text) => process.stderr.write(`countersign: ${text}\n`);
const fail = (text) => {
  say(text);
  process.exit(3);
};

/** One installer at a time: a folder, whose holder touches it every second. Returns false once another has installed. */
async function takeTurn() {
  for (let told = false; ;) {
    try {
      mkdirSync(lock);
      return true;
    } catch (error) {
      if (error.code !== 'EEXIST')
        fail(`cannot install into ${root} (${error.code}). Use a copy that you may write to.`);
    }
    if (isInstalled().done) return false;
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > 15_000) {
      // Its holder was killed. Moved aside, so that of several who see this only one removes it.
      const aside = `${lock}.${process.pid}`;
      try {
        renameSync(lock, aside);
        rmSync(aside, { recursive: true, force: true });
      } catch {
        // another was faster
      }
    }
    if (!told) say('another process is installing the dependencies; waiting for it...');
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** npm as a script of this Node where it can be found, else the `npm` on PATH. Other package managers know no `ci`. */
function npmCommand() {
  const candidates = [
    process.env.npm_execpath,
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const script = candidates.find((path) => path && basename(path) === 'npm-cli.js' && existsSync(path));
  return script ? [process.execPath, [script]] : ['npm', []];
}

/** npm needs a cache that it can write to; where the home folder is read-only or absent, a temporary one does. */
function cacheFolder() {
  let at = process.env.npm_config_cache || join(homedir(), '.npm');
  try {
    while (!existsSync(at) && at !== dirname(at)) at = dirname(at);
    if (at === '/' || at === '.') throw new Error('no home');
    accessSync(at, constants.W_OK);
    return undefined;
  } catch {
    return mkdtempSync(join(tmpdir(), 'countersign-npm-'));
  }
}

async function install(want) {
  say('installing dependencies (npm ci), about half a minute the first time...');
  const [command, args] = npmCommand();
  const cache = cacheFolder();
  const env = cache ? { ...process.env, npm_config_cache: cache } : process.env;
  const npmArgs = [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn(command, npmArgs, { cwd: root, env, stdio: ['ignore', 2, 2] });
  const beat = setInterval(() => {
    try {
      utimesSync(lock, new Date(), new Date());
    } catch {
      // somebody removed the lock by hand
    }
  }, 1000);
  // Ctrl-C reaches npm as well; it ends first, then we do, and the next run starts over.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const how = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.code === 'ENOENT' ? 'npm was not found' : error.message));
    child.once('close', (status, signal) =>
      resolve(status === 0 ? undefined : (signal ?? `status ${status}`)),
    );
  });
  clearInterval(beat);
  if (cache) rmSync(cache, { recursive: true, force: true });
  if (how) return how;
  const local = join(modules, '.bin', 'node');
  const isOld = Number(process.versions.node.split('.')[0]) < 24;
  // A packaged Node that cannot run here (musl instead of glibc) must not stand in the way of one that can.
  if (existsSync(local) && spawnSync(local, ['--version']).status !== 0 && !isOld) unlinkSync(local);
  writeFileSync(stamp, want);
  return undefined;
}

/** Makes it so, unless node_modules is a link: what it points to is another checkout's to install. */
async function ensureInstalled() {
  const { done, whole } = isInstalled();
  if (done) return;
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    if (whole) return;
    fail('node_modules is a link, and packages are missing there. Run `npm ci` where it points to.');
  }
  if (!(await takeTurn())) return;
  const { want, done: doneSince } = isInstalled();
  const problem = doneSince ? undefined : await install(want);
  rmSync(lock, { recursive: true, force: true });
  if (problem) fail(`npm ci did not finish (${problem}; see above). Mend it and run the same command again.`);
}

await ensureInstalled();

const local = join(modules, '.bin', 'node');
const runs = existsSync(local) && statSync(local).isFile();
if (Number(process.versions.node.split('.')[0]) < 24 && !runs)
  fail(
    `this platform (${process.platform}-${process.arch}) has no packaged Node.js 24 on npm, and this is ${process.version}.\n` +
      'Install Node.js 24 or newer and run the same command again.',
  );
