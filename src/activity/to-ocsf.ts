import { categories, claimed, classes, classified, ocsfVersion } from './classes.ts';
import type { ActivityEvent, OcsfUser } from './event.ts';
import { some } from './fields.ts';
import type { Deed, Party, PartyKind, ProvenanceTold, Target, Told } from './told.ts';

export interface Product {
  readonly name: string;
  readonly vendor: string;
}

const kinds: Readonly<Record<PartyKind, number>> = {
  unknown: 0,
  user: 1,
  admin: 2,
  system: 3,
  service: 4,
  other: 99,
};
const statuses = {
  unknown: [0, 'Unknown'],
  success: [1, 'Success'],
  failure: [2, 'Failure'],
  other: [99, 'Other'],
} as const;

/** Writes down in OCSF 1.8.0 what an event tells, and in `unmapped.not_told` what it leaves open. */
export function ocsfOf(told: Told, product: Product): ActivityEvent {
  const deed = claimed(told.deed);
  const { uid, activity } = classified(deed);
  const category = classes[uid].category;
  const [statusId, status] = statuses[told.outcome.status];
  const targets = told.targets.slice(0, 100);
  return {
    class_uid: uid,
    class_name: classes[uid].name,
    category_uid: category,
    category_name: categories[category],
    activity_id: activity[0],
    activity_name: activity[0] === 99 ? told.action : activity[1],
    type_uid: uid * 100 + activity[0],
    type_name: `${classes[uid].name}: ${activity[1]}`,
    time: told.timeMs,
    severity_id: 1,
    status_id: statusId,
    status: statusId === 99 ? told.outcome.code : status,
    status_code: told.outcome.code,
    status_detail: told.outcome.detail,
    metadata: {
      version: ocsfVersion,
      uid: told.uid,
      event_code: told.action,
      correlation_uid: told.correlation,
      profiles: told.cloud === undefined ? undefined : ['cloud'],
      product: { name: product.name, vendor_name: product.vendor },
    },
    cloud:
      told.cloud === undefined
        ? undefined
        : {
            provider: told.cloud.provider,
            region: told.cloud.region,
            account: told.cloud.account === undefined ? undefined : { uid: told.cloud.account },
          },
    actor: actorOf(told),
    api:
      uid !== 6003 && told.cloud === undefined
        ? undefined
        : {
            operation: told.action,
            service: told.service === undefined ? undefined : { name: told.service },
            response:
              told.outcome.status === 'failure' && told.outcome.code !== undefined
                ? { error: told.outcome.code, error_message: told.outcome.detail }
                : undefined,
          },
    http_request: told.userAgent === undefined ? undefined : { user_agent: told.userAgent },
    src_endpoint:
      some({ ip: told.from?.ip, port: told.from?.port, name: told.from?.name }) ??
      (uid === 6003 ? { name: 'Unknown' } : undefined),
    ...about(deed, told, targets),
    unmapped: some({
      on_behalf_of: told.onBehalfOf === undefined ? undefined : userOf(told.onBehalfOf),
      provenance: provenanceOf(told.provenance ?? []),
      tells_of: tellsOf(told),
      not_told: leftOpen(told, deed),
      more: told.more === undefined ? undefined : moreOf(told.more),
    }),
  };
}

/** What the classes ask for beside what all have. */
function about(deed: Deed, told: Told, targets: readonly Target[]): Partial<ActivityEvent> {
  const resources = targets.length === 0 ? undefined : targets.map((target) => ({ ...target }));
  switch (deed.class) {
    case 'api':
      return { resources };
    case 'authentication':
      return {
        user: deed.user === undefined ? undefined : userOf(deed.user),
        service: serviceOf(targets[0]) ?? { name: told.service ?? 'Unknown' },
        session: sessionOf(told),
        is_mfa: told.session?.isMfa,
      };
    case 'account':
      return {
        user: deed.user === undefined ? undefined : userOf(deed.user),
        policy: deed.policy === undefined ? undefined : { ...deed.policy },
      };
    case 'session':
      return {
        user: deed.user === undefined ? undefined : userOf(deed.user),
        privileges: [...deed.privileges],
        session: sessionOf(told),
      };
    case 'entity':
      return { entity: deed.entity === undefined ? undefined : { ...deed.entity } };
    case 'access':
      return {
        user: deed.user === undefined ? undefined : userOf(deed.user),
        privileges: [...deed.privileges],
        resources,
      };
    case 'group':
      return {
        group: deed.group === undefined ? undefined : { ...deed.group },
        user: deed.user === undefined ? undefined : userOf(deed.user),
        privileges: deed.privileges === undefined ? undefined : [...deed.privileges],
      };
  }
}

const serviceOf = (
  target: Target | undefined,
): { uid?: string | undefined; name?: string | undefined } | undefined =>
  target === undefined ? undefined : { uid: target.uid, name: target.name };

/** OCSF asks for an actor in every event: where the log names none, one of type Unknown says so. */
function actorOf({ actor, app, invokedBy, session }: Told): NonNullable<ActivityEvent['actor']> {
  const nobody = actor === undefined && app === undefined && invokedBy === undefined;
  return {
    user:
      actor === undefined
        ? nobody
          ? { name: 'Unknown', type: 'Unknown', type_id: 0 }
          : undefined
        : { ...userOf(actor), credential_uid: session?.credentialUid },
    session: session === undefined ? undefined : some(sessionParts(session)),
    app_uid: app?.uid,
    app_name: app?.name,
    invoked_by: invokedBy,
  };
}

const sessionParts = (session: NonNullable<Told['session']>) => ({
  uid: session.uid,
  issuer: session.issuer,
  credential_uid: session.credentialUid,
  is_mfa: session.isMfa,
  created_time: session.createdMs,
});
const sessionOf = ({ session }: Told) => (session === undefined ? undefined : some(sessionParts(session)));

const userOf = (party: Party): OcsfUser => ({
  uid: party.uid,
  name: party.name ?? party.uid,
  type: party.type,
  type_id: kinds[party.kind],
  email_addr: party.email,
  account: party.account === undefined ? undefined : { uid: party.account },
});

const provenanceOf = (provenance: readonly ProvenanceTold[]): string[] | undefined =>
  provenance.length === 0 ? undefined : [...new Set(provenance)].slice(0, 16);

function tellsOf({ tellsOf: other }: Told): NonNullable<ActivityEvent['unmapped']>['tells_of'] {
  const provenance = provenanceOf(other?.provenance ?? []);
  return other === undefined || provenance === undefined
    ? undefined
    : { user: userOf(other.party), provenance, credential_uid: other.credentialUid };
}

type Open = 'actor' | 'target' | 'source' | 'time' | 'outcome';
function leftOpen(told: Told, deed: Deed): Open[] | undefined {
  const open: Open[] = [];
  if (told.actor === undefined && told.app === undefined && told.invokedBy === undefined) open.push('actor');
  if (told.targets.length === 0 && (deed.class === 'api' || deed.class === 'authentication'))
    open.push('target');
  if (told.from?.ip === undefined && told.from?.name === undefined) open.push('source');
  if (told.timeMs === undefined) open.push('time');
  if (told.outcome.status === 'unknown') open.push('outcome');
  return open.length === 0 ? undefined : open;
}

function moreOf(more: NonNullable<Told['more']>): Record<string, string | number | boolean> | undefined {
  const told: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(more)) if (value !== undefined) told[key] = value;
  return Object.keys(told).length === 0 ? undefined : told;
}
