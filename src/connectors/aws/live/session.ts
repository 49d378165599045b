import { devNull, homedir } from 'node:os';
import { Fault } from '../../../model/index.ts';
import type { LiveConfig } from '../location.ts';
import { assumeRole, renewing, type Renewed, type Role } from './assume-role.ts';
import { boundedHandler } from './bounded-handler.ts';
import { call, type Called, type Patience } from './caller.ts';
import { readCredentials, type AwsCredentials } from './credentials.ts';

/** What every client of the SDK is made with. */
export interface ClientSettings {
  readonly region: string;
  /** Undefined: the chain of the SDK, which was asked for. */
  readonly credentials?: AwsCredentials | Renewed;
  readonly endpoint?: string;
  readonly maxAttempts: 1;
  readonly requestHandler: ReturnType<typeof boundedHandler>;
  readonly customUserAgent: string;
}

/**
 * The SDK looks for profiles in the home of whoever runs it, also when everything is given; the server’s user has none, and a
 * profile can name a program to run. It reads no such file unless its environment names one.
 */
function withoutProfiles(): void {
  try {
    homedir();
  } catch {
    process.env['HOME'] = '/nonexistent';
  }
  process.env['AWS_CONFIG_FILE'] ??= devNull;
  process.env['AWS_SHARED_CREDENTIALS_FILE'] ??= devNull;
}

/** Who asks of one account, and how. */
export interface AccountSession {
  readonly settings: ClientSettings;
  readonly credentials: () => Promise<AwsCredentials>;
}

/**
 * Who asks: the credentials that `passwordFrom` names, or those that the SDK finds where the server runs; and with `roleArn`
 * a session of that role. It is made sure first that they are of the account that the location names.
 */
export async function openSession(
  config: LiveConfig,
  secret: (reference: string) => Promise<string>,
  patience: Patience,
): Promise<AccountSession> {
  withoutProfiles();
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const base: ClientSettings = {
    region: config.region,
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
    maxAttempts: 1, // it is tried again here, within bounds that the signal ends
    requestHandler: boundedHandler(patience.signal),
    customUserAgent: 'countersign',
  };
  const own: ClientSettings =
    config.passwordFrom === undefined
      ? base
      : { ...base, credentials: readCredentials(await secret(config.passwordFrom)) };
  const { roleArn, externalId } = config;
  const settings: ClientSettings =
    roleArn === undefined
      ? own
      : {
          ...own,
          credentials: renewing(async () => {
            const assumed = await assumeRole(own, { arn: roleArn, externalId }, patience);
            if (assumed.is === 'answered') return assumed.value;
            throw notAssumed(roleArn);
          }),
        };
  const sts = new STSClient(settings);
  const found = await call('sts:GetCallerIdentity', patience, () =>
    sts.send(new GetCallerIdentityCommand({})),
  );
  const told = found.is === 'answered' ? found.value.Account : undefined;
  const account = /^\d{12}$/.test(told ?? '') ? told : undefined;
  if (account !== config.account)
    throw new Fault(
      'source_unreachable',
      `The credentials are of the AWS account \`${account ?? 'unknown'}\`, and the source is \`${config.account}\`.`,
      { next: 'Name the account that they are of, or a role in the other with `roleArn=`.' },
    );
  return { settings, credentials: () => sts.config.credentials() };
}

/** Who asks of another account: a session of its role, taken as whoever asks of the first. */
export async function inAccount(
  { settings }: AccountSession,
  role: Role,
  patience: Patience,
): Promise<Called<AccountSession>> {
  const first = await assumeRole(settings, role, patience);
  if (first.is !== 'answered') return first;
  let given: AwsCredentials | undefined = first.value;
  const credentials = renewing(async () => {
    const taken = given;
    given = undefined;
    if (taken !== undefined) return taken;
    const again = await assumeRole(settings, role, patience);
    if (again.is === 'answered') return again.value;
    throw notAssumed(role.arn);
  });
  return { is: 'answered', value: { settings: { ...settings, credentials }, credentials } };
}

const notAssumed = (roleArn: string): Fault =>
  new Fault('source_unreachable', `The role \`${roleArn}\` cannot be assumed with these credentials.`, {
    next: 'Its trust policy has to name who they are of, with the external id if it asks for one, and their own policies have to allow sts:AssumeRole on it.',
  });
