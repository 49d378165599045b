import { field, flag, isRecord, moment, some, text } from '../../fields.ts';
import type { Party, ToldSession } from '../../told.ts';

export interface Caller {
  readonly party?: Party | undefined;
  readonly onBehalfOf?: Party | undefined;
  readonly invokedBy?: string | undefined;
}

/**
 * Who called. A session of a role is told as the role, which is what holds rights and is in the estate by its ARN; the
 * session that somebody gave a name is in `session`. A service that called by itself is `invokedBy`.
 */
export function actorOf(event: Readonly<Record<string, unknown>>): Caller {
  const identity = field(event, 'userIdentity');
  const invokedBy = text(identity, 'invokedBy');
  const on = field(identity, 'onBehalfOf');
  // set when the role was taken, and not to be changed by whoever holds the session
  const source = text(identity, 'sessionContext', 'sourceIdentity');
  const onBehalfOf: Party | undefined = isRecord(on)
    ? {
        uid: text(on, 'userId'),
        kind: 'user',
        type: 'IdentityCenterUser',
        account: text(on, 'identityStoreArn'),
      }
    : source === undefined
      ? undefined
      : { name: source, kind: 'user', type: 'SourceIdentity' };
  const party = partyOf(identity) ?? named(event);
  return { party, onBehalfOf, invokedBy: invokedBy ?? (party === undefined ? service(event) : undefined) };
}

function partyOf(identity: unknown): Party | undefined {
  const type = text(identity, 'type');
  const arn = text(identity, 'arn');
  const account = text(identity, 'accountId');
  const issuer = field(identity, 'sessionContext', 'sessionIssuer');
  const principal = text(identity, 'principalId');
  const name = text(identity, 'userName');
  if (type === 'AssumedRole' || arn?.includes(':assumed-role/') === true) {
    const role = text(issuer, 'arn') ?? roleOf(arn);
    return {
      uid: role ?? arn ?? principal,
      name: text(issuer, 'userName') ?? role?.split('/').at(-1) ?? name,
      kind: 'service',
      type: 'AssumedRole',
      account,
    };
  }
  const uid = arn ?? principal ?? text(identity, 'credentialId');
  if (type === 'Root') return { uid: uid ?? account, name: 'root', kind: 'admin', type, account };
  if (type === 'AWSService') return undefined;
  if (
    type === 'AWSAccount' ||
    type === 'SAMLUser' ||
    type === 'WebIdentityUser' ||
    type === 'IdentityCenterUser'
  )
    return uid === undefined && account === undefined && name === undefined
      ? undefined
      : {
          uid: uid ?? account,
          name: name ?? uid ?? account,
          kind: type === 'AWSAccount' ? 'other' : 'user',
          type,
          account,
        };
  if (uid === undefined && name === undefined)
    return account === undefined || type === undefined
      ? undefined
      : { uid: account, kind: 'other', type, account };
  return { uid, name: name ?? arn?.split('/').at(-1), kind: 'user', type: type ?? 'Unknown', account };
}

/** `arn:aws:sts::111122223333:assumed-role/Deploy/session` → the role’s own ARN; its path is not in there. */
function roleOf(arn: string | undefined): string | undefined {
  const parts = /^arn:([\w-]+):sts::(\d*):assumed-role\/([^/]+)/.exec(arn ?? '');
  return parts === null ? undefined : `arn:${parts[1]}:iam::${parts[2]}:role/${parts[3]}`;
}

/** Where there is no identity, a failed sign-in or an event of IAM Identity Center may still name the user. */
function named(event: Readonly<Record<string, unknown>>): Party | undefined {
  const name =
    text(event, 'additionalEventData', 'UserName') ?? text(event, 'serviceEventDetails', 'UserName');
  return name === undefined ? undefined : { name, kind: 'user' };
}

function service(event: Readonly<Record<string, unknown>>): string | undefined {
  const type = text(event, 'eventType');
  const byService = type === 'AwsServiceEvent' || text(event, 'userIdentity', 'type') === 'AWSService';
  const from = text(event, 'sourceIPAddress');
  return byService
    ? (from ?? text(event, 'eventSource'))
    : from?.endsWith('.amazonaws.com') === true
      ? from
      : undefined;
}

/** The session by the name that was given to it, the role that issued it, and the access key: an id, not the secret. */
export function sessionOf(event: Readonly<Record<string, unknown>>): ToldSession | undefined {
  const identity = field(event, 'userIdentity');
  const arn = text(identity, 'arn');
  const context = field(identity, 'sessionContext');
  return some({
    uid: arn?.includes(':assumed-role/') === true ? arn : undefined,
    issuer: text(context, 'sessionIssuer', 'arn') ?? text(identity, 'identityProvider'),
    credentialUid: text(identity, 'accessKeyId'),
    isMfa:
      flag(context, 'attributes', 'mfaAuthenticated') ??
      (text(event, 'additionalEventData', 'MFAUsed') === 'Yes'
        ? true
        : text(event, 'additionalEventData', 'MFAUsed') === 'No'
          ? false
          : undefined),
    createdMs: moment(context, 'attributes', 'creationDate'),
  });
}
