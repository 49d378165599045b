import { instantOf, type Aspect } from '../../model/index.ts';
import { classes } from '../classes.ts';
import type { ActivityEvent } from '../event.ts';
import { actionOf, clientOf, credentialOf, modelCallOf, networkOf, targetsOf } from '../event-view.ts';
import { Tally } from './tally.ts';

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
  provenances: ({ unmapped }) => unmapped?.provenance ?? [],
  credentialNetworks: (event) => pairOf(credentialOf(event), networkOf(event)),
  credentialClients: (event) => pairOf(credentialOf(event), clientOf(event)),
  credentialProvenances: (event) => withCredential(credentialOf(event), event.unmapped?.provenance ?? []),
  models: (event) => oneOf(modelCallOf(event)),
  minutes: ({ time }) => (time === undefined ? [] : [minuteOf(time)]),
  modelMinutes: (event) =>
    event.time === undefined || modelCallOf(event) === undefined ? [] : [minuteOf(event.time)],
};

/** Of minutes more are kept than of names, and whole hours of them: what lies between two is only known within one. */
export const emptyTally = (aspect: Aspect, names: number): Tally =>
  aspect === 'minutes' || aspect === 'modelMinutes'
    ? new Tally(names * 4, (minute) => minute.slice(0, 13))
    : new Tally(names);

/** By one credential from several provenances: a tab between. */
export const withCredential = (
  credential: string | undefined,
  names: readonly string[],
): readonly string[] => (credential === undefined ? [] : names.map((name) => `${credential}\t${name}`));

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
  provenances: of('provenances'),
  credentialNetworks: of('credentialNetworks'),
  credentialClients: of('credentialClients'),
  credentialProvenances: of('credentialProvenances'),
  models: of('models'),
  minutes: of('minutes'),
  modelMinutes: of('modelMinutes'),
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

const pairOf = (credential: string | undefined, other: string | undefined): readonly string[] =>
  credential === undefined || other === undefined ? [] : [`${credential}\t${other}`];

const oneOf = (name: string | undefined): readonly string[] => (name === undefined ? [] : [name]);

/** `2026-03-01` and `2026-03-01T10:05`: written once for the events that follow each other. */
const dayOf = writtenOnce(86_400_000, 10);
const minuteOf = writtenOnce(60_000, 16);

function writtenOnce(span: number, length: number): (ms: number) => string {
  let last = { number: -1, text: '' };
  return (ms) => {
    const number = Math.floor(ms / span);
    if (last.number !== number) last = { number, text: instantOf(ms).slice(0, length) };
    return last.text;
  };
}
