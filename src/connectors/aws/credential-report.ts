import { Fault, readInstant, type Instant, type Observation } from '../../model/index.ts';
import type { CsvRecord } from '../../platform/csv-stream.ts';
import { joinKeys } from '../kit/keys.ts';
import type { AccessKeyIds } from './access-keys.ts';

/** What one row of the credential report says of a user (IAM user guide, "Getting credential reports"). */
export interface ReportedUser {
  readonly key: string;
  readonly name: string;
  readonly isRoot: boolean;
  readonly createdAt?: Instant;
  readonly hasPassword?: boolean;
  readonly mfa?: boolean;
  /** Null: has credentials and none was ever used. Absent: has none, or the report does not say. */
  readonly lastUsedAt?: Instant | null;
  readonly credentials: readonly Observation[];
}

type Row = CsvRecord['record'];
const rootName = '<root_account>';

/** Throws Fault `input_wrong_kind` when the columns are another report's, `input_invalid` for a value that cannot be. */
export function readReportRow({ record, line }: CsvRecord, ids: AccessKeyIds): ReportedUser {
  const { user, arn } = record;
  if (user === undefined || arn === undefined || record['access_key_1_active'] === undefined)
    throw new Fault(
      'input_wrong_kind',
      'The CSV has no columns `user`, `arn` and `access_key_1_active`, so it is no credential report.',
      { next: 'Get it with `aws iam get-credential-report --query Content --output text | base64 -d`.' },
    );
  if (user === '' || arn === '') throw invalid(line, 'user');
  const isRoot = user === rootName;
  const password = passwordOf(record, arn, isRoot, line);
  const credentials = [
    ...password.credentials,
    ...[1, 2].flatMap((slot) => accessKey(record, slot, line, ids)),
    ...[1, 2].flatMap((slot) => certificate(record, arn, slot, line)),
    ...mfaDevice(record, arn),
  ];
  const createdAt = momentIn(record, 'user_creation_time', line);
  const lastUsedAt = lastOf(credentials);
  return {
    key: arn,
    name: user,
    isRoot,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(password.has === undefined ? {} : { hasPassword: password.has }),
    ...(record['mfa_active'] === undefined ? {} : { mfa: isTrue(record['mfa_active']) }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    credentials,
  };
}

/** A user with a key in a slot, or one that was there. The root user’s keys are nobody’s to list. */
export const hasAccessKey = (record: Row): boolean =>
  record['user'] !== rootName &&
  [1, 2].some((slot) => !nothing.has(record[`access_key_${slot}_last_rotated`] ?? ''));

/** `no_information`: never used since AWS began to track it in 2014. `not_supported`: the report does not say (root). */
function passwordOf(
  row: Row,
  arn: string,
  isRoot: boolean,
  line: number,
): { readonly has: boolean | undefined; readonly credentials: readonly Observation[] } {
  const enabled = row['password_enabled'];
  const has = isRoot
    ? true
    : enabled === undefined || enabled === 'not_supported'
      ? undefined
      : isTrue(enabled);
  if (has !== true) return { has, credentials: [] };
  const changed = momentIn(row, 'password_last_changed', line);
  const used =
    row['password_last_used'] === 'no_information' ? null : momentIn(row, 'password_last_used', line);
  const ends = row['password_next_rotation'] === 'N/A' ? null : momentIn(row, 'password_next_rotation', line);
  return {
    has,
    credentials: [
      {
        type: 'credential',
        key: joinKeys(arn, 'password'),
        accountKey: arn,
        credential: 'password',
        state: 'active',
        ...(changed === undefined ? {} : { rotatedAt: changed }),
        ...(used === undefined ? {} : { lastUsedAt: used }),
        ...(ends === undefined ? {} : { expiresAt: ends }),
      },
    ],
  };
}

/** A slot that never had a key is inactive and was never rotated. `N/A` for its use means never, when there is a key. */
function accessKey(row: Row, slot: number, line: number, ids: AccessKeyIds): readonly Observation[] {
  const { user = '', arn = '' } = row;
  const active = isTrue(row[`access_key_${slot}_active`]);
  const rotatedAt = momentIn(row, `access_key_${slot}_last_rotated`, line);
  if (!active && rotatedAt === undefined) return [];
  const column = `access_key_${slot}_last_used_date`;
  const lastUsedAt = row[column] === 'N/A' ? null : momentIn(row, column, line);
  const publicId = ids.idOf(user, rotatedAt);
  return [
    {
      type: 'credential',
      key: joinKeys(arn, `access_key_${slot}`),
      accountKey: arn,
      credential: 'access_key',
      state: active ? 'active' : 'inactive',
      ...(rotatedAt === undefined ? {} : { rotatedAt }),
      ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
      ...(publicId === undefined ? {} : { publicId }),
    },
  ];
}

function certificate(row: Row, arn: string, slot: number, line: number): readonly Observation[] {
  const active = isTrue(row[`cert_${slot}_active`]);
  const rotatedAt = momentIn(row, `cert_${slot}_last_rotated`, line);
  if (!active && rotatedAt === undefined) return [];
  return [
    {
      type: 'credential',
      key: joinKeys(arn, `cert_${slot}`),
      accountKey: arn,
      credential: 'certificate',
      state: active ? 'active' : 'inactive',
      ...(rotatedAt === undefined ? {} : { rotatedAt }),
    },
  ];
}

const mfaDevice = (row: Row, arn: string): readonly Observation[] =>
  isTrue(row['mfa_active'])
    ? [
        {
          type: 'credential',
          key: joinKeys(arn, 'mfa'),
          accountKey: arn,
          credential: 'mfa_device',
          state: 'active',
        },
      ]
    : [];

function lastOf(credentials: readonly Observation[]): Instant | null | undefined {
  const uses = credentials.flatMap((each) =>
    each.type === 'credential' && each.lastUsedAt !== undefined ? [each.lastUsedAt] : [],
  );
  if (uses.length === 0) return undefined;
  return uses.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a));
}

const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === 'true';
const nothing = new Set(['', 'N/A', 'no_information', 'not_supported']);

function momentIn(row: Row, column: string, line: number): Instant | undefined {
  const text = row[column];
  if (text === undefined || nothing.has(text)) return undefined;
  const at = readInstant(text);
  if (at === undefined) throw invalid(line, column);
  return at;
}

const invalid = (line: number, column: string): Fault =>
  new Fault('input_invalid', `Line ${line}: \`${column}\` is not what a credential report has there.`, {
    next: 'Get the report again and do not edit it.',
  });
