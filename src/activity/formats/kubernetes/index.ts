import { done, refuse, type Result } from '../../../model/index.ts';
import { clusterWide, placeText } from '../../../platform/wire/kubernetes-place.ts';
import { field, firstMoment, isRecord, list, reason, some, text } from '../../fields.ts';
import { vendorFormat } from '../../format.ts';
import type { ApiActivity, Deed, Outcome, Party, Target, Told } from '../../told.ts';
import { provenanceOf, tellsOf } from './provenance.ts';

type Event = Readonly<Record<string, unknown>>;

/** A map, not an object: an event may say `__proto__`. */
const verbs: ReadonlyMap<string, ApiActivity> = new Map<string, ApiActivity>(
  Object.entries({
    create: 'create',
    post: 'create',
    get: 'read',
    list: 'read',
    watch: 'read',
    head: 'read',
    update: 'update',
    patch: 'update',
    put: 'update',
    delete: 'delete',
    deletecollection: 'delete',
  }),
);

/** The audit log of a Kubernetes API server (`audit.k8s.io`), from EKS, AKS or any other. */
export const kubernetes = vendorFormat({
  id: 'kubernetes',
  title: 'Kubernetes audit',
  product: { name: 'Kubernetes API server', vendor: 'Kubernetes' },
  is: (event) =>
    event['kind'] === 'Event' &&
    (text(event, 'apiVersion')?.startsWith('audit.k8s.io/') === true ||
      isRecord(event['objectRef']) ||
      isRecord(event['user']) ||
      text(event, 'verb') !== undefined) &&
    !Object.hasOwn(event, 'involvedObject'),
  told: (event): Result<Told> => {
    const verb = text(event, 'verb');
    const target = targetOf(event);
    if (verb === undefined && target === undefined && !isRecord(event['user']))
      return refuse('input_invalid', 'A Kubernetes audit event without verb, user and object.');
    const actor = partyOf(event['user']);
    const impersonated = partyOf(event['impersonatedUser']);
    const action = [verb ?? 'unknown', target?.type].filter((part) => part !== undefined).join(' ');
    return done({
      uid: text(event, 'auditID'),
      timeMs: firstMoment(event, 'requestReceivedTimestamp', 'stageTimestamp', 'timestamp', 'p_event_time'),
      action,
      service: text(event, 'objectRef', 'apiGroup') ?? (target === undefined ? undefined : 'core'),
      deed: deedOf(event, verb, target),
      actor,
      // with impersonation the rights that counted are those of the user who was impersonated
      onBehalfOf: impersonated,
      session: some({
        credentialUid:
          text(list(event, 'user', 'extra', 'authentication.kubernetes.io/credential-id')[0]) ??
          text(list(event, 'user', 'extra', 'accessKeyId')[0]),
        uid:
          text(list(event, 'user', 'extra', 'arn')[0]) ??
          text(list(event, 'user', 'extra', 'sessionName')[0]),
        issuer: text(list(event, 'user', 'extra', 'canonicalArn')[0]),
      }),
      targets: target === undefined ? [] : [target],
      outcome: outcomeOf(event),
      from: { ip: text(list(event, 'sourceIPs')[0]) },
      userAgent: text(event, 'userAgent'),
      provenance: provenanceOf(event),
      tellsOf: tellsOf(event),
      more: some({
        stage: text(event, 'stage'),
        decidedBy: reason(event, 'annotations', 'authorization.k8s.io/reason'),
      }),
    });
  },
});

/** `system:serviceaccount:NS:NAME` is written as it is in the estate: by namespace and name. */
function partyOf(user: unknown): Party | undefined {
  const name = text(user, 'username');
  if (name === undefined) return undefined;
  const account = /^system:serviceaccount:([^:]+):(.+)$/.exec(name);
  if (account !== null)
    return {
      uid: `serviceaccount/${account[1]}/${account[2]}`,
      name,
      kind: 'service',
      type: 'ServiceAccount',
    };
  const kind = name === 'system:anonymous' ? 'unknown' : name.startsWith('system:') ? 'system' : 'user';
  return {
    uid: name,
    name,
    kind,
    type: name === 'system:anonymous' ? 'Anonymous' : name.startsWith('system:node:') ? 'Node' : 'User',
  };
}

/** The object, or the path for what is none (`/healthz`); a query is left out, it may hold anything. */
function targetOf(event: Event): Target | undefined {
  const reference = field(event, 'objectRef');
  const resource = text(reference, 'resource');
  if (resource === undefined) {
    const path = text(event, 'requestURI')?.split('?')[0];
    return path === undefined ? undefined : { name: path, type: 'path' };
  }
  const sub = text(reference, 'subresource');
  const type = sub === undefined ? resource : `${resource}/${sub}`;
  const name = text(reference, 'name') ?? text(event, 'requestObject', 'metadata', 'name') ?? '';
  const namespace = text(reference, 'namespace');
  return {
    // as the estate writes what a right is on; a request for no one object has no name
    uid: placeText({
      group: text(reference, 'apiGroup') ?? '',
      type,
      name,
      namespace: namespace ?? clusterWide,
    }),
    name: name === '' ? undefined : namespace === undefined ? name : `${namespace}/${name}`,
    type,
  };
}

function deedOf(event: Event, verb: string | undefined, target: Target | undefined): Deed {
  const resource = text(event, 'objectRef', 'resource');
  const subresource = text(event, 'objectRef', 'subresource');
  if (verb === 'create' && resource === 'serviceaccounts' && subresource === 'token') {
    const name = `${text(event, 'objectRef', 'namespace') ?? ''}/${text(event, 'objectRef', 'name') ?? ''}`;
    return {
      class: 'authentication',
      activity: 'ticket',
      user: { uid: `serviceaccount/${name}`, name, kind: 'service', type: 'ServiceAccount' },
    };
  }
  if ((verb === 'create' || verb === 'delete') && resource === 'serviceaccounts' && subresource === undefined)
    return {
      class: 'account',
      activity: verb,
      user:
        target === undefined
          ? undefined
          : {
              uid: `serviceaccount/${target.name}`,
              name: target.name,
              kind: 'service',
              type: 'ServiceAccount',
            },
    };
  if (
    (resource === 'clusterrolebindings' || resource === 'rolebindings') &&
    (verb === 'create' || verb === 'delete')
  ) {
    const subject = list(event, 'requestObject', 'subjects')[0];
    const role = text(event, 'requestObject', 'roleRef', 'name');
    const name = text(subject, 'name');
    if (name !== undefined && role !== undefined)
      return {
        class: 'access',
        activity: verb === 'create' ? 'assign' : 'revoke',
        user: {
          name,
          uid:
            text(subject, 'kind') === 'ServiceAccount'
              ? `serviceaccount/${text(subject, 'namespace') ?? ''}/${name}`
              : name,
          kind: text(subject, 'kind') === 'User' ? 'user' : 'service',
          type: text(subject, 'kind'),
        },
        privileges: [`${text(event, 'requestObject', 'roleRef', 'kind') ?? 'Role'}/${role}`],
      };
  }
  return { class: 'api', activity: verb === undefined ? 'unknown' : (verbs.get(verb) ?? 'other') };
}

/** The answer’s status; without one, what the authoriser decided. */
function outcomeOf(event: Event): Outcome {
  const code = field(event, 'responseStatus', 'code');
  const decision = text(event, 'annotations', 'authorization.k8s.io/decision');
  const detail = reason(event, 'responseStatus', 'message') ?? reason(event, 'responseStatus', 'reason');
  if (typeof code === 'number')
    return code >= 400
      ? { status: 'failure', code: String(code), detail }
      : { status: 'success', code: String(code) };
  if (decision === 'forbid') return { status: 'failure', code: 'forbid', detail };
  const status = text(event, 'responseStatus', 'status');
  if (status !== undefined) return { status: status === 'Success' ? 'success' : 'failure', detail };
  return { status: 'unknown' };
}
