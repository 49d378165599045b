import { join, resolve } from 'node:path';
import { writeFileAtomically } from '../../platform/files.ts';
import { readAuthority, readPostgresUrl, type PostgresUrl } from '../../platform/postgres-url/index.ts';

/** DATABASE_URL as it is used, with a path in it taken from where `start` was called. Throws Fault `input_invalid`. */
export function externalDatabase(text: string, cwd: string): PostgresUrl {
  const url = readPostgresUrl(text, {
    what: 'DATABASE_URL',
    example: 'DATABASE_URL=postgres://USER:PASSWORD@HOST:5432/DATABASE',
  });
  if (url.tlsAuthorityFile === undefined) return url;
  const file = resolve(cwd, url.tlsAuthorityFile);
  readAuthority(file);
  return { ...url, tlsAuthorityFile: file };
}

/** The same with its certificates in the data folder, where all three processes can read them; copied at each start. */
export function keepAuthority(root: string, url: PostgresUrl): PostgresUrl {
  if (url.tlsAuthorityFile === undefined) return url;
  const kept = join(root, 'database-authority.pem');
  writeFileAtomically(kept, readAuthority(url.tlsAuthorityFile), { mode: 0o644 });
  return { ...url, tlsAuthorityFile: kept };
}
