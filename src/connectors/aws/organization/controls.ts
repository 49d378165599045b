import { Fault, type GapObserved, type Observation } from '../../../model/index.ts';
import { asked, whyUnread, type Answers } from '../answers.ts';
import { joinKeys } from '../../kit/keys.ts';
import { observePolicy } from '../whole-policy.ts';
import { controlTypes, operations, type PolicySummary } from './operations.ts';
import type { Tree } from './tree.ts';

export type ControlUse = keyof typeof controlTypes;
const words = { scp: 'service control policy', rcp: 'resource control policy' } as const;
const plural = { scp: 'service control policies (SCPs)', rcp: 'resource control policies (RCPs)' } as const;
const mostPolicies = 20_000;

/**
 * One kind of policy of an organisation: each policy at each place that it is attached to. A kind that no root has enabled
 * limits nobody. What could deny and was not shown is a gap with the place where it could: `scp/PLACE#POLICY`.
 */
export async function* readControls(
  answers: Answers,
  use: ControlUse,
  tree: Tree,
): AsyncIterable<Observation> {
  if (!tree.roots.some((root) => root.PolicyTypes?.some(({ Type }) => Type === controlTypes[use]))) return;
  const listed = await asked(answers, operations.policies, controlTypes[use]);
  if (listed.is !== 'read') {
    yield { ...gap(use, plural[use], whyUnread(listed)), hides: 'all' };
    return;
  }
  const policies: PolicySummary[] = [];
  for await (const policy of listed.items) {
    if (policies.length >= mostPolicies) throw tooMany(use);
    policies.push(policy);
  }
  let attachments = 0;
  for (const policy of policies)
    for await (const observation of readControl(answers, { use, policy, tree })) {
      attachments++;
      yield observation;
    }
  // AWS keeps one of a kind that is enabled on every root, unit and account
  if (attachments === 0) yield gap(use, plural[use], 'the organisation has them enabled, and none was told');
}

async function* readControl(
  answers: Answers,
  of: { readonly use: ControlUse; readonly policy: PolicySummary; readonly tree: Tree },
): AsyncIterable<Observation> {
  const { use, policy, tree } = of;
  const called = `the ${words[use]} ${policy.Name ?? policy.Id} (${policy.Id})`;
  const targets = await asked(answers, operations.targets, policy.Id);
  if (targets.is !== 'read') {
    yield gap(`${use}/*#${policy.Id}`, `where ${called} is attached`, whyUnread(targets));
    return;
  }
  const places = new Set<string>();
  for await (const { TargetId } of targets.items) places.add(TargetId);
  if (places.size === 0) return;
  const said = await asked(answers, operations.policy, policy.Id);
  const content = said.is === 'read' ? await firstOf(said.items) : undefined;
  if (content !== undefined && content.PolicySummary.Id !== policy.Id) throw another(policy.Id);
  for (const place of places) {
    const key = tree.keys.get(place);
    // under a unit whose accounts were not shown, which is told there
    if (key === undefined) continue;
    if (content === undefined)
      yield gap(
        `${use}/${place}#${policy.Id}`,
        `${called} on ${place}`,
        said.is === 'read' ? 'AWS did not show it' : whyUnread(said),
      );
    else yield observePolicy({ key: joinKeys(policy.Arn, place), use, subjectKey: key }, content.Content);
  }
}

async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}

const gap = (key: string, what: string, why: string): GapObserved => ({
  type: 'gap',
  key,
  what: what.slice(0, 4000),
  why: why.slice(0, 4000),
  mayDeny: true,
  hides: 'some',
});

const another = (id: string): Fault =>
  new Fault('source_untrusted', `The answer of DescribePolicy about \`${id}\` is about another policy.`, {
    next: 'Export the organisation again; do not rename its files.',
  });
const tooMany = (use: ControlUse): Fault =>
  new Fault('input_too_large', `The organisation has more than ${mostPolicies} ${plural[use]}.`, {
    next: 'AWS allows far fewer: check where this comes from.',
  });
