/**
 * Joiners, movers, leavers: what a feed tells of people, now and before, comes in; what happened in their lives, and what the
 * rules say is to follow from it, goes out as changes with their reasons. It decides nothing, files nothing and changes nothing.
 */
export { tooMany } from './breaker.ts';
export type { Bounds, TooMany } from './breaker.ts';
export { lifeEventKinds } from './events.ts';
export type { Known, LifeEvent, LifeEventKind } from './events.ts';
export { lookAgain } from './look-again.ts';
export type { Look, Looked } from './look-again.ts';
export type { Attribute, PersonTold, Standing } from './person.ts';
export { meantBy } from './meant-by.ts';
export { readRuleBook } from './rule-book.ts';
export type { Birthright, FeedRule, RuleBook } from './rule-book.ts';
export type { AnswersFor, Colleague, HeldDirectly, OwnAccount, Situation } from './situation.ts';
export { standingOf } from './standing.ts';
export { wantedBy } from './wanted.ts';
export type { Feed } from './standing.ts';
export { whatFollows } from './what-follows.ts';
export type { Follow } from './what-follows.ts';
export { lifecycleSteps } from './schema.ts';
export {
  feedLooked,
  followedBy,
  holdFeed,
  keepFeed,
  keepFollowed,
  keepKnown,
  knownPeople,
} from './kept-feed.ts';
export type { FeedLooked } from './kept-feed.ts';
export {
  countEvents,
  eventStates,
  eventsKept,
  followsOf,
  keepEvents,
  keepFollows,
  noteFollow,
  setEventState,
} from './kept-events.ts';
export type { EventsAsked, EventState, FollowState, KeptEvent, KeptFollow } from './kept-events.ts';
export { holdById, holdsKept, keepHold, settleHold } from './kept-holds.ts';
export type { Hold } from './kept-holds.ts';
