import { expect, it } from 'vitest';
import { createBudgets } from './budgets.ts';

const budget = { burst: 3, perSecond: 2 };

it('lets a burst through, then as many as come back, and says how long to wait', () => {
  const clock = { ms: 0 };
  const budgets = createBudgets(() => clock.ms);
  const spend = (name = 'a') => budgets.spend(name, budget);
  expect([spend(), spend(), spend()].map((spent) => [spent.allowed, spent.remaining])).toEqual([
    [true, 2],
    [true, 1],
    [true, 0],
  ]);
  expect(spend()).toEqual({ allowed: false, limit: 3, remaining: 0, resetSeconds: 1 });
  expect(spend('b').allowed).toBe(true);
  clock.ms += 499;
  expect(spend().allowed).toBe(false);
  clock.ms += 1;
  expect(spend().allowed).toBe(true);
  clock.ms += 1_000_000;
  expect(spend()).toMatchObject({ allowed: true, remaining: 2 });
});

it('remembers a bounded number of names', () => {
  const budgets = createBudgets(() => 0);
  for (let n = 0; n < 4; n++) budgets.spend('first', budget);
  expect(budgets.spend('first', budget).allowed).toBe(false);
  for (let n = 0; n < 20_000; n++) budgets.spend(`name ${n}`, budget);
  expect(budgets.spend('first', budget).allowed).toBe(true);
});
