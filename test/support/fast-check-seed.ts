import fc from 'fast-check';

/** Property tests try the same cases every time; another seed is COUNTERSIGN_SEED=N, and `random` draws one and prints it. */
const asked = process.env['COUNTERSIGN_SEED'] ?? '20261122';
const seed = asked === 'random' ? Math.trunc(performance.timeOrigin % 2 ** 31) : Number(asked);
if (asked === 'random') process.stdout.write(`fast-check seed ${seed}\n`);
fc.configureGlobal({ seed });

/** The seed of this run, where it has to be handed on. */
export const drawnSeed = (): number => seed;
