import { hex, type Deed } from './plan.ts';

const account = '111122223333';
const region = 'eu-north-1';

/** CloudTrail’s records of one deed: `SERVICE ACTION [NAME=VALUE…|ARN…]`. */
export function cloudtrailEvents(deed: Deed): readonly object[] {
  const { habit, ms, session, isFirst } = deed;
  const key = habit.with ?? `ASIA${hex(session).slice(0, 16).toUpperCase()}`;
  const [provider, subject] = habit.token?.split(' ') ?? [];
  const taken =
    isFirst && provider !== undefined && subject !== undefined
      ? [
          {
            ...common(ms - 2000, `${session} taken`, 'sts.amazonaws.com', 'AssumeRoleWithWebIdentity', habit),
            userIdentity: {
              type: 'WebIdentityUser',
              principalId: `arn:aws:iam::${account}:oidc-provider/${provider}:sts.amazonaws.com:${subject}`,
              userName: subject,
              identityProvider: `arn:aws:iam::${account}:oidc-provider/${provider}`,
            },
            requestParameters: { roleArn: arnOf(habit.who), roleSessionName: 'GitHubActions' },
            responseElements: { credentials: { accessKeyId: key }, subjectFromWebIdentityToken: subject },
          },
        ]
      : [];
  const [service = '', action = '', ...rest] = deed.what.split(' ');
  const arns = rest.filter((each) => each.startsWith('arn:'));
  const parameters = rest.flatMap((each) => {
    const at = each.indexOf('=');
    return each.startsWith('arn:') || at === -1 ? [] : [[each.slice(0, at), each.slice(at + 1)] as const];
  });
  return [
    ...taken,
    {
      ...common(ms, `${session} ${ms} ${deed.what}`, service, action, habit),
      userIdentity: identityOf(deed, key),
      ...(parameters.length === 0 ? {} : { requestParameters: Object.fromEntries(parameters) }),
      ...(arns.length === 0 ? {} : { resources: arns.map((ARN) => ({ ARN, accountId: account })) }),
      ...(deed.isRefused ? { errorCode: 'AccessDenied', errorMessage: 'not authorized' } : {}),
    },
  ];
}

const common = (ms: number, id: string, service: string, action: string, { from, by }: Deed['habit']) => ({
  eventVersion: '1.11',
  eventTime: `${new Date(ms).toISOString().slice(0, 19)}Z`,
  eventSource: service,
  eventName: action,
  awsRegion: region,
  sourceIPAddress: from ?? '198.51.100.5',
  ...(by === undefined ? {} : { userAgent: by }),
  eventID: hex(id).slice(0, 32),
  eventType: action === 'ConsoleLogin' ? 'AwsConsoleSignIn' : 'AwsApiCall',
  recipientAccountId: account,
});

const arnOf = (who: string): string => (who.startsWith('arn:') ? who : `arn:aws:iam::${account}:${who}`);

function identityOf({ habit: { who, with: given }, session }: Deed, key: string): object {
  const arn = arnOf(who);
  if (who === 'root')
    return { type: 'Root', accountId: account, arn: `arn:aws:iam::${account}:root`, principalId: account };
  const [, owner = account, role] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  const name = role?.split('/').at(-1);
  if (name === undefined)
    return {
      type: 'IAMUser',
      accountId: account,
      arn,
      userName: arn.split('/').at(-1),
      ...(given === undefined ? {} : { accessKeyId: given }),
    };
  return {
    type: 'AssumedRole',
    accountId: owner,
    accessKeyId: key,
    arn: `arn:aws:sts::${owner}:assumed-role/${name}/${session}`,
    sessionContext: { sessionIssuer: { type: 'Role', arn, accountId: owner, userName: name } },
  };
}
