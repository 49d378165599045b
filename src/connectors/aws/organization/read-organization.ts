import type { Observation } from '../../../model/index.ts';
import type { ReadPage } from '../../kit/connector.ts';
import { asked, type Answers } from '../answers.ts';
import { readControls } from './controls.ts';
import { operations, type Root } from './operations.ts';
import { readTree, type ListedAccount } from './tree.ts';

/** What became of the organisation: read, or not and why. An account without one has no such limits. */
export type OrganizationRead =
  | { readonly is: 'read'; readonly accounts: readonly ListedAccount[]; readonly isWhole: boolean }
  | { readonly is: 'none' }
  | { readonly is: 'unread'; readonly why: string };

/** The same as pages of a read; keys of the accounts that are told are added to `accounts`. */
export async function* organizationPages(
  answers: Answers,
  accounts: Set<string>,
): AsyncGenerator<ReadPage, OrganizationRead> {
  const found = readOrganization(answers);
  for (;;) {
    const next = await found.next();
    if (next.done === true) return next.value;
    for (const each of next.value)
      if (each.type === 'resource' && each.kind === 'aws_account') accounts.add(each.key);
    yield { observations: next.value };
  }
}

const controls = ['scp', 'rcp'] as const;

/** Root, units and accounts, and the policies that limit them, a page a kind of policy. */
async function* readOrganization(answers: Answers): AsyncGenerator<readonly Observation[], OrganizationRead> {
  const listed = await asked(answers, operations.roots);
  if (listed.is !== 'read') return listed;
  const roots: Root[] = [];
  for await (const root of listed.items) roots.push(root);
  if (roots.length === 0) return { is: 'unread', why: 'no root of an organisation was shown' };
  const tree = await readTree(answers, roots);
  yield tree.observations;
  for (const use of controls) {
    const found: Observation[] = [];
    for await (const observation of readControls(answers, use, tree)) {
      found.push(observation);
      if (found.length >= pageSize) yield found.splice(0);
    }
    yield found;
  }
  return { is: 'read', accounts: tree.accounts, isWhole: tree.isWhole };
}

const pageSize = 1000;
