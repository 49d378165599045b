/**
 * ② Everything joined, over time. In: the observations of each read of a source. Out: accounts and people as rules look
 * at them, who can do what with the path and what was not read, and how things were at an earlier read. It never talks to
 * a source, never decides, and never deletes: rows are closed, and a read applies whole or not at all.
 */
export { estateSteps } from './schema.ts';
export { importRead } from './import/import-read.ts';
export type { ImportLimits, ImportOptions } from './import/import-read.ts';
export type { Dangling, ReadSummary, TypeCounts } from './import/summary.ts';
export {
  addSource,
  listSources,
  noteFailure,
  noteSuccess,
  pauseSource,
  removeSource,
  resumeSource,
  sourceOf,
} from './sources.ts';
export type { Failures, Fallen, Source } from './sources.ts';
export { pendingChanges, settleChanges } from './pending-changes.ts';
export type { PendingChanges } from './pending-changes.ts';
export { gapsOf } from './gaps.ts';
export type { Gap } from './gaps.ts';
export { rightsReader } from './access/rights-held.ts';
export type { RightHeld } from './access/rights-held.ts';
export { historyOf } from './history.ts';
export type { PastState } from './history.ts';
export { peopleCalled } from './views/people-called.ts';
export { personsBy } from './views/persons-by.ts';
export type { PersonFound } from './views/persons-by.ts';
export { refOfSubject, subjectOf } from './subjects.ts';
export type { SubjectRef } from './subjects.ts';
export type { Reach, Reached, RowHeld } from './reach.ts';
export { entitlementOf, highestTier, reachOf } from './reach.ts';
export { targetStateOf } from './target-state.ts';
export { accountsBeneath, suppose } from './suppose.ts';
export type { NotSupposed } from './suppose.ts';
export { managerOf } from './managers.ts';
export type { ManagerFound } from './managers.ts';
export { otherNamesOf } from './other-names.ts';
export { askables, askablesNamed } from './catalogue.ts';
export type { Askable, AskableKey } from './catalogue.ts';
export { accountKeysOf, accountsNamed } from './accounts-named.ts';
export { ownersOfResource } from './owners-of-resource.ts';
export { actionLevels } from './access/aws-actions.ts';
export { openAccess } from './access/engine.ts';
export { momentsNamed, passedBy } from './access/moments.ts';
export type {
  AccessEngine,
  AccessVerdict,
  Can,
  Holder,
  OnResource,
  Outsider,
  PathEdge,
  Resident,
  Right,
  WhatCan,
  WhatOn,
  WhoCan,
} from './access/engine.ts';
export { readsNow } from './access/load-graph.ts';
export { agentRightsOf } from './access/agent-rights.ts';
export type { RightAsked, RightHolders, RightHoldersAt } from './access/right-holders.ts';
export { heldPairsOf } from './access/held-pairs.ts';
export { openTrustsOf } from './access/open-trusts.ts';
export { identityPoliciesOf } from './access/aws-identity-policies.ts';
export { tryPolicies } from './access/aws-try-policies.ts';
export { sharedPathsOf } from './access/shared-paths.ts';
export { openEscalation } from './escalation/engine.ts';
export type { End, EscalationEngine, EscalationFrame } from './escalation/engine.ts';
export type { CouldBecome } from './escalation/could-become.ts';
export type { PathsBetween, PathTold } from './escalation/paths-between.ts';
export type { GraphTold, PathNode, PathStep, TechniqueTold } from './escalation/tell.ts';
export type { ToCrownJewels } from './escalation/to-crown-jewels.ts';
export type { Ways } from './escalation/ways.ts';
export type { AccessVersion } from './access/graph.ts';
export type { Suggested } from './access/suggest.ts';
export type { AsOf } from './access/load-graph.ts';
export { correlate, correlationRules } from './correlate/rules.ts';
export type {
  AccountClues,
  Correlation,
  CorrelationRule,
  PeopleIndex,
  PersonRow,
} from './correlate/rules.ts';
export { accountAt, personAt } from './views/account-at.ts';
export type { AccountAt } from './views/account-at.ts';
export { accountViews, unresolvedAccounts } from './views/account-views.ts';
export type { ViewFilter } from './views/account-views.ts';
export { goneAmong, goneSince, peopleListed, settleListed, unlistedReads } from './views/listed.ts';
export type { PersonListed } from './views/listed.ts';
export { personViews } from './views/person-views.ts';
export { resourceOf } from './views/resource-of.ts';
export type { ResourceView, Sourced } from './views/resource-of.ts';
export { belongingsOf } from './lives/belongings.ts';
export type { Belongings } from './lives/belongings.ts';
export { peopleNamedLike } from './lives/named-like.ts';
export { peopleOfFeed, readName } from './lives/people-of-feed.ts';
export type { FeedRead, PersonOfFeed } from './lives/people-of-feed.ts';
export { bundlesInForce, bundleVersions } from './bundles.ts';
export type { Bundle } from './bundles.ts';
