import type { useRoute } from '../../api/queries.ts';

/** What the server says of one case. */
type Found = NonNullable<ReturnType<typeof useRoute<'replay.show'>>['data']>;

export type StepFound = Found['steps'][number];
export type BreakerFound = Found['breakers'][number];
export type PathOfThings = NonNullable<Found['path']>;
