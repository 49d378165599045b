import { catalogue } from './catalogue.ts';

/** How an identity works and where it comes from, by its logs. */
export const t = catalogue({
  nature: 'Nature',
  natureNote: 'judged from logs',
  stable: 'Stable',
  ephemeral: 'Ephemeral',
  autonomous: 'Autonomous',
  person: 'Works like a person',
  notKnown: 'Not known',
  couldNot: 'How it works could not be judged',
  noLog: 'No log that would show it was read, so how it works and where it comes from cannot be told.',
  addLog: 'Add one with {command}.',
  window: '{from} to {until}, by {logs}',
  measured: 'What was measured',
  provenance: 'Provenance',
  places: { one: '{count} place', other: '{count} places' },
  noProvenance: 'No log that was read tells where it comes from.',
  events: { one: '{count} event', other: '{count} events' },
  since: 'since {when}',
  cameBeside: 'Since {when} it comes from {now} too. It came from {before}, and still does.',
  cameInstead: 'Since {when} it comes from {now}. Before it came from {before}.',
  elsewhere: 'Since {when} {credential} is used from {other} too, and goes on being used from {usual}.',
  newClient: 'There its client is {client}, which it never had.',
  isNew: 'New',
  twoPlaces: 'Two places at once',
  more: { one: '{count} more', other: '{count} more' },
});
