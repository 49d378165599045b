import { instantOf, type Aspect } from '../../model/index.ts';
import { classes } from '../classes.ts';
import type { ActivityEvent } from '../event.ts';
import { actionOf, clientOf, credentialOf, networkOf, targetsOf } from '../event-view.ts';

/** What an event tells of each aspect: the names that it is counted under; none where it does not tell it. */
export const aspects: Readonly<Record<Aspect, (event: ActivityEvent) => readonly string[]>> = {
  actions: (event) => [actionOf(event)],
  targets: targetsOf,
  acts: (event) => (outcomeOf(event) === 'failure' ? [] : actsOf(event)),
  denied: (event) => (outcomeOf(event) === 'failure' ? actsOf(event) : []),
  networks: (event) => oneOf(networkOf(event)),
  clients: (event) => oneOf(clientOf(event)),
  credentials: (event) => oneOf(credentialOf(event)),
  onBehalfOf: ({ unmapped }) => oneOf(unmapped?.on_behalf_of?.name ?? unmapped?.on_behalf_of?.uid),
  deeds: (event) => [
    `${classes[event.class_uid].name}: ${event.activity_id === 99 ? 'Other' : (event.activity_name ?? event.activity_id)}`,
  ],
  days: ({ time }) => (time === undefined ? [] : [dayOf(time)]),
};

export const eachAspect = <T>(of: (aspect: Aspect) => T): Readonly<Record<Aspect, T>> => ({
  actions: of('actions'),
  targets: of('targets'),
  acts: of('acts'),
  denied: of('denied'),
  networks: of('networks'),
  clients: of('clients'),
  credentials: of('credentials'),
  onBehalfOf: of('onBehalfOf'),
  deeds: of('deeds'),
  days: of('days'),
});

export function outcomeOf(event: ActivityEvent): 'success' | 'failure' | 'other' | 'unknown' {
  return event.status_id === 1
    ? 'success'
    : event.status_id === 2
      ? 'failure'
      : event.status_id === 99
        ? 'other'
        : 'unknown';
}

/** What was done on what, a tab between: `s3.amazonaws.com GetObject<tab>arn:…`; without a target the action alone. */
const actsOf = (event: ActivityEvent): readonly string[] => {
  const action = actionOf(event);
  const targets = targetsOf(event);
  return targets.length === 0 ? [action] : targets.map((target) => `${action}\t${target}`);
};

const oneOf = (name: string | undefined): readonly string[] => (name === undefined ? [] : [name]);

/** `2026-03-01`: written once for the events of a day that follow each other. */
let lastDay = { number: -1, text: '' };
function dayOf(ms: number): string {
  const number = Math.floor(ms / 86_400_000);
  if (lastDay.number !== number) lastDay = { number, text: instantOf(ms).slice(0, 10) };
  return lastDay.text;
}
