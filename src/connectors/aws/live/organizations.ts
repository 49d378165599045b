import type { Answers } from '../answers.ts';
import { controlTypes } from '../organization/operations.ts';
import { itemsOf, pages, type Patience } from './caller.ts';
import type { ClientSettings } from './session.ts';

type Page = { readonly items: readonly unknown[]; readonly NextToken: string | undefined };
type Asking = (token: string | undefined) => Promise<Page>;

/** An organisation asked itself, by the same calls as an export is made of. */
export async function askOrganizations(settings: ClientSettings, patience: Patience): Promise<Answers> {
  const aws = await import('@aws-sdk/client-organizations');
  const client = new aws.OrganizationsClient(settings);
  const page = (items: readonly unknown[] | undefined, NextToken: string | undefined): Page => ({
    items: items ?? [],
    NextToken,
  });
  const askers: Readonly<Record<string, (about: string) => Asking>> = {
    ListRoots: () => async (NextToken) => {
      const found = await client.send(new aws.ListRootsCommand({ NextToken }));
      return page(found.Roots, found.NextToken);
    },
    ListOrganizationalUnitsForParent: (ParentId) => async (NextToken) => {
      const found = await client.send(
        new aws.ListOrganizationalUnitsForParentCommand({ ParentId, NextToken }),
      );
      return page(found.OrganizationalUnits, found.NextToken);
    },
    ListAccountsForParent: (ParentId) => async (NextToken) => {
      const found = await client.send(new aws.ListAccountsForParentCommand({ ParentId, NextToken }));
      return page(found.Accounts, found.NextToken);
    },
    ListPolicies: (kind) => async (NextToken) => {
      const Filter = Object.values(controlTypes).find((each) => each === kind) ?? controlTypes.scp;
      const found = await client.send(new aws.ListPoliciesCommand({ Filter, NextToken }));
      return page(found.Policies, found.NextToken);
    },
    ListTargetsForPolicy: (PolicyId) => async (NextToken) => {
      const found = await client.send(new aws.ListTargetsForPolicyCommand({ PolicyId, NextToken }));
      return page(found.Targets, found.NextToken);
    },
    DescribePolicy: (PolicyId) => async () => {
      const found = await client.send(new aws.DescribePolicyCommand({ PolicyId }));
      return page(found.Policy === undefined ? [] : [found.Policy], undefined);
    },
  };
  return {
    async ask({ name }, about) {
      const ask = askers[name]?.(about ?? '');
      if (ask === undefined) return { is: 'unread', why: `${name} is not asked` };
      const found = await pages(`organizations:${name}`, patience, {
        ask,
        next: ({ NextToken }) => NextToken,
      });
      return found.is === 'read' ? { is: 'read', items: itemsOf(found.pages) } : found;
    },
  };
}
