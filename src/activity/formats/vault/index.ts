import { done, refuse, type Result } from '../../../model/index.ts';
import { field, isRecord, moment, reason, some, text } from '../../fields.ts';
import { vendorFormat } from '../../format.ts';
import type { ApiActivity, Deed, Outcome, Party, ProvenanceTold, Told } from '../../told.ts';
import { from } from '../provenance.ts';

type Event = Readonly<Record<string, unknown>>;

/** A map, not an object: an event may say `__proto__`. */
const verbs: ReadonlyMap<string, ApiActivity> = new Map<string, ApiActivity>(
  Object.entries({
    create: 'create',
    read: 'read',
    list: 'read',
    update: 'update',
    patch: 'update',
    delete: 'delete',
  }),
);

/** HashiCorp Vault’s (and OpenBao’s) audit device: each call is a request entry and a response entry. */
export const vault = vendorFormat({
  id: 'vault',
  title: 'Vault audit',
  product: { name: 'Vault', vendor: 'HashiCorp' },
  is: (event) =>
    (event['type'] === 'request' || event['type'] === 'response') &&
    isRecord(event['request']) &&
    (text(event, 'request', 'operation') !== undefined || text(event, 'request', 'path') !== undefined),
  told: (event, { fingerprint }): Result<Told> => {
    const path = text(event, 'request', 'path');
    const operation = text(event, 'request', 'operation');
    if (path === undefined && operation === undefined)
      return refuse('input_invalid', 'A Vault entry without operation and path.');
    const actor = partyOf(event['auth']) ?? partyOf(event['response'], 'auth');
    const token = text(event, 'request', 'client_token') ?? text(event, 'auth', 'client_token');
    const namespace = text(event, 'request', 'namespace', 'path');
    return done({
      uid: text(event, 'request', 'id'),
      timeMs: moment(event, 'time'),
      action: operation ?? 'unknown',
      service: text(event, 'request', 'mount_type'),
      deed: deedOf(operation, path, actor),
      actor,
      session: some({
        // an accessor names a token and cannot be used as one; the token itself may stand there in clear (`log_raw`)
        credentialUid:
          text(event, 'auth', 'accessor') ??
          text(event, 'request', 'client_token_accessor') ??
          (token === undefined ? undefined : fingerprint(token)),
        issuer: text(event, 'auth', 'metadata', 'role') ?? text(event, 'auth', 'metadata', 'role_name'),
      }),
      targets:
        path === undefined
          ? []
          : [
              {
                name: namespace === undefined ? path : `${namespace}${path}`,
                type: text(event, 'request', 'mount_type') ?? 'path',
              },
            ],
      outcome: outcomeOf(event),
      from: { ip: text(event, 'request', 'remote_address') },
      userAgent: text(event, 'request', 'headers', 'user-agent'),
      provenance: provenanceOf(
        field(event, 'auth', 'metadata') ?? field(event, 'response', 'auth', 'metadata'),
      ),
      correlation: text(event, 'request', 'id'),
      more: some({ stage: event['type'] === 'request' ? 'request' : undefined }),
    });
  },
});

/** The entity where there is one: logins of one entity by several ways are the same somebody. */
function partyOf(of: unknown, ...path: readonly string[]): Party | undefined {
  const uid = text(of, ...path, 'entity_id');
  const name = text(of, ...path, 'display_name');
  if (uid === undefined && name === undefined) return undefined;
  const person = text(of, ...path, 'metadata', 'username') ?? text(of, ...path, 'metadata', 'email');
  return {
    uid: uid ?? name,
    name,
    kind: name === 'root' ? 'admin' : person === undefined ? 'service' : 'user',
    type: text(of, ...path, 'token_type') ?? 'token',
    email: person?.includes('@') === true ? person : undefined,
  };
}

/** What the way of signing in says of a workload: its account in a cluster, or what a role maps of its token’s claims. */
function provenanceOf(metadata: unknown): readonly ProvenanceTold[] {
  const [name, namespace] = [
    text(metadata, 'service_account_name'),
    text(metadata, 'service_account_namespace'),
  ];
  return [
    ...from(
      'workload',
      name === undefined || namespace === undefined ? undefined : `serviceaccount/${namespace}/${name}`,
    ),
    ...from('repository', text(metadata, 'repository') ?? text(metadata, 'project_path')),
    ...from('workload', text(metadata, 'canonical_arn')),
    ...from('instance', text(metadata, 'instance_id')),
  ];
}

function deedOf(operation: string | undefined, path: string | undefined, actor: Party | undefined): Deed {
  if (path !== undefined && /^auth\/[^/]+\/(login|oidc\/callback|callback)/.test(path)) {
    const role = path.split('/login/')[1];
    return {
      class: 'authentication',
      activity: 'logon',
      user: actor ?? (role === undefined || role === '' ? undefined : { name: role, kind: 'unknown' }),
    };
  }
  if (path !== undefined && /^auth\/token\/(create|renew)/.test(path))
    return { class: 'authentication', activity: 'ticket', user: actor };
  if (path !== undefined && path.startsWith('auth/token/revoke'))
    return { class: 'authentication', activity: 'logoff', user: actor };
  if (path !== undefined && /^sys\/polic(y|ies)\//.test(path) && operation !== 'read' && operation !== 'list')
    return {
      class: 'entity',
      activity: operation === 'delete' ? 'delete' : 'update',
      entity: { name: path.split('/').slice(-1)[0], type: 'Policy' },
    };
  return { class: 'api', activity: operation === undefined ? 'unknown' : (verbs.get(operation) ?? 'other') };
}

function outcomeOf(event: Event): Outcome {
  const error = reason(event, 'error');
  if (error !== undefined)
    return {
      status: 'failure',
      code: /permission denied/.test(error) ? 'permission denied' : undefined,
      detail: error,
    };
  return event['type'] === 'response' ? { status: 'success' } : { status: 'unknown' };
}
