import { instantOf, type Aspect } from '../../model/index.ts';
import { classes } from '../classes.ts';
import type { ActivityEvent } from '../event.ts';
import { actionOf, clientOf, credentialOf, modelCallOf, networkOf, targetsOf } from '../event-view.ts';
import { ofLength } from './of-length.ts';
import { Tally } from './tally.ts';

/** What aspects look at in an event: each thing is worked out once, however many of them it is in. */
interface Look {
  readonly event: ActivityEvent;
  readonly action: string;
  readonly targets: readonly string[];
  readonly acts: readonly string[];
  readonly isFailure: boolean;
  readonly network: string | undefined;
  readonly client: string | undefined;
  readonly credential: string | undefined;
  readonly model: string | undefined;
  readonly minute: string | undefined;
}

/** What an event tells of each aspect: the names that it is counted under; none where it does not tell it. */
const aspects: Readonly<Record<Aspect, (look: Look) => readonly string[]>> = {
  actions: ({ action }) => [action],
  targets: ({ targets }) => targets,
  acts: ({ acts, isFailure }) => (isFailure ? nothing : acts),
  denied: ({ acts, isFailure }) => (isFailure ? acts : nothing),
  networks: ({ network }) => oneOf(network),
  clients: ({ client }) => oneOf(client),
  credentials: ({ credential }) => oneOf(credential),
  onBehalfOf: ({ event: { unmapped } }) => oneOf(unmapped?.on_behalf_of?.name ?? unmapped?.on_behalf_of?.uid),
  deeds: ({ event }) => [deedOf(event)],
  days: ({ event: { time } }) => (time === undefined ? nothing : [dayName(time)]),
  provenances: ({ event }) => event.unmapped?.provenance ?? nothing,
  credentialNetworks: ({ credential, network }) => pairOf(credential, network),
  credentialClients: ({ credential, client }) => pairOf(credential, client),
  credentialProvenances: ({ credential, event }) =>
    withCredential(credential, event.unmapped?.provenance ?? nothing),
  models: ({ model }) => oneOf(model),
  minutes: ({ minute }) => oneOf(minute),
  modelMinutes: ({ model, minute }) => (model === undefined ? nothing : oneOf(minute)),
};

export const aspectNames = Object.keys(aspects).filter((name): name is Aspect =>
  Object.hasOwn(aspects, name),
);

/** What one event adds to whichever profiles it is counted in. */
export interface Counted {
  readonly at: number | undefined;
  readonly outcome: ReturnType<typeof outcomeOf>;
  /** Of each aspect in the order of `aspectNames`. */
  readonly names: readonly (readonly string[])[];
}

/** Events that are told alike: how many, and from when until when. */
export interface Times {
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export function countedOf(event: ActivityEvent): Counted {
  const action = actionOf(event);
  const targets = targetsOf(event);
  const outcome = outcomeOf(event);
  const at = event.time;
  const look: Look = {
    event,
    action,
    targets,
    acts: targets.length === 0 ? [action] : targets.map((target) => `${action}\t${target}`),
    isFailure: outcome === 'failure',
    network: networkOf(event),
    client: clientOf(event),
    credential: credentialOf(event),
    model: modelCallOf(event),
    minute: at === undefined ? undefined : minuteName(at),
  };
  return { at, outcome, names: aspectNames.map((aspect) => fitting(aspects[aspect](look))) };
}

/** Of a name; whoever writes a log must not fill what is kept. */
export const longestName = 1000;
const fitting = (names: readonly string[]): readonly string[] =>
  names.every((name) => name.length <= longestName)
    ? names
    : names.map((name) => ofLength(name, longestName));

const nothing: readonly string[] = [];

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

export function outcomeOf(event: ActivityEvent): 'success' | 'failure' | 'other' | 'unknown' {
  return event.status_id === 1
    ? 'success'
    : event.status_id === 2
      ? 'failure'
      : event.status_id === 99
        ? 'other'
        : 'unknown';
}

const deedOf = ({ class_uid, activity_id, activity_name }: ActivityEvent): string =>
  `${classes[class_uid].name}: ${activity_id === 99 ? 'Other' : (activity_name ?? activity_id)}`;

const pairOf = (credential: string | undefined, other: string | undefined): readonly string[] =>
  credential === undefined || other === undefined ? nothing : [`${credential}\t${other}`];

const oneOf = (name: string | undefined): readonly string[] => (name === undefined ? nothing : [name]);

/** `2026-03-01` and `2026-03-01T10:05`: written once for the events that follow each other. */
export const dayName = writtenOnce(86_400_000, 10);
export const minuteName = writtenOnce(60_000, 16);

function writtenOnce(span: number, length: number): (ms: number) => string {
  let last = { number: -1, text: '' };
  return (ms) => {
    const number = Math.floor(ms / span);
    if (last.number !== number) last = { number, text: instantOf(ms).slice(0, length) };
    return last.text;
  };
}
