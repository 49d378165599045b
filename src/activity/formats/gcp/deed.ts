import { list, text } from '../../fields.ts';
import type { ApiActivity, Deed, Party, Target } from '../../told.ts';

type Payload = Readonly<Record<string, unknown>>;

/** The class of a call by the last word of its method: `google.iam.admin.v1.CreateServiceAccountKey`. */
export function deedOf(payload: Payload, action: string, targets: readonly Target[]): Deed {
  const method = action.split('.').at(-1) ?? action;
  const email =
    text(payload, 'response', 'email') ??
    /serviceAccounts\/([^/]+)/.exec(text(payload, 'resourceName') ?? '')?.[1];
  const account: Party | undefined =
    email === undefined ? undefined : { uid: email, name: email, kind: 'service', type: 'ServiceAccount' };
  if (method === 'CreateServiceAccount') return { class: 'account', activity: 'create', user: account };
  if (method === 'DeleteServiceAccount') return { class: 'account', activity: 'delete', user: account };
  if (method === 'EnableServiceAccount') return { class: 'account', activity: 'enable', user: account };
  if (method === 'DisableServiceAccount') return { class: 'account', activity: 'disable', user: account };
  if (/^(Create|Delete|Enable|Disable|Upload)ServiceAccountKey$/.test(method))
    return { class: 'account', activity: 'other', user: account };
  if (/^(GenerateAccessToken|GenerateIdToken|SignJwt|SignBlob)$/.test(method))
    return { class: 'authentication', activity: 'ticket', user: account };
  if (/google\.login\.LoginService\.login/.test(action))
    return { class: 'authentication', activity: 'logon', user: account };
  if (/^setIamPolicy$/i.test(method)) {
    const delta = firstDelta(payload);
    if (delta !== undefined) return { class: 'access', ...delta };
  }
  if (/(workloadidentitypool|workforcepool|orgpolicy|role)/i.test(method) && targets[0] !== undefined) {
    const verb = verbOf(method);
    if (verb !== 'unknown') return { class: 'entity', activity: verb, entity: targets[0] };
  }
  return { class: 'api', activity: verbOf(method) };
}

/** The first binding that was added or removed; how many there were stays with the source. */
function firstDelta(
  payload: Payload,
): { activity: 'assign' | 'revoke'; user: Party; privileges: readonly string[] } | undefined {
  const deltas = [
    ...list(payload, 'serviceData', 'policyDelta', 'bindingDeltas'),
    ...list(payload, 'metadata', 'policyDelta', 'bindingDeltas'),
  ];
  const first = deltas.find((delta) => text(delta, 'member') !== undefined);
  const [member, role] = [text(first, 'member'), text(first, 'role')];
  if (member === undefined || role === undefined) return undefined;
  const name = member.replace(/^\w+:/, '');
  return {
    activity: text(first, 'action') === 'REMOVE' ? 'revoke' : 'assign',
    user: {
      uid: name,
      name,
      kind: member.startsWith('serviceAccount:') ? 'service' : 'user',
      type: member.split(':')[0],
    },
    privileges: deltas
      .filter((delta) => text(delta, 'member') === member)
      .flatMap((delta) => text(delta, 'role') ?? []),
  };
}

function verbOf(method: string): ApiActivity {
  if (/^(create|insert|generate|import|upload|add|submit|run)/i.test(method)) return 'create';
  if (/^(delete|destroy|remove|undelete|purge)/i.test(method)) return 'delete';
  if (/^(get|list|read|search|query|access|watch|describe|test|aggregated|lookup|check)/i.test(method))
    return 'read';
  if (/^(update|patch|set|enable|disable|move|replace|modify|start|stop|attach|detach|exec)/i.test(method))
    return 'update';
  return 'other';
}
