import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Fault, isSourceId } from '../../model/index.ts';
import { locateLive } from '../../connectors/ldap/location.ts';
import { leaseTermsIn } from '../../connectors/vault/lease.ts';
import { checkDeskUrl, isDeskKind } from '../../connectors/tickets/index.ts';
import { locatePostgres } from '../../connectors/postgres/location.ts';
import { isDataFolder, pathsIn, processUsers, type ProcessName } from '../../platform/data-folder/index.ts';
import { readAuthority } from '../../platform/postgres-url/index.ts';
import { parseReference, readSecret } from '../../platform/secrets/index.ts';
import { credentialsOf, type SourceToAdd } from './credentials.ts';
import { prepareSource } from './prepare-source.ts';

type Owner = { readonly uid: number; readonly gid: number } | undefined;

/** Whose files a data folder's processes own, as its folders show. */
export function ownersIn(folder: string): (name: ProcessName) => Owner {
  const paths = pathsIn(folder);
  const apart = statSync(paths.enforcer).uid === processUsers.enforcer.uid;
  return (name) => (apart ? processUsers[name] : undefined);
}

/** Throws Fault `usage` where no server ever kept its data. */
export function mustBeData(folder: string): void {
  if (!isDataFolder(folder))
    throw new Fault('usage', `There is no Countersign data in \`${folder}\` yet.`, {
      next: 'Start it once with `npm start`.',
    });
}

/** What `source add` sends to the server: with the password stored and files where the server can read them. */
export function prepareForSource(
  folder: string,
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): SourceToAdd {
  mustBeData(folder);
  const ownerOf = ownersIn(folder);
  const fence =
    ownerOf('server') === undefined
      ? ({ fence: 'roles-only', because: '', next: '' } as const)
      : ({ fence: 'three-uids' } as const);
  return prepareSource(
    { folder: { ...pathsIn(folder), isNew: false, apiSocket: '' }, fence, ownerOf },
    text,
    env,
    cwd,
  );
}

/** Puts a write credential into the enforcer's own store; the server never sees it. Returns the source's name. */
export function giveWriteCredential(
  folder: string,
  given: {
    readonly source: string;
    readonly url: string;
    readonly passwordFrom: string;
    /** How many changes a minute the target takes; absent: as many as is usual. */
    readonly changesPerMinute?: number;
    /** It is a Vault or OpenBao that leases its rights. */
    readonly leases?: boolean;
    /** Which kind of desk, where people make its changes by hand. */
    readonly tickets?: string;
  },
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string {
  mustBeData(folder);
  if (!isSourceId(given.source))
    throw new Fault('usage', `\`${given.source.slice(0, 40)}\` is no source name.`);
  const connector =
    given.tickets ??
    (given.leases === true ? 'vault' : undefined) ??
    (/^ldaps?:/i.test(given.url) ? 'ldap' : 'postgres');
  // each refuses a URL that holds a password or is none of theirs
  const file = isDeskKind(connector) ? deskAt(given.url) : authorityOf(connector, given.url);
  const authority = file === undefined ? undefined : readAuthority(resolve(cwd, file));
  const password = readSecret(parseReference(given.passwordFrom), { env, folder: cwd });
  credentialsOf(pathsIn(folder).enforcer, ownersIn(folder)('enforcer')).set(
    `write/${given.source}`,
    JSON.stringify({
      connector,
      url: given.url,
      password,
      ...(authority === undefined ? {} : { authority }),
      ...(given.changesPerMinute === undefined ? {} : { changesPerMinute: given.changesPerMinute }),
    }),
  );
  return given.source;
}

function deskAt(url: string): undefined {
  checkDeskUrl(url);
}

function authorityOf(connector: string, url: string): string | undefined {
  if (connector === 'ldap') return writerOf(url).tlsAuthorityFile;
  if (connector === 'vault') return void leaseTermsIn(url);
  if (connector === 'postgres') return locatePostgres(url).tlsAuthorityFile;
  throw new Fault('usage', `\`${connector.slice(0, 40)}\` is no kind of ticket desk.`, {
    next: 'There are: github, jira, servicenow.',
  });
}

/** Nobody writes to a directory as nobody. */
function writerOf(url: string): ReturnType<typeof locateLive> {
  const config = locateLive(url);
  if (config.user === undefined || config.passwordFrom !== undefined)
    throw new Fault('usage', 'The URL of a write credential names `user=` and no `passwordFrom=`.', {
      next: 'Like this: --url ldaps://ldap.example/dc=example?user=cn=writer,dc=example --password-from file:PATH',
    });
  return config;
}
