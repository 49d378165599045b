import { done, refuse, type Result } from '../../../model/index.ts';
import { field, flag, isRecord, list, moment, reason, record, some, text } from '../../fields.ts';
import { vendorFormat } from '../../format.ts';
import type { Outcome, Party, ProvenanceTold, Target, Told } from '../../told.ts';
import { fromToken } from '../provenance.ts';
import { deedOf } from './deed.ts';

type Event = Readonly<Record<string, unknown>>;

/** Google Cloud audit logs (Cloud Logging entries with an `AuditLog` payload), GKE’s among them. */
export const gcp = vendorFormat({
  id: 'gcp',
  title: 'Google Cloud audit',
  product: { name: 'Cloud Audit Logs', vendor: 'Google' },
  is: (event) =>
    isRecord(field(event, 'protoPayload')) ||
    (text(event, 'methodName') !== undefined && text(event, 'eventSource') === undefined) ||
    text(event, 'logName')?.includes('cloudaudit.googleapis.com') === true,
  told: (event): Result<Told> => {
    const payload = isRecord(field(event, 'protoPayload')) ? record(field(event, 'protoPayload')) : event;
    const method = text(payload, 'methodName');
    const permission = text(authorizations(event, payload)[0], 'permission');
    const action = method ?? permission;
    if (action === undefined)
      return refuse('input_invalid', 'A Google Cloud audit entry without methodName and permission.');
    const project =
      text(event, 'resource', 'labels', 'project_id') ??
      /^projects\/([^/]+)/.exec(text(event, 'logName') ?? '')?.[1];
    const { actor, onBehalfOf } = partiesOf(payload);
    const targets = targetsOf(event, payload, project);
    return done({
      uid: text(event, 'insertId'),
      timeMs:
        moment(event, 'timestamp') ??
        moment(payload, 'timestamp') ??
        moment(event, 'receiveTimestamp') ??
        moment(payload, 'receiveTimestamp') ??
        moment(payload, 'requestMetadata', 'requestAttributes', 'time') ??
        moment(event, 'p_event_time'),
      action,
      service: text(payload, 'serviceName') ?? text(event, 'operation', 'producer'),
      deed: deedOf(payload, action, targets),
      actor,
      onBehalfOf,
      session: some({
        // the name of the key, which is no secret
        credentialUid: text(payload, 'authenticationInfo', 'serviceAccountKeyName'),
        issuer: text(payload, 'authenticationInfo', 'oauthInfo', 'oauthClientId'),
      }),
      targets,
      outcome: outcomeOf(payload, event),
      from: {
        ip: text(payload, 'requestMetadata', 'callerIp') ?? text(payload, 'requestMetadata', 'callerIP'),
      },
      userAgent: text(payload, 'requestMetadata', 'callerSuppliedUserAgent'),
      provenance: provenanceOf(payload),
      correlation: text(event, 'operation', 'id'),
      cloud: {
        provider: 'GCP',
        account: project,
        region: text(event, 'resource', 'labels', 'location') ?? text(event, 'resource', 'labels', 'zone'),
      },
      more: some({
        permission: method === undefined ? undefined : permission,
        log: text(event, 'logName')?.split('%2F')[1],
      }),
    });
  },
});

/**
 * The principal that held the rights; with impersonation the service account is the actor, and whoever stands at the
 * beginning of the chain of delegation is told beside it: the account acted on their behalf.
 */
function partiesOf(payload: Event): {
  readonly actor?: Party | undefined;
  readonly onBehalfOf?: Party | undefined;
} {
  const info = field(payload, 'authenticationInfo');
  const actor =
    principalOf(text(info, 'principalEmail'), text(info, 'principalSubject')) ??
    anonymous(text(info, 'authoritySelector'));
  const first = list(info, 'serviceAccountDelegationInfo')[0];
  const delegator = principalOf(
    text(first, 'firstPartyPrincipal', 'principalEmail'),
    text(first, 'principalSubject'),
  );
  return { actor, onBehalfOf: delegator };
}

/**
 * A workload of somebody else’s that acts by federation: `principal://iam.googleapis.com/…/workloadIdentityPools/POOL/subject/SUBJECT`,
 * as the principal itself or at the beginning of the chain.
 */
function provenanceOf(payload: Event): readonly ProvenanceTold[] {
  const info = field(payload, 'authenticationInfo');
  const federated = [
    text(info, 'principalSubject'),
    ...list(info, 'serviceAccountDelegationInfo').map((one) => text(one, 'principalSubject')),
  ]
    .map((subject) => /\/(workloadIdentityPools\/[^/]+)\/subject\/(.+)$/.exec(subject ?? ''))
    .find((found) => found !== null);
  return federated === undefined || federated === null ? [] : fromToken(federated[1], federated[2]);
}

function principalOf(email: string | undefined, subject: string | undefined): Party | undefined {
  if (email === undefined && subject === undefined) return undefined;
  const name = email ?? subject?.replace(/^(user|serviceAccount):/, '');
  const service =
    name?.endsWith('gserviceaccount.com') === true || subject?.startsWith('serviceAccount:') === true;
  const system = name?.startsWith('system:') === true;
  return {
    uid: name,
    name,
    kind: system ? 'system' : service ? 'service' : 'user',
    type: service
      ? 'ServiceAccount'
      : subject?.startsWith('principal:') === true
        ? 'Federated'
        : system
          ? 'System'
          : 'User',
    email: email?.includes('@') === true ? email : undefined,
  };
}

const anonymous = (selector: string | undefined): Party | undefined =>
  selector === undefined ? undefined : { uid: selector, name: selector, kind: 'unknown', type: 'Selector' };

const authorizations = (event: Event, payload: Event): readonly unknown[] => {
  const within = list(payload, 'authorizationInfo');
  return within.length > 0 ? within : list(event, 'authorizationInfo');
};

function targetsOf(event: Event, payload: Event, project: string | undefined): readonly Target[] {
  const type = text(event, 'resource', 'type');
  const found = new Map<string, Target>();
  const name = text(payload, 'resourceName');
  if (name !== undefined) found.set(name, { uid: name, type });
  for (const info of authorizations(event, payload)) {
    const resource = text(info, 'resource') ?? text(info, 'resourceAttributes', 'name');
    if (resource !== undefined && found.size < 20)
      found.set(resource, { uid: resource, type: text(info, 'resourceAttributes', 'type') });
  }
  for (const resource of list(payload, 'metadata', 'resourceNames').slice(0, 20)) {
    const uid = text(resource);
    if (uid !== undefined) found.set(uid, { uid });
  }
  if (found.size > 0) return [...found.values()];
  const labelled = [
    'name',
    'bucket_name',
    'zone_name',
    'database_id',
    'email_id',
    'cluster_name',
    'instance_id',
  ]
    .map((label) => text(event, 'resource', 'labels', label))
    .find((value) => value !== undefined);
  if (labelled !== undefined) return [{ name: labelled, type }];
  const requested =
    text(payload, 'request', 'name') ??
    text(payload, 'request', 'parent') ??
    text(payload, 'request', 'metadata', 'name');
  if (requested !== undefined) return [{ name: requested, type }];
  if (project !== undefined) return [{ uid: `projects/${project}`, type: 'project' }];
  const service = text(payload, 'serviceName');
  return service === undefined ? [] : [{ name: service, type: 'service' }];
}

/** An entry without a status, or with an empty one, is of a call that went through. */
function outcomeOf(payload: Event, event: Event): Outcome {
  const status = field(payload, 'status') ?? field(event, 'status');
  const code = field(status, 'code');
  const detail = reason(status, 'message');
  if (typeof code === 'number' && code !== 0) return { status: 'failure', code: String(code), detail };
  if (authorizations(event, payload).some((info) => flag(info, 'granted') === false))
    return { status: 'failure', code: 'not granted', detail };
  if (text(event, 'severity') === 'ERROR') return { status: 'failure', detail };
  return { status: 'success' };
}
