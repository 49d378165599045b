/** How long what unwraps a lease is of use: long enough to fetch it, and to no one who finds it later. */
export const leaseTakenWithinSeconds = 900;
