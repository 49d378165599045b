/**
 * From how many bits on changes are worth a person’s minute: the lowest with at most three alerts per 1,000 identities a day
 * on made activity of one seed, reported on others in docs/benchmarks.md. It puts accounts into a list; nothing follows.
 */
export const worthAMinute = 12;

/**
 * From how many bits on they are a finding, which asks somebody, stays until it is answered for or over, and must not come and
 * go with the day of the week: about one such window in a million.
 */
export const worthAFinding = 20;
