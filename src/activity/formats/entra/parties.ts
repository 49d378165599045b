import { field, isRecord, list, some, text } from '../../fields.ts';
import type { Party, Told } from '../../told.ts';

export interface EntraParties {
  readonly actor?: Party | undefined;
  readonly app?: Told['app'];
  readonly onBehalfOf?: Party | undefined;
}

/**
 * Who did it: a user, an application by itself, or (in a sign-in) a user through an application, which then acts for the
 * user. `uid` is the directory’s object id.
 */
export function partiesOf(
  event: Readonly<Record<string, unknown>>,
  detail: unknown,
  signIn: boolean,
): EntraParties {
  const app = some({
    uid: text(detail, 'appId') ?? text(event, 'ApplicationId'),
    name: text(detail, 'appDisplayName'),
  });
  const initiator = field(detail, 'initiatedBy');
  if (isRecord(initiator)) {
    const user = userOf(field(initiator, 'user'));
    const service = principalOf(field(initiator, 'app'));
    // both: an application acted with the user’s consent
    return {
      actor: user ?? service,
      app: user !== undefined && service !== undefined ? { uid: service.uid, name: service.name } : undefined,
    };
  }
  const principal = text(detail, 'servicePrincipalId');
  if (principal !== undefined || text(detail, 'servicePrincipalName') !== undefined)
    return {
      actor: {
        uid: principal ?? app?.uid,
        name: text(detail, 'servicePrincipalName'),
        kind: 'service',
        type:
          text(detail, 'managedIdentityType') === 'none' || text(detail, 'managedIdentityType') === undefined
            ? 'ServicePrincipal'
            : 'ManagedIdentity',
      },
    };
  const uid = text(detail, 'userId');
  const name = text(detail, 'userPrincipalName') ?? text(event, 'identity');
  if (uid !== undefined || name !== undefined)
    return {
      actor: {
        uid,
        name,
        kind: 'user',
        type: text(detail, 'userType') ?? 'User',
        email: name?.includes('@') === true ? name : undefined,
      },
      app: signIn ? app : undefined,
    };
  return { actor: unified(event), app: signIn ? app : undefined };
}

function userOf(user: unknown): Party | undefined {
  const [uid, name] = [text(user, 'id'), text(user, 'userPrincipalName') ?? text(user, 'displayName')];
  return uid === undefined && name === undefined
    ? undefined
    : { uid, name, kind: 'user', type: 'User', email: name?.includes('@') === true ? name : undefined };
}

function principalOf(app: unknown): Party | undefined {
  const uid = text(app, 'servicePrincipalId') ?? text(app, 'appId');
  const name = text(app, 'displayName') ?? text(app, 'servicePrincipalName');
  return uid === undefined && name === undefined
    ? undefined
    : { uid, name, kind: 'service', type: 'ServicePrincipal' };
}

/** The unified audit log: `UserId` is a name, and of a service `ServicePrincipal_ID`. */
function unified(event: Readonly<Record<string, unknown>>): Party | undefined {
  const name = text(event, 'UserId') ?? text(list(event, 'Actor')[0], 'ID');
  if (name === undefined) return undefined;
  const service = name.startsWith('ServicePrincipal_');
  const key = text(event, 'UserKey');
  return {
    uid: service ? name.slice('ServicePrincipal_'.length) : key === 'Not Available' ? undefined : key,
    name,
    kind: service ? 'service' : 'user',
    type: service ? 'ServicePrincipal' : 'User',
    email: name.includes('@') ? name : undefined,
  };
}
