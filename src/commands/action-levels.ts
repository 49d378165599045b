import type { LevelOf } from '../behaviour/index.ts';
import { actionLevels } from '../estate/index.ts';

/** Levels of AWS for these actions as logs write them (`iam.amazonaws.com CreateUser`), read once for each service. */
export async function levelsFor(actions: Iterable<string>): Promise<LevelOf> {
  const services = new Map<string, Awaited<ReturnType<typeof actionLevels>>>();
  for (const action of actions) {
    const service = serviceOf(action);
    if (service !== undefined && !services.has(service)) services.set(service, await actionLevels(service));
  }
  return (action) => {
    const service = serviceOf(action);
    return service === undefined ? undefined : services.get(service)?.get(nameOf(action));
  };
}

/** `monitoring.amazonaws.com` is `cloudwatch` in policies; others go by their first word. */
const otherwise: Readonly<Record<string, string>> = {
  monitoring: 'cloudwatch',
};
function serviceOf(action: string): string | undefined {
  const host = /^([a-z0-9-]{1,64})\.amazonaws\.com /.exec(action)?.[1];
  return host === undefined ? undefined : Object.hasOwn(otherwise, host) ? otherwise[host] : host;
}

/** Lambda writes the day of its API behind the name. */
const nameOf = (action: string): string =>
  (action.split(' ')[1] ?? '').replace(/\d{8}(v\d+)?$/, '').toLowerCase();
