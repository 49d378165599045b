import { Fault } from '../../model/failure.ts';

export interface ServerVersion {
  /** What `version()` says. */
  readonly version: string;
  /** As `server_version_num`: 120000 is 12. */
  readonly number: string;
}

/** The question whose one row `refuseOthers` judges. */
export const versionQuestion = "select version() as version, current_setting('server_version_num') as number";

/**
 * Refuses what is no PostgreSQL of 12 or newer: some other databases speak its protocol and have other catalogs; we would
 * misread them.
 */
export function refuseOthers(said: ServerVersion | undefined): void {
  const version = said?.version ?? 'nothing';
  if (!version.startsWith('PostgreSQL ') || /Redshift|CockroachDB|YugabyteDB|Greenplum/i.test(version))
    throw new Fault(
      'input_wrong_kind',
      `The server says it is \`${version.slice(0, 100)}\`; this connector serves PostgreSQL 12 or newer.`,
      { next: 'Give the location of a PostgreSQL server.' },
    );
  if (!(Number(said?.number) >= 120_000))
    throw new Fault(
      'platform_unsupported',
      `The server is \`${version.slice(0, 60)}\`; this connector serves PostgreSQL 12 or newer.`,
      { next: 'Upgrade the server, or describe its access with the csv connector.' },
    );
}
