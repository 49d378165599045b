import { catalogue } from './catalogue.ts';

/** Duties: which are to stay apart, and who has two of them. */
export const t = catalogue({
  whatIf: 'What other rules would find',
  title: 'Duties',
  why: 'Some things should not lie in one hand. Rules of the house say which; here is who has both all the same, by groups, roles and policies, in one system or two.',
  failed: 'The duties could not be looked at',
  noRules: 'No rules yet',
  noRulesWhy: 'A file says which duties stay apart. docs/how-to/duties.md shows how to write it.',
  matrix: 'Duty by duty',
  matrixNote: 'how many have both',
  matrixWide:
    'There are {count} duties: more than a matrix shows in a way that can be read. The rules stand below.',
  noRule: 'No rule',
  rules: 'Rules',
  rule: 'Rule',
  weight: 'Weight',
  both: 'Have both',
  excepted: 'Answered for',
  depends: 'Depends',
  administrators: 'By everything',
  administratorsWhy:
    '“By everything” counts accounts that have both by a right on everything. They are administrators, and other rules find them.',
  pair: '{first} and {second}: {count}',
  all: 'All rules',
  shown: 'Shown: {rule}',
  people: { one: 'One has both', other: '{count} have both' },
  mayHave: { one: 'One has both, or may', other: '{count} have both, or may' },
  nobody: 'Nobody has both',
  nobodyWhy: 'As far as was read. What no source knows is named below.',
  cut: 'The first {count} of {total}, what is certain and weighs most first.',
  sure: 'Both',
  maybe: 'Depends',
  if: 'If {what}',
  exception: '{owner} answers for it until {day}: {because}',
  unknown: 'Not known to any source',
  unknownWhy: 'No source that was read knows these resources, so nothing is said of these rights.',
});
