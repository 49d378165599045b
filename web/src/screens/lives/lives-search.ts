export const livesShown = ['all', 'waiting', 'settled'] as const;
export type LivesShown = (typeof livesShown)[number];

/** Which events are shown. */
export interface LivesSearch {
  readonly show?: LivesShown;
}

export function readLivesSearch({ show }: Readonly<Record<string, unknown>>): LivesSearch {
  const found = livesShown.find((each) => each === show);
  return found === undefined || found === 'all' ? {} : { show: found };
}
