import { field, isRecord, text } from '../../fields.ts';
import type { ProvenanceTold, Told } from '../../told.ts';
import { from, fromToken } from '../provenance.ts';

type Event = Readonly<Record<string, unknown>>;

/**
 * Where a caller comes from: the token that it took a role with, and of a role’s session who vouched for it, or for which
 * instance or function the credentials were issued. CloudTrail tells the subject of a token in the call that hands it in
 * and, of most issuers, in no call that follows; there the credential is what joins them.
 */
export function provenanceOf(event: Event): readonly ProvenanceTold[] {
  const identity = field(event, 'userIdentity');
  if (text(identity, 'type') === 'WebIdentityUser')
    return fromToken(
      text(identity, 'identityProvider') ?? text(event, 'responseElements', 'provider'),
      text(event, 'responseElements', 'subjectFromWebIdentityToken') ?? text(identity, 'userName'),
    );
  const federated = field(identity, 'sessionContext', 'webIdFederationData');
  return [
    ...fromToken(text(federated, 'federatedProvider'), subjectIn(field(federated, 'attributes'))),
    ...issuedTo(field(identity, 'inScopeOf')),
    ...instanceOf(identity),
  ];
}

/** A call that took a role with a token tells where the role’s new session comes from, and by which credential to know it. */
export function tellsOf(event: Event, action: string): Told['tellsOf'] {
  const role = text(event, 'requestParameters', 'roleArn');
  if (action !== 'AssumeRoleWithWebIdentity' || role === undefined) return undefined;
  return {
    party: { uid: role, name: role.split('/').at(-1), kind: 'service', type: 'AssumedRole' },
    provenance: provenanceOf(event),
    credentialUid: text(event, 'responseElements', 'credentials', 'accessKeyId'),
  };
}

function subjectIn(attributes: unknown): string | undefined {
  if (!isRecord(attributes)) return undefined;
  const key = Object.keys(attributes).find((name) => name.endsWith(':sub'));
  return key === undefined ? undefined : text(attributes, key);
}

function issuedTo(scope: unknown): readonly ProvenanceTold[] {
  const to = text(scope, 'credentialsIssuedTo') ?? text(scope, 'sourceArn');
  if (to === undefined) return [];
  return /:lambda:[^:]*:\d*:function:/.test(to)
    ? from('function', to)
    : from('instance', /:instance\/(i-[0-9a-f]+)$/.exec(to)?.[1]);
}

/** The session of an instance’s role is named after the instance; only there AWS says how it was delivered. */
function instanceOf(identity: unknown): readonly ProvenanceTold[] {
  if (text(identity, 'sessionContext', 'ec2RoleDelivery') === undefined) return [];
  return from('instance', /\/(i-[0-9a-f]{8,17})$/.exec(text(identity, 'arn') ?? '')?.[1]);
}
