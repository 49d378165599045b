import { describe, expect, it } from 'vitest';
import { agree } from '../support/aws/agree.ts';

// A new seed each run, printed with the counterexample when something breaks; SEED=… tries one again.
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

describe(`AWS evaluation at length (seed ${seed})`, () => {
  it('agrees with the slow evaluator in 20,000 cases and every world that each leaves open', () => {
    const seen = agree({ cases: 20_000, mostWorlds: 400, seed });
    expect(seen.allow).toBeGreaterThan(1000);
    expect(seen.depends).toBeGreaterThan(1000);
    expect(seen.worlds).toBeGreaterThan(500_000);
  });
});
