import { devNull, homedir } from 'node:os';
import { Fault } from '../../../model/index.ts';
import type { LiveConfig } from '../location.ts';
import { boundedHandler } from './bounded-handler.ts';
import { call, type Patience } from './caller.ts';
import { readCredentials, type AwsCredentials } from './credentials.ts';

/** What every client of the SDK is made with. */
export interface ClientSettings {
  readonly region: string;
  /** Undefined: the chain of the SDK, which was asked for. */
  readonly credentials?: AwsCredentials;
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

/**
 * Who asks: the credentials that `passwordFrom` names, or those that the SDK finds where the server runs; and with `roleArn`
 * a session of that role. It is made sure first that they are of the account that the location names.
 */
export async function openSession(
  config: LiveConfig,
  secret: (reference: string) => Promise<string>,
  patience: Patience,
): Promise<{ readonly settings: ClientSettings; readonly credentials: () => Promise<AwsCredentials> }> {
  withoutProfiles();
  const { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
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
  const settings = config.roleArn === undefined ? own : { ...own, credentials: await inRole(config.roleArn) };
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

  async function inRole(roleArn: string): Promise<AwsCredentials> {
    const client = new STSClient(own);
    const assumed = await call('sts:AssumeRole', patience, () =>
      client.send(
        new AssumeRoleCommand({
          RoleArn: roleArn,
          RoleSessionName: 'countersign',
          DurationSeconds: 3600,
          ...(config.externalId === undefined ? {} : { ExternalId: config.externalId }),
        }),
      ),
    );
    const given = assumed.is === 'answered' ? assumed.value.Credentials : undefined;
    if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined)
      throw new Fault(
        'source_unreachable',
        `The role \`${roleArn}\` cannot be assumed with these credentials.`,
        {
          next: 'Its trust policy has to name who they are of, with the external id if it asks for one, and their own policies have to allow sts:AssumeRole on it.',
        },
      );
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
    };
  }
}
