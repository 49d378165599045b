import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { eachAspect } from './aspects.ts';

/** Raised when what is written down is no longer what it was; states of other versions are not merged with these. */
export const stateVersion = 1;

const count = z.int().min(0);
const moment = z.int().min(0).nullable();
const counts = (below: number) => z.array(z.tuple([count.max(below - 1), count])).max(below);
const tally = z.strictObject({
  total: count,
  bound: z.number().min(-1).nullable(),
  names: z.array(z.tuple([z.string(), count, moment, moment])).max(4096),
});
const state = z.strictObject({
  version: z.literal(stateVersion),
  events: count,
  undated: count,
  first: moment,
  last: moment,
  outcomes: z.strictObject({ success: count, failure: count, other: count, unknown: count }),
  untold: z.strictObject({ targets: count, networks: count, clients: count, credentials: count }),
  hours: counts(168),
  minutes: counts(60),
  aspects: z.strictObject(eachAspect(() => tally)),
});

/** A profile as it is written down: what merging it with others needs, and nothing of any one event. */
export type ProfileState = Readonly<z.infer<typeof state>>;

/** A state that was written down, read again. Throws Fault `internal` for what this version did not write. */
export function readState(bytes: Uint8Array): ProfileState {
  const parsed = state.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (parsed.success) return parsed.data;
  throw new Fault('internal', 'A kept profile is not as this version writes it.', {
    next: 'Remove the log and add it again: its files are read anew.',
  });
}

export const writeState = (of: ProfileState): Uint8Array => new TextEncoder().encode(JSON.stringify(of));
