import { z } from 'zod';
import { ocsf } from '../formats/ocsf/index.ts';
import type { ActivityEvent } from '../event.ts';
import { between, parts } from './events-sql.ts';
import { numbers } from './shape.ts';

/** A part of a file that is none of OCSF although its columns are: the file is read row by row instead. */
export class NotInBulk extends Error {}

const scalar = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.record(z.string(), z.unknown()),
  z.array(z.unknown()),
]);
const asJson: ReadonlySet<string> = new Set([...numbers, 'provenance']);

/** The parts of a key by their names, as JSON holds them. `isQuoted`: whether texts are in quotes there. */
export function partsOf(
  kind: keyof typeof parts,
  key: string,
  isQuoted: boolean,
): Readonly<Record<string, unknown>> {
  const names: readonly string[] = parts[kind];
  const values = key.split(between);
  if (values.length !== names.length) throw new NotInBulk(`A key of ${values.length} parts.`);
  return Object.fromEntries(
    names.flatMap((name, n) => {
      const value = values[n] ?? '';
      return value === '' ? [] : [[name, isQuoted || asJson.has(name) ? parsed(value) : value]];
    }),
  );
}

export function parsed(json: string): unknown {
  try {
    return scalar.parse(JSON.parse(json));
  } catch {
    throw new NotInBulk('A part that is no value of JSON.');
  }
}

const plain = { class_uid: 6003, category_uid: 6, activity_id: 1, type_uid: 600301, severity_id: 1, time: 0 };
const asked = { api: { operation: 'x' }, user: {}, group: {}, entity: {} };

/** Whoever acts, in an event that tells nothing else. */
export function whoEvent(of: Readonly<Record<string, unknown>>): ActivityEvent {
  const { vendor, product, account, app_uid, app_name, invoked_by, ...user } = of;
  const told = { ...user, ...(account === undefined ? {} : { account: { uid: account } }) };
  return held({
    ...plain,
    api: asked.api,
    metadata: { version: '1', product: { vendor_name: vendor, name: product } },
    actor: { user: Object.keys(told).length === 0 ? undefined : told, app_uid, app_name, invoked_by },
  });
}

/** What was done by whom, on these things, in an event that tells nothing else. */
export function actEvent(
  of: Readonly<Record<string, unknown>>,
  who: ActivityEvent,
  things: readonly unknown[] = [],
): ActivityEvent {
  const { version, event_code, operation, service, model, ...rest } = of;
  const api =
    operation === undefined
      ? undefined
      : { operation, service: service === undefined ? undefined : { name: service } };
  const { user, ...empty } = asked;
  // a sign-in’s user is whom it is about, and no thing that it was done on
  return held({
    ...empty,
    ...(rest['class_uid'] === 6003 ? {} : { user }),
    ...rest,
    time: 0,
    api,
    metadata: { version, event_code, product: who.metadata.product },
    resources: things.map((uid) => ({ uid })),
    unmapped: { more: { model } },
  });
}

/** Where from and by what, in an event that tells nothing else. */
export function originEvent(of: Readonly<Record<string, unknown>>): ActivityEvent {
  return held({
    ...plain,
    api: asked.api,
    metadata: { version: '1', product: {} },
    actor: {
      user: { credential_uid: of['user_credential'] },
      session: { credential_uid: of['actor_credential'] },
    },
    session: { credential_uid: of['session_credential'] },
    src_endpoint: { ip: of['ip'], svc_name: of['svc_name'], hostname: of['hostname'], name: of['name'] },
    http_request: { user_agent: of['user_agent'] },
    unmapped: { on_behalf_of: { name: of['for_name'], uid: of['for_uid'] }, provenance: of['provenance'] },
  });
}

/** By the code that takes single events: what it refuses is not counted here. */
function held(event: Readonly<Record<string, unknown>>): ActivityEvent {
  const result = ocsf.map(event, { fingerprint: () => '' });
  if (!result.ok) throw new NotInBulk(result.message);
  return result.value;
}
