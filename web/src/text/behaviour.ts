import { catalogue } from './catalogue.ts';

/** What programs’ identities that nobody uses, and accounts that do what they never did, are called. */
export const t = catalogue({
  title: 'Behaviour',
  why: 'What identities do, against what they did before; and those that nobody uses any more. Both are lists for people: nothing follows by itself.',
  show: 'Show',
  dormant: 'Dormant',
  changed: 'Changed',
  couldNotRead: 'This could not be worked out',

  dormantSaid: {
    one: 'One identity of a program without use for {days} days',
    other: '{count} identities of programs without use for {days} days, in {groups}',
  },
  groups: {
    one: 'one group that one person can answer for',
    other: '{count} groups that one person can answer for',
  },
  dormantOrder:
    'Groups and their members stand in the order of least harm: what nothing is known to miss comes first. Switch off, wait, and only then delete.',
  dormantNone: 'No program’s identity is without use that long',
  dormantNoneWhy:
    'As far as sources and logs say when something was used last: within {days} days everything was.',
  dormantUnknown: {
    one: 'Of one more nobody says when it was used last. It is neither dormant nor in use: {where}.',
    other:
      'Of {count} more nobody says when they were used last. They are neither dormant nor in use: {where}.',
  },
  inSource: '{count} in {source}',
  noOwner: 'no known owner',
  ownedBy: 'owned by {owner}',
  neverUsed: 'never used',
  lastUsed: 'last used {when}',
  nIdentities: { one: 'One identity', other: '{count} identities' },
  harm: 'harm {points}',
  more: { one: 'One more group is not shown.', other: '{count} more groups are not shown.' },

  changedSaid: {
    one: 'One account that acted changed enough to be worth a minute',
    other: '{count} accounts that acted changed enough to be worth a minute',
  },
  changedNone: 'No account changed enough to be worth a minute',
  changedLooked: {
    one: 'One account was compared with what it did before. Of {unknown} nobody can tell.',
    other: '{count} accounts were compared with what they did before. Of {unknown} nobody can tell.',
  },
  changedPart: 'More acted than are compared with each other.',
  bits: '{bits} bits',
  bitsWhy:
    'Each bit halves the chance that this happens by itself: ten are about one such window in a thousand.',
  noLog: 'No log was read',
  noLogWhy:
    'What identities do stands in logs. Without one nobody can tell what changed, which is not that nothing did. countersign activity add takes logs in.',
  since: 'since {when}',
  ordinaryIf: 'Ordinary if: {what}',
  nothingNew: 'Nothing unlike what came before.',
  cannotTell: 'Cannot tell',
  notKnown: 'Not known: {why}',
  review: 'Review',
  suffices: 'its review can follow',
  'too slow': 'its review is too slow',
  'event-driven': 'no review can follow',
});
