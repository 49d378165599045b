/**
 * Questions about the whole, answered from rows made for it. In: the estate's views and what rules found (ports). Out:
 * lists of identities with search, facets, sorting and keyset paging that stay fast at a million rows. It holds nothing
 * that is not elsewhere: what it wrote may be thrown away and is made anew.
 */
export { querySteps } from './schema.ts';
export { markForRefresh, refreshIdentities } from './refresh-identities.ts';
export type { Refreshed, RefreshInput } from './refresh-identities.ts';
export {
  accountsOfPerson,
  facetsOf,
  identityByRef,
  identitySorts,
  listIdentities,
} from './list-identities.ts';
export type {
  FacetCounts,
  IdentityFilter,
  IdentityItem,
  IdentityKeyset,
  IdentityPage,
  IdentitySort,
} from './list-identities.ts';
export { facetNames, kindsAtAGlance } from './count-facets.ts';
export type { Facet, KindAtAGlance } from './count-facets.ts';
export { identityRefOf } from './identity-ref.ts';
export type { Answerable } from './identity-row.ts';
export type {
  EstateForLists,
  FindingsForLists,
  Named,
  PersonListed,
  RiskOfAccount,
  Wanted,
} from './ports.ts';
export { understand } from './asked/understand.ts';
export { restate, sayCondition } from './asked/restate.ts';
export { question as questionSchema } from './asked/question.ts';
export type { Condition, Noun, Question, RefusedBecause, Understood } from './asked/question.ts';
export type { NameKnown } from './asked/names.ts';
