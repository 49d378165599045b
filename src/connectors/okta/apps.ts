import type { Observation } from '../../model/index.ts';
import { grantOf } from '../kit/links.ts';
import type { Asking } from '../kit/rest/asking.ts';
import type { AdminRoles } from './admin-roles.ts';
import { readClient } from './clients.ts';
import { endpoints } from './endpoints.ts';
import { appKey, groupKey, userKey } from './keys.ts';
import type { Met } from './met.ts';
import type { Rights } from './rights.ts';
import type { App } from './shapes.ts';

/** Of an assignment that no longer is one, and of one that does not work at the moment. */
const gone: ReadonlySet<string> = new Set(['DEPROVISIONED', 'REVOKED', 'UNASSIGNED']);
const resting: ReadonlySet<string> = new Set(['INACTIVE', 'SUSPENDED']);

interface Beside {
  readonly roles: AdminRoles;
  readonly rights: Rights;
  readonly met: Met;
}

/** Apps: who may use each, by a group or directly, and those that act by themselves, as OAuth clients. */
export async function* readApps(asking: Asking, beside: Beside): AsyncIterable<Observation> {
  const apps: App[] = [];
  for await (const app of (await asking.list(endpoints.apps, {})) ?? [])
    if (app.status !== 'DELETED') apps.push(app);
  for (const app of apps) {
    yield* readAssignments(asking, app, beside);
    if (app.signOnMode === 'OPENID_CONNECT') yield* readClient(asking, app, beside);
  }
}

async function* readAssignments(
  asking: Asking,
  { id, label, status }: App,
  { rights, met }: Beside,
): AsyncIterable<Observation> {
  const key = appKey(id);
  const inactive = status === 'ACTIVE' ? [] : ['the app is inactive'];
  yield { type: 'resource', key, name: label, kind: 'application' };
  const use = yield* rights.tell('use', key);
  for await (const { id: group } of (await asking.list(endpoints.appGroups, { app: id })) ?? [])
    yield grantOf(met.name(groupKey(group), 'group'), use, inactive);
  for await (const user of (await asking.list(endpoints.appUsers, { app: id })) ?? []) {
    // by a group: that group tells it
    if (user.scope === 'GROUP' || gone.has(user.status ?? '')) continue;
    const conditions = resting.has(user.status ?? '')
      ? [...inactive, `the assignment is ${String(user.status).toLowerCase()}`]
      : inactive;
    yield grantOf(met.name(userKey(user.id), 'account'), use, conditions);
  }
}
