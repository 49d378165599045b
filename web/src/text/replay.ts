import { catalogue } from './catalogue.ts';

/** Breaches of others, tried on what is here. */
export const t = catalogue({
  title: 'Breach replay',
  why: 'What happened to others, tried on what was read here. A fact that nobody told is neither a yes nor a no.',
  failed: 'The cases could not be tried',
  said: '{hits} of {count} would have been a breach here',
  saidNone: 'None of {count} is known to be a breach here',
  openToo: { one: 'Of one more it cannot be told.', other: 'Of {count} it cannot be told.' },
  cases: 'Cases',
  case: 'Case',
  who: '{who}, {when}',
  verdict: 'Here',
  connected: 'Connected',
  connectedSteps: '{met} of {needed} steps',
  open: { one: 'one cannot be told', other: '{count} cannot be told' },

  hit: 'Hit',
  partial: 'Partial',
  miss: 'Miss',
  cannotTell: 'Cannot tell',
  between: 'between {least} and {most}',
  aHit: 'a hit',
  aPartial: 'partial',
  aMiss: 'a miss',
  hitWhy: 'Every step is surely met here, by things that are connected.',
  partialWhy: 'At least half of the steps are surely met by connected things, and surely not all of them.',
  missWhy: 'Fewer than half of the steps are met by connected things, whatever is unknown.',
  cannotTellWhy: 'What is not known decides. Below stands what would have to be known.',

  happened: 'What happened',
  fromMemory: 'Told from memory: read it again before you rely on it.',
  readIn: 'Read in',
  steps: 'Its steps, here',
  worse: 'makes it worse',
  met: 'Met',
  unmet: 'Not met',
  by: { one: 'by one thing', other: 'by {count} things' },
  apart: 'none of them connected with the rest',
  needs: 'Not known: {what} (told by {by})',
  needsOf: {
    one: 'Not known of one: {what} (told by {by})',
    other: 'Not known of {count}: {what} (told by {by})',
  },
  path: 'The connected path',
  pathWhy: 'One thing for each step; lines say what two of them have in common.',
  pathOf: 'Of what is sure',
  couldBe: 'If what is unknown were so',
  couldBeWhy: 'What the path would be. Each thing says below what is not known of it.',
  noPath: 'Nothing here meets even one of the steps for sure.',
  step: 'Step {n}: {entity}',
  notKnown: '{name}: not known {what}',
  common: 'the same {is}: {key}',
  breakers: 'What would have broken the chain',
  breakersWhy: 'A control is met here when nothing meets one of the steps that it breaks.',
  breaksSteps: { one: 'breaks step {steps}', other: 'breaks steps {steps}' },
  isMet: 'Met here',
  isUnmet: 'Not met here',
  isOpen: 'Cannot tell',
  notSeen: 'No estate shows it',
  mended: 'How the question was mended to fit an estate',
  asks: 'Asked for by',
  notKnownWhy: 'What was not read may meet a step, or connect two things.',
});

type Entity =
  | 'identity'
  | 'credential'
  | 'exposure'
  | 'grant'
  | 'store'
  | 'pipeline'
  | 'app'
  | 'agent'
  | 'tool'
  | 'trustEdge'
  | 'vendor';

/** What each kind of thing is called. */
export const called: Readonly<Record<Entity, string>> = {
  identity: 'account',
  credential: 'credential',
  exposure: 'exposed secret',
  grant: 'right',
  store: 'store',
  pipeline: 'pipeline',
  app: 'application',
  agent: 'agent',
  tool: 'tool',
  trustEdge: 'trust',
  vendor: 'vendor',
};
