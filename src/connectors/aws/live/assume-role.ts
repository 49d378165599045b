import { systemClock } from '../../../platform/clock.ts';
import { call, type Called, type Patience } from './caller.ts';
import type { AwsCredentials } from './credentials.ts';
import type { ClientSettings } from './session.ts';

/** As long as a role may be held by whoever holds another. */
const seconds = 3600;
const marginSeconds = 600;

export interface Role {
  readonly arn: string;
  readonly externalId: string | undefined;
}

/** A session of a role for an hour, asked for as whoever `settings` are of. */
export async function assumeRole(
  settings: ClientSettings,
  role: Role,
  patience: Patience,
): Promise<Called<AwsCredentials>> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(settings);
  const assumed = await call('sts:AssumeRole', patience, () =>
    client.send(
      new AssumeRoleCommand({
        RoleArn: role.arn,
        RoleSessionName: 'countersign',
        DurationSeconds: seconds,
        ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
      }),
    ),
  );
  if (assumed.is !== 'answered') return assumed;
  const { Credentials: given } = assumed.value;
  if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined)
    return { is: 'unread', why: 'AWS gave a session without a key' };
  return {
    is: 'answered',
    value: {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
    },
  };
}

/** Credentials as the SDK asks for them, with when it has to ask again. */
export type Renewed = () => Promise<AwsCredentials & { readonly expiration: Date }>;

/** The same session for everybody who asks, and the next one before it ends: a large organisation takes longer to read. */
export function renewing(
  assume: () => Promise<AwsCredentials>,
  clock: () => number = () => Date.parse(systemClock.now()),
): Renewed {
  let held: ReturnType<Renewed> | undefined;
  let renewAt = 0;
  return () => {
    const now = clock();
    if (held !== undefined && now < renewAt) return held;
    renewAt = now + (seconds - marginSeconds) * 1000;
    held = assume().then((given) => ({ ...given, expiration: new Date(now + seconds * 1000) }));
    held.catch(() => {
      held = undefined;
    });
    return held;
  };
}
