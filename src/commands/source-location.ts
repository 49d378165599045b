import { realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { done, refuse, type Result } from '../model/index.ts';

/**
 * Who says where a source is. The owner of the data folder may name whatever they can read themselves. Whoever asks over the
 * network is somebody else than the server's OS user: with a path or a reference of their choice that user would read its
 * own files for them, or send a secret to a host of theirs.
 */
export type AskedFrom = 'owner' | 'network';

type Config = Readonly<Record<string, unknown>>;

/** Members of a configuration that say nothing about files, sockets or secrets of this machine. */
const harmless: ReadonlySet<string> = new Set([
  'port',
  'user',
  'database',
  'tls',
  'org',
  'base',
  'tenant',
  'client',
  'namespace',
  'account',
  'region',
  'regions',
  'resources',
  'roleArn',
  'externalId',
  'memberRole',
  'memberExternalId',
]);
/** Variables that were set for sources, and no other of the server's environment. */
const forSources = /^env:COUNTERSIGN_SOURCE_[A-Z0-9_]{1,80}$/;

/**
 * A configuration as it may be asked for over the network: files, also those that hold secrets and certificates, are named
 * below `imports` alone, where links that lead out are refused; variables are those for sources; hosts are reached by
 * network. A member that is not known here is refused.
 */
export function boundToImports(config: Config, imports: string): Result<Config> {
  const bound: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(config)) {
    const taken = harmless.has(name) ? done(value) : boundMember(name, value, imports);
    if (!taken.ok) return taken;
    bound[name] = taken.value;
  }
  return done(bound);
}

function boundMember(name: string, value: unknown, imports: string): Result<unknown> {
  if (typeof value !== 'string') return refused(`\`${name}\` cannot be given here.`);
  switch (name) {
    case 'path':
    case 'tlsAuthorityFile':
      return below(imports, value);
    case 'host':
      return /^[/@]/.test(value) ? refused('A socket of this machine cannot be named here.') : done(value);
    case 'passwordFrom': {
      if (forSources.test(value)) return done(value);
      if (!value.startsWith('file:'))
        return refused(
          'Of variables only `env:COUNTERSIGN_SOURCE_…` can be named here, and nothing of a credential store.',
        );
      const file = below(imports, value.slice('file:'.length));
      return file.ok ? done(`file:${file.value}`) : file;
    }
    default:
      return refused(`\`${name}\` cannot be given here.`);
  }
}

/** The real path of something in `imports`, by its name there. */
function below(imports: string, named: string): Result<string> {
  const parts = named.split('/');
  if (
    named.startsWith('/') ||
    parts.some((part) => part === '' || part.startsWith('.')) ||
    named.length > 1000
  )
    return refused(
      'A file or folder is named as it is called in the folder of imports, without `/` before it, `.` or `..`.',
    );
  const missing = refuse(
    'not_found',
    `There is no \`${named}\` in the folder of imports that this server can read.`,
    `Put it into \`${imports}\`, readable for the server, and name it as it is called there.`,
  );
  try {
    const root = realpathSync(imports);
    const path = realpathSync(join(root, named));
    const kind = statSync(path);
    // what leads out is told like what is not there, so that nobody learns what else there is
    return path.startsWith(root + sep) && (kind.isFile() || kind.isDirectory()) ? done(path) : missing;
  } catch {
    return missing;
  }
}

const refused = (message: string): Result<never> =>
  refuse(
    'not_permitted',
    message,
    'Add it on the machine where the server runs: `countersign source add NAME:CONNECTOR=LOCATION`.',
  );
