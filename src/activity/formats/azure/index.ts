import { done, refuse, type Result } from '../../../model/index.ts';
import { field, firstMoment, reason, record, some, text, withoutPort } from '../../fields.ts';
import { vendorFormat } from '../../format.ts';
import type { ApiActivity, Deed, Outcome, Party, Target, Told } from '../../told.ts';

type Event = Readonly<Record<string, unknown>>;
const claim = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';
const objectId = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

/** Azure’s activity log and resource logs, in the shape of Azure Monitor or as the API of the activity log gives them. */
export const azure = vendorFormat({
  id: 'azure',
  title: 'Azure activity and resource logs',
  product: { name: 'Azure Monitor', vendor: 'Microsoft' },
  is: (event) =>
    operationOf(event) !== undefined &&
    (text(event, 'resourceId')?.startsWith('/') === true ||
      text(event, 'category') !== undefined ||
      (text(event, 'caller') !== undefined && text(event, 'eventTimestamp') !== undefined)),
  told: (event): Result<Told> => {
    const action = operationOf(event);
    if (action === undefined) return refuse('input_invalid', 'An Azure event without an operationName.');
    const targets = targetsOf(event);
    const actor = actorOf(event);
    const address = text(event, 'callerIpAddress') ?? text(event, 'httpRequest', 'clientIpAddress');
    return done({
      uid: text(event, 'eventDataId') ?? text(event, 'correlationId'),
      timeMs: firstMoment(event, 'time', 'eventTimestamp', 'p_event_time'),
      action,
      service: action.includes('/')
        ? action.split('/')[0]
        : (text(event, 'properties', 'serviceType') ?? text(event, 'category')),
      deed: deedOf(event, action, actor),
      actor,
      session: some({
        // a hash of Azure’s own; the key’s name comes with it
        credentialUid: text(event, 'identity', 'tokenHash'),
        uid: text(event, 'identity', 'claims', 'uti'),
      }),
      targets,
      outcome: outcomeOf(event),
      from: { ip: withoutPort(address) },
      userAgent: text(event, 'properties', 'userAgentHeader') ?? text(event, 'properties', 'clientInfo'),
      correlation: text(event, 'correlationId'),
      cloud: {
        provider: 'Azure',
        account:
          text(event, 'subscriptionId') ??
          /^\/subscriptions\/([^/]+)/i.exec(text(event, 'resourceId') ?? '')?.[1] ??
          text(event, 'tenantId'),
        region: text(event, 'location'),
      },
      more: some({ category: text(event, 'category'), authentication: text(event, 'identity', 'type') }),
    });
  },
});

const operationOf = (event: Event): string | undefined =>
  text(event, 'operationName') ?? text(event, 'operationName', 'value');

/** The caller by its claims: a user by name and object id, a program by its application id. */
function actorOf(event: Event): Party | undefined {
  const identity = field(event, 'identity');
  const claims = record(field(identity, 'claims') ?? field(event, 'claims'));
  const name =
    text(claims, `${claim}upn`) ??
    text(claims, 'upn') ??
    text(claims, `${claim}name`) ??
    text(claims, 'name') ??
    text(event, 'caller') ??
    text(identity);
  const uid =
    text(claims, objectId) ??
    text(claims, 'oid') ??
    text(identity, 'requester', 'objectId') ??
    text(identity, 'authorization', 'evidence', 'principalId');
  const app = text(claims, 'appid') ?? text(identity, 'requester', 'appId');
  if (name === undefined && uid === undefined) {
    if (app !== undefined) return { uid: app, name: app, kind: 'service', type: 'Application' };
    const kind = text(identity, 'type');
    // a shared access signature or a key tells which storage account it opens, not who holds it
    const holder = text(event, 'properties', 'accountName');
    return (kind === 'SAS' || kind === 'AccountKey') && holder !== undefined
      ? { uid: holder, name: holder, kind: 'other', type: kind }
      : undefined;
  }
  const type =
    text(identity, 'authorization', 'evidence', 'principalType') ??
    (text(claims, 'idtyp') === 'app' ? 'Application' : 'User');
  return {
    uid,
    name,
    kind: type === 'User' ? 'user' : 'service',
    type,
    email: name?.includes('@') === true ? name : undefined,
  };
}

function targetsOf(event: Event): readonly Target[] {
  const object = text(event, 'properties', 'objectKey');
  const id =
    text(event, 'resourceId') ??
    text(event, 'identity', 'authorization', 'scope') ??
    text(event, 'authorization', 'scope');
  const type = /\/providers\/([^/]+\/[^/]+)/i.exec(id ?? '')?.[1];
  return [
    ...(object === undefined ? [] : [{ name: object.split('?')[0], type: 'blob' }]),
    ...(id === undefined ? [] : [{ uid: id, type }]),
  ];
}

function deedOf(event: Event, action: string, actor: Party | undefined): Deed {
  if (/^microsoft\.authorization\/elevateaccess\/action$/i.test(action))
    return { class: 'access', activity: 'assign', user: actor, privileges: ['User Access Administrator'] };
  const evidence = field(event, 'identity', 'authorization', 'evidence');
  const request = record(field(event, 'properties', 'requestbody'));
  const properties = record(field(request, 'properties') ?? field(request, 'Properties'));
  const principal = text(properties, 'principalId') ?? text(properties, 'PrincipalId');
  const role =
    text(properties, 'roleDefinitionId') ?? text(properties, 'RoleDefinitionId') ?? text(evidence, 'role');
  if (/^microsoft\.authorization\/roleassignments\/(write|delete)$/i.test(action))
    return {
      class: 'access',
      activity: /write$/i.test(action) ? 'assign' : 'revoke',
      user: principal === undefined ? undefined : { uid: principal, kind: 'user' },
      privileges: role === undefined ? [] : [role],
    };
  return { class: 'api', activity: verbOf(action) };
}

function verbOf(action: string): ApiActivity {
  const last = action.split('/').at(-1)?.toLowerCase() ?? '';
  const before = action.split('/').at(-2)?.toLowerCase() ?? '';
  const word = last === 'action' ? before : last;
  if (/^(delete|purge|deallocate|remove)/.test(word)) return 'delete';
  if (/^(read|get|list|head|query|export|download)/.test(word)) return 'read';
  if (
    /^(write|put|update|set|patch|restart|start|stop|regenerate|rotate|recover|restore|publish|elevate|assign|enable|disable)/.test(
      word,
    )
  )
    return 'update';
  if (/^(create|register|copy|upload|append|import|generate)/.test(word)) return 'create';
  return 'other';
}

function outcomeOf(event: Event): Outcome {
  const status = field(event, 'statusCode');
  const http = typeof status === 'number' ? status : Number(text(event, 'resultSignature') ?? Number.NaN);
  const word =
    text(event, 'resultType') ??
    text(event, 'status', 'value') ??
    text(event, 'status') ??
    text(event, 'properties', 'metricResponseType');
  const detail =
    reason(event, 'resultDescription') ??
    reason(event, 'statusText') ??
    reason(event, 'properties', 'statusMessage');
  if (word !== undefined && /^(succe(ss|eded)|0$|ok$)/i.test(word))
    return { status: 'success', code: word, detail };
  if (word !== undefined && /(fail|error|denied|cancel)/i.test(word))
    return { status: 'failure', code: Number.isFinite(http) ? String(http) : word, detail: detail ?? word };
  if (Number.isFinite(http))
    return { status: http >= 400 ? 'failure' : 'success', code: String(http), detail };
  // Started and Accepted: how it ended is another event
  return { status: 'unknown', code: word, detail };
}
