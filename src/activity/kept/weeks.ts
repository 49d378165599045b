const dayMs = 86_400_000;

/** The week of a moment by its number: weeks begin on Mondays, in UTC, and the first one on 1969-12-29. */
export const weekOf = (ms: number): number => Math.floor((ms / dayMs + 3) / 7);

/** When that week began. */
export const weekBegan = (week: number): number => (week * 7 - 3) * dayMs;

/** Where the profiles of events without a time are kept. */
export const undatedWeek = -1;
