import type { Observation } from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { joinKeys } from '../kit/keys.ts';
import { statementsOf } from './policy-document.ts';
import { rightsOf, type Right } from './rights.ts';
import type { ManagedPolicy } from './export-shape.ts';
import { observePolicy } from './whole-policy.ts';

/** A managed policy: a group that passes on what its default version says. Other versions have no effect. */
export function observeManagedPolicy(policy: ManagedPolicy): readonly Observation[] {
  const { Arn: key, PolicyName: name } = policy;
  const version = policy.PolicyVersionList?.find(
    (each) => each.IsDefaultVersion === true || each.VersionId === policy.DefaultVersionId,
  );
  const group: Observation = {
    type: 'group',
    key,
    name,
    kind: 'policy',
    attributes: {
      managedBy: key.includes(':iam::aws:policy/') ? 'AWS' : 'customer',
      ...(policy.DefaultVersionId === undefined ? {} : { version: policy.DefaultVersionId }),
    },
  };
  if (version === undefined) return [group, documentGap(key, 'the export does not hold its default version')];
  return [
    group,
    observePolicy({ key, use: 'identity' }, version.Document),
    ...grantsOf(version.Document, key),
  ];
}

/** What an inline policy gives, as a group of its own under its owner's key. */
export function observeInlinePolicy(
  ownerKey: string,
  name: string,
  document: unknown,
): { readonly key: string; readonly observations: readonly Observation[] } {
  const key = joinKeys(ownerKey, 'inline', name);
  const group: Observation = { type: 'group', key, name, kind: 'policy', attributes: { inlineOf: ownerKey } };
  const whole = observePolicy({ key, use: 'identity' }, document);
  return { key, observations: [group, whole, ...grantsOf(document, key)] };
}

/** A policy that something is attached to and the export does not describe. */
export const observeUnseenPolicy = (key: string, name: string): readonly Observation[] => [
  { type: 'group', key, name, kind: 'policy', attributes: { notInExport: 'true' } },
  documentGap(key, 'something is attached to it, and the export does not hold it'),
];

const documentGap = (key: string, why: string): Observation => ({
  type: 'gap',
  key: joinKeys('policy', key),
  what: `what the policy ${key} allows`,
  why,
});

function grantsOf(document: unknown, policyKey: string): readonly Observation[] {
  const observations: Observation[] = [];
  const seen = new Set<string>();
  for (const statement of statementsOf(document, policyKey))
    for (const right of rightsOf(statement, policyKey)) {
      const key = grantKeyOf(policyKey, right);
      if (seen.has(key)) continue; // two statements that say the same
      seen.add(key);
      observations.push(...observeRight(key, policyKey, right));
    }
  return observations;
}

function observeRight(key: string, subjectKey: string, right: Right): readonly Observation[] {
  const { effect, action, resourcePattern, conditions } = right;
  const entitlementKey = joinKeys(action, resourcePattern);
  return [
    {
      type: 'entitlement',
      key: entitlementKey,
      action,
      resourcePattern,
      ...(isAdministrator(right) ? { privileged: true } : {}),
    },
    {
      type: 'grant',
      key,
      subjectKey,
      entitlementKey,
      effect,
      ...(conditions.length === 0 ? {} : { conditions }),
    },
  ];
}

function grantKeyOf(policyKey: string, right: Right): string {
  const conditions =
    right.conditions.length === 0 ? [] : [digestOf(right.conditions.join('\n')).slice(0, 16)];
  return `${policyKey}#${joinKeys(right.effect, right.action, right.resourcePattern, ...conditions)}`;
}

/** Everything, or everything in IAM, which is the way to everything. */
const isAdministrator = ({ action, resourcePattern }: Right): boolean =>
  resourcePattern === '*' && /^(\*|\*:\*|iam:\*)$/i.test(action);
