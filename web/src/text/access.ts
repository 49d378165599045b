import { catalogue } from './catalogue.ts';

/** Who can do what: the question, its answer, what is not known. */
export const t = catalogue({
  title: 'Access',
  why: 'Who can do what, by which path, and what is not known about it.',
  questions: 'Question',
  askWho: 'Who can…',
  askWhat: 'What can… do',
  action: 'Do',
  actionExample: 'SELECT, s3:GetObject, get, *',
  resource: 'On',
  resourceExample: 'billing.customers, arn:aws:s3:::bucket/*, secrets in payments',
  identity: 'Identity',
  identityExample: 'A name, or source/key',
  identityNote: '{kind}, {source}',
  does: 'To do (optional)',
  doesExample: 'SELECT, s3:GetObject: on which resources',
  person: 'person with all accounts',
  account: 'account',
  noSuggestion: 'Nothing that was read is called this. Enter asks all the same.',

  startTitle: 'Ask who can do what',
  startWhy:
    'Name an action and a resource as its source writes them, or an identity. Wildcards (*) stand for anything. Rights that are held through groups and roles are followed to their ends.',

  holders: {
    one: 'One account can {action} on {resource}',
    other: '{count} accounts can {action} on {resource}',
  },
  holdersOrMay: {
    one: 'One account can or may {action} on {resource}',
    other: '{count} accounts can or may {action} on {resource}',
  },
  nobody: 'Nobody that was read can {action} on {resource}',
  rights: { one: '{name} holds one right', other: '{name} holds {count} rights' },
  on: {
    one: '{name} can {action} on one resource',
    other: '{name} can {action} on {count} resources',
  },
  onOrMay: {
    one: '{name} can or may {action} on one resource',
    other: '{name} can or may {action} on {count} resources',
  },
  onNothing: '{name} can {action} on no resource that was read',
  noRights: '{name} holds no right in what was read',
  past: 'You see {when}, not now.',
  backToNow: 'Back to now',
  couldNotAnswer: 'The question could not be answered',

  views: 'Show as',
  table: 'Table',
  paths: 'Paths',
  pathsOf: 'Paths to the answer',
  pathsShown: { one: 'One path is drawn', other: '{count} paths are drawn' },
  pathsCut: 'The first {count} of {total} paths are drawn; the table has them all.',

  who: 'Who',
  anyone: 'Without signing in',
  everyone: 'Whoever signs in',
  outside: 'Not described by what was read',
  outsiders: {
    one: 'Not only those: one row stands for whoever is not listed',
    other: 'Not only those: {count} rows stand for whoever is not listed',
  },
  right: 'Right',
  answer: 'Answer',
  yes: 'Yes',
  dependsOn: { one: 'Depends on one thing', other: 'Depends on {count} things' },
  decidedBy: { one: 'Decided by one statement', other: 'Decided by {count} statements' },
  denied: {
    one: 'One account cannot, although a policy of its own allows it',
    other: '{count} accounts cannot, although a policy of their own allows it',
  },
  deniedWhy: 'An explicit deny, a boundary or an organisation’s policy takes it from them.',
  open: {
    one: 'Nothing that was read gives it to one more account; something not read could',
    other: 'Nothing that was read gives it to {count} more accounts; something not read could',
  },
  openOn: {
    one: 'Nothing that was read gives it on one more resource; something not read could',
    other: 'Nothing that was read gives it on {count} more resources; something not read could',
  },
  openWhy: 'No policy that was read allows it. Reading what is named here would settle it.',
  asideMore: { one: '{count} more is not told here', other: '{count} more are not told here' },
  basis: 'Basis',
  path: 'Path',
  granted: 'granted {right}',
  memberOf: 'member of {group}',
  power: 'by a power',
  everything: 'Everything in {source}',
  means: { one: 'Leads to more', other: 'Leads to more, in {count} ways' },
  whyDepends: 'Each of these was found and not evaluated; any may turn the yes into a no.',

  exported: { one: '{count} row was exported.', other: '{count} rows were exported.' },
  exportCut: 'The first {count} rows were exported; there are more. Narrow the question, or use the API.',

  notKnown: { one: 'One thing is not known', other: '{count} things are not known' },
  notKnownWhy: 'What was not read may add to this answer, or take from it.',
  notKnownMore: { one: '{count} more', other: '{count} more' },
  ofNow: 'What was not read is told as of now, whatever moment is asked about.',
  reads: 'Reads it rests on',
  read: 'read {number}',
});
