import type { Instant } from './time.ts';

/** What of an identity’s doings is counted by name. */
export type Aspect =
  | 'actions'
  | 'targets'
  /** What was done on what, a tab between, where it did not fail; and where it did. */
  | 'acts'
  | 'denied'
  | 'networks'
  | 'clients'
  | 'credentials'
  | 'onBehalfOf'
  | 'deeds'
  | 'days'
  /** Where it comes from, a kind and a name: `repository github.com/acme/shop`, `subject ISSUER SUBJECT`. */
  | 'provenances'
  /** By which credential from where, by which client, and of which provenance; a tab between. */
  | 'credentialNetworks'
  | 'credentialClients'
  | 'credentialProvenances'
  /** Calls of models: the operation, and after a tab the model where it is told. */
  | 'models'
  /**
   * The minutes in which something was done (`2026-03-01T10:05`), and in which a model was called. Where there are more than
   * are kept, whole hours are: within one that is there, no minute is missing.
   */
  | 'minutes'
  | 'modelMinutes';

/** The same for every aspect there is: a new one is named here, or nothing compiles. */
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

/** How many different ones there were: counted, or estimated from those whose names were kept. */
export interface Distinct {
  readonly count: number;
  readonly exact: boolean;
}

/** The names of one aspect that are kept, most often seen first. */
export interface AspectShown {
  readonly distinct: Distinct;
  readonly total: number;
  readonly names: readonly {
    readonly name: string;
    readonly count: number;
    readonly first: Instant | null;
    readonly last: Instant | null;
  }[];
}

/** What one identity did, as plain values: what `activity/` shows of a profile. */
export interface ProfileShown {
  readonly events: number;
  /** Events whose log told no time: they are in every count but those by time. */
  readonly undated: number;
  readonly first: Instant | null;
  readonly last: Instant | null;
  readonly outcomes: Readonly<Record<'success' | 'failure' | 'other' | 'unknown', number>>;
  /** How many events did not tell it. */
  readonly untold: Readonly<Record<'targets' | 'networks' | 'clients' | 'credentials', number>>;
  readonly hoursOfWeek: readonly number[];
  readonly minutesOfHour: readonly number[];
  readonly aspects: Readonly<Record<Aspect, AspectShown>>;
}
