import { catalogue } from './catalogue.ts';

/** What waits for oneself. */
export const t = catalogue({
  title: 'My inbox',
  lead: { one: 'One thing waits for you', other: '{count} things wait for you' },
  leadNone: 'Nothing waits for you',
  why: 'Everything that you could answer now and that is not answered, whatever kind it is. What is most pressing comes first: what you were asked by name, then what could do most harm, then what is due.',
  failed: 'Your inbox could not be read',
  empty: 'Nothing waits for you',
  emptyWhy:
    'When somebody asks for access that is yours to give, hands you a case, or lends you their authority, it shows here.',
  toCases: 'See all open cases',

  what: 'What',
  tier: 'Harm',
  due: 'Due',
  noDue: 'it waits',
  kind_decide: 'Decide',
  kind_answer: 'Answer',
  kind_cosign: 'Co-sign',
  kind_review_emergency: 'Review',
  kind_certify: 'Certify',
  kind_launch: 'Launch',
  kind_release: 'Release',
  asked: 'asked of you',
  standsFor: 'for {name}',
  from: 'from {name}',
  otherwise: 'then {what}',
  unknown: 'Nothing could be told of {kind}: {why}',

  here: 'What it is',
  nothingChosen: 'Go to a line to see why it is yours.',
  since: 'Since {when}',
  open: 'Open',
  onCommandLine: 'On the command line',
  next: 'next, previous',
  allKeys: 'all keys',
  keysEnd: 'Nothing here signs anything',
});
