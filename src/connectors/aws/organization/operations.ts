import { z } from 'zod';
import type { Operation } from '../answers.ts';

const name = z.string().max(512);
const arn = z.string().regex(/^arn:aws[a-z-]*:[^\s]{1,2000}$/, 'is no ARN');
const rootId = z.string().regex(/^r-[0-9a-z]{4,32}$/, 'is no id of a root');
const unitId = z.string().regex(/^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/, 'is no id of a unit');
const accountId = z.string().regex(/^\d{12}$/, 'is no id of an account');
const policyId = z.string().regex(/^p-[0-9a-zA-Z_]{8,128}$/, 'is no id of a policy');
const policyType = z.string().max(64);

/** Kinds of policy that limit what accounts may do, as the API names them. */
export const controlTypes = { scp: 'SERVICE_CONTROL_POLICY', rcp: 'RESOURCE_CONTROL_POLICY' } as const;

const root = z.object({
  Id: rootId,
  Arn: arn,
  Name: name.optional(),
  PolicyTypes: z
    .array(z.object({ Type: policyType }))
    .max(100)
    .nullish(),
});
const unit = z.object({ Id: unitId, Arn: arn, Name: name.optional() });
/** `Status` is what it was called until September 2026; both are told. */
const account = z.object({
  Id: accountId,
  Arn: arn,
  Name: name.nullish(),
  Status: z.string().max(64).nullish(),
  State: z.string().max(64).nullish(),
});
const policySummary = z.object({ Id: policyId, Arn: arn, Name: name.nullish() });
const policy = z.object({ PolicySummary: policySummary, Content: z.string().max(1 << 20) });
const target = z.object({ TargetId: z.union([rootId, unitId, accountId]) });
export type Root = z.infer<typeof root>;
export type PolicySummary = z.infer<typeof policySummary>;

/** Every call about an organisation that is made, read-only all of them (AWS Organizations API reference). */
export const operations = {
  roots: of({
    name: 'ListRoots',
    command: 'list-roots',
    items: 'Roots.*',
    item: root,
    what: 'the organisation',
  }),
  units: of({
    name: 'ListOrganizationalUnitsForParent',
    command: 'list-organizational-units-for-parent',
    items: 'OrganizationalUnits.*',
    item: unit,
    what: 'organisational units',
  }),
  accounts: of({
    name: 'ListAccountsForParent',
    command: 'list-accounts-for-parent',
    items: 'Accounts.*',
    item: account,
    what: 'accounts',
  }),
  policies: of({
    name: 'ListPolicies',
    command: 'list-policies',
    items: 'Policies.*',
    item: policySummary,
    what: 'which policies there are',
  }),
  policy: of({
    name: 'DescribePolicy',
    command: 'describe-policy',
    items: 'Policy',
    item: policy,
    what: 'what a policy says',
  }),
  targets: of({
    name: 'ListTargetsForPolicy',
    command: 'list-targets-for-policy',
    items: 'Targets.*',
    item: target,
    what: 'where a policy is attached',
  }),
} as const;

function of<T>(operation: Operation<T>): Operation<T> {
  return operation;
}

/** Of an account that manages the organisation or to which it delegated this. */
export const organizationPermissions: readonly string[] = [
  `${Object.values(operations)
    .map(({ name }) => `organizations:${name}`)
    .join(', ')}, to read the policies of the organisation (optional)`,
];
