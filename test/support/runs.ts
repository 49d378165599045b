/** How many cases of a property are tried: as given by `npm test`, several times as many by `npm run test:long`. */
export const runs = (count: number): number => count * Number(process.env['COUNTERSIGN_RUNS'] ?? '1');
