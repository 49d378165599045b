import { done, refuse, type Result } from '../../../model/index.ts';
import { field, firstMoment, isRecord, list, moment, reason, some, text, withoutPort } from '../../fields.ts';
import { vendorFormat } from '../../format.ts';
import type { Outcome, Target, Told } from '../../told.ts';
import { deedOf } from './deed.ts';
import { partiesOf } from './parties.ts';

type Event = Readonly<Record<string, unknown>>;

/**
 * Entra ID’s sign-ins and directory audits: as Microsoft Graph gives them, as Azure Monitor wraps them (`properties`), and
 * as the unified audit log of Microsoft 365 writes them.
 */
export const entra = vendorFormat({
  id: 'entra',
  title: 'Entra sign-in and audit',
  product: { name: 'Entra ID', vendor: 'Microsoft' },
  is: (event) => isGraph(detailOf(event)) || isWrapped(event) || isUnified(event),
  told: (event): Result<Told> => {
    const detail = detailOf(event);
    const signIn = isSignIn(event, detail);
    const action =
      text(detail, 'activityDisplayName') ??
      text(event, 'operationName') ??
      text(event, 'Operation') ??
      text(detail, 'operationName') ??
      (signIn ? 'Sign-in activity' : undefined);
    if (action === undefined) return refuse('input_invalid', 'An Entra event without an operation.');
    const parties = partiesOf(event, detail, signIn);
    const targets = targetsOf(event, detail, signIn);
    const session = field(detail, 'uniqueTokenIdentifier');
    return done({
      uid: text(detail, 'id') ?? text(event, 'Id'),
      timeMs:
        moment(detail, 'activityDateTime') ??
        moment(detail, 'createdDateTime') ??
        firstMoment(event, 'time', 'CreationTime', 'p_event_time'),
      action,
      service: text(detail, 'loggedByService') ?? text(event, 'Workload'),
      deed: deedOf(detail, action, signIn, parties.actor, targets),
      actor: parties.actor,
      app: parties.app,
      onBehalfOf: parties.onBehalfOf,
      session: some({
        uid: text(detail, 'sessionId') ?? text(event, 'InterSystemsId'),
        // Microsoft’s own identifier of the token, which is not the token
        credentialUid:
          text(detail, 'servicePrincipalCredentialKeyId') ??
          (typeof session === 'string' ? text(session) : undefined),
        isMfa: mfaOf(detail),
      }),
      targets,
      outcome: outcomeOf(event, detail),
      from: {
        ip: withoutPort(
          text(detail, 'ipAddress') ??
            text(event, 'callerIpAddress') ??
            text(detail, 'initiatedBy', 'user', 'ipAddress') ??
            text(event, 'ipAddress') ??
            text(event, 'ClientIP') ??
            text(event, 'ActorIpAddress'),
        ),
      },
      userAgent:
        text(detail, 'userAgent') ?? additional(detail, 'User-Agent') ?? extended(event, 'UserAgent'),
      correlation: text(detail, 'correlationId') ?? text(event, 'correlationId'),
      cloud: { provider: 'Azure', account: text(event, 'tenantId') ?? text(event, 'OrganizationId') },
      more: some({
        risk: text(detail, 'riskLevelDuringSignIn'),
        conditionalAccess: text(detail, 'conditionalAccessStatus'),
        clientApp: text(detail, 'clientAppUsed'),
        country: text(detail, 'location', 'countryOrRegion') ?? text(event, 'location'),
        category: text(event, 'category'),
      }),
    });
  },
});

const detailOf = (event: Event): unknown =>
  isRecord(field(event, 'properties')) ? field(event, 'properties') : event;

const isGraph = (detail: unknown): boolean =>
  (text(detail, 'activityDisplayName') !== undefined && isRecord(field(detail, 'initiatedBy'))) ||
  (text(detail, 'createdDateTime') !== undefined &&
    text(detail, 'appId') !== undefined &&
    (text(detail, 'userPrincipalName') !== undefined || text(detail, 'servicePrincipalId') !== undefined) &&
    isRecord(field(detail, 'status')));

/** Intune and others of Microsoft have a category AuditLogs as well: the directory’s own is named, or says who began it. */
const isWrapped = (event: Event): boolean =>
  text(event, 'operationName') !== undefined &&
  (text(event, 'category')?.endsWith('SignInLogs') === true ||
    /\/providers\/microsoft\.aadiam$/i.test(text(event, 'resourceId') ?? '') ||
    isRecord(field(event, 'properties', 'initiatedBy')));

const isUnified = (event: Event): boolean =>
  text(event, 'Operation') !== undefined &&
  (Object.hasOwn(event, 'AzureActiveDirectoryEventType') || event['Workload'] === 'AzureActiveDirectory');

const isSignIn = (event: Event, detail: unknown): boolean =>
  text(event, 'category')?.endsWith('SignInLogs') === true ||
  text(event, 'Operation')?.startsWith('UserLog') === true ||
  (text(detail, 'activityDisplayName') === undefined &&
    text(detail, 'appId') !== undefined &&
    field(detail, 'status', 'errorCode') !== undefined);

const additional = (detail: unknown, key: string): string | undefined =>
  text(
    list(detail, 'additionalDetails').find((item) => text(item, 'key') === key),
    'value',
  );

const extended = (event: Event, key: string): string | undefined =>
  text(
    list(event, 'ExtendedProperties').find((item) => text(item, 'Name') === key),
    'Value',
  );

function targetsOf(event: Event, detail: unknown, signIn: boolean): readonly Target[] {
  if (signIn) {
    const name = text(detail, 'resourceDisplayName') ?? text(detail, 'appDisplayName');
    const uid =
      text(detail, 'resourceId') ??
      text(detail, 'appId') ??
      text(event, 'ApplicationId') ??
      text(event, 'ObjectId');
    return name === undefined && uid === undefined ? [] : [{ uid, name, type: 'Application' }];
  }
  const resources = list(detail, 'targetResources').flatMap((target): readonly Target[] => {
    const [uid, name] = [
      text(target, 'id'),
      text(target, 'userPrincipalName') ?? text(target, 'displayName'),
    ];
    return uid === undefined && name === undefined ? [] : [{ uid, name, type: text(target, 'type') }];
  });
  if (resources.length > 0) return resources;
  const scope = additional(detail, 'Scope') ?? text(event, 'ObjectId') ?? text(event, 'resourceId');
  return scope === undefined ? [] : [{ uid: scope, type: 'scope' }];
}

function outcomeOf(event: Event, detail: unknown): Outcome {
  const detailReason =
    reason(detail, 'status', 'failureReason') ??
    reason(detail, 'resultReason') ??
    reason(event, 'resultDescription') ??
    reason(event, 'LogonError');
  const code =
    text(detail, 'status', 'errorCode') ??
    (/^\d+$/.test(text(event, 'resultType') ?? '') ? text(event, 'resultType') : undefined);
  if (code !== undefined) return { status: code === '0' ? 'success' : 'failure', code, detail: detailReason };
  if (text(event, 'LogonError') !== undefined || text(event, 'Operation')?.endsWith('Failed') === true)
    return { status: 'failure', code: text(event, 'LogonError'), detail: detailReason };
  const result = (
    text(detail, 'result') ??
    text(event, 'result') ??
    text(event, 'ResultStatus') ??
    text(event, 'resultType')
  )?.toLowerCase();
  if (result === undefined) return { status: 'unknown' };
  if (/^succe(ss|eded)/.test(result)) return { status: 'success', detail: detailReason };
  return /^(fail|timeout)/.test(result)
    ? { status: 'failure', code: result, detail: detailReason }
    : { status: 'unknown', code: result };
}

const mfaOf = (detail: unknown): boolean | undefined => {
  const required = text(detail, 'authenticationRequirement');
  return required === undefined ? undefined : required === 'multiFactorAuthentication';
};
