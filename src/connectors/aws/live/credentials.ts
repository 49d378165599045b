import { z } from 'zod';
import { Fault } from '../../../model/index.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const key = z.string().regex(/^[A-Z0-9]{16,128}$/);
const secret = z.string().regex(/^[\x21-\x7e]{1,512}$/);
const token = z.string().regex(/^[\x21-\x7e]{1,16384}$/);
const shape = z.object({ AccessKeyId: key, SecretAccessKey: secret, SessionToken: token.nullish() });

/**
 * An access key as the AWS CLI gives one: JSON (`aws configure export-credentials`, `aws sts assume-role`, `aws iam
 * create-access-key`), a profile of a credentials file, or the lines of `--format env`. Throws Fault `secret_unavailable`,
 * in which nothing of it is repeated.
 */
export function readCredentials(text: string): AwsCredentials {
  const given = text.trimStart().startsWith('{') ? fromJson(text) : fromLines(text);
  const parsed = shape.safeParse(given);
  if (!parsed.success) throw unreadable('no access key of AWS');
  const { AccessKeyId, SecretAccessKey, SessionToken } = parsed.data;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken === undefined || SessionToken === null ? {} : { sessionToken: SessionToken }),
  };
}

const wrapped = z.union([
  z.object({ Credentials: z.unknown() }).transform((each) => each.Credentials),
  z.object({ AccessKey: z.unknown() }).transform((each) => each.AccessKey),
  z.unknown(),
]);

function fromJson(text: string): unknown {
  try {
    return wrapped.parse(JSON.parse(text));
  } catch {
    throw unreadable('broken JSON');
  }
}

const names = {
  aws_access_key_id: 'AccessKeyId',
  aws_secret_access_key: 'SecretAccessKey',
  aws_session_token: 'SessionToken',
} as const;

function fromLines(text: string): unknown {
  const found = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name = '', value = ''] = /^\s*(?:export\s+)?(aws_[a-z_]+)\s*=\s*(\S+)\s*$/i.exec(line) ?? [];
    const member = Object.entries(names).find(([each]) => each === name.toLowerCase())?.[1];
    if (member === undefined) continue;
    if (found.has(member))
      throw unreadable('more than one access key: several profiles, of which it should hold one');
    found.set(member, value.replace(/^(['"])(.*)\1$/, '$2'));
  }
  return Object.fromEntries(found);
}

const unreadable = (what: string): Fault =>
  new Fault('secret_unavailable', `What \`passwordFrom\` names holds ${what}.`, {
    next: 'Put the output of `aws configure export-credentials --profile PROFILE` there, and nothing else.',
  });
