/**
 * From how many bits on changes are worth a person’s minute: the lowest with at most three alerts per 1,000 identities a day
 * on made activity of one seed, reported on others in docs/benchmarks.md. It puts accounts into a list; nothing follows.
 */
export const worthAMinute = 12;
