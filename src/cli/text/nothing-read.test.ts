import { expect, it } from 'vitest';
import { whoCanText } from './access.ts';
import { chokePointsText } from './escalation.ts';

const none = { total: 0, told: [] };
const frame = { notRead: [], version: { reads: [] }, total: 0, truncated: false };

it('says of a moment at which nothing had been read that nothing had, and no more', () => {
  const who = whoCanText(
    { action: 'SELECT', resource: 'billing.customers' },
    { ...frame, holders: [], outsiders: none, denied: none, open: none },
  );
  expect(who).toBe(
    'Nobody whom a source lists can SELECT on billing.customers, as far as was read.\n\n\nAs of a moment at which no source had been read.\n',
  );
  const unknown = whoCanText(
    { action: 'SELECT', resource: 'orders.customers' },
    { ...frame, holders: [], outsiders: none, denied: none, open: none, alike: ['billing.customers'] },
  );
  expect(unknown).toMatch(
    /^No source that was read knows a resource orders\.customers, .*\nCalled alike: billing\.customers\n/,
  );
  const chokes = chokePointsText({
    ...frame,
    nodes: [],
    steps: [],
    techniques: [],
    jewels: { total: 0, told: 0 },
    powers: [],
    totalPowers: 0,
    identities: 0,
    surely: 0,
    paths: [],
    chokePoints: [],
    totalChokePoints: 0,
  });
  expect(chokes).toBe(
    '0 identities could come to have a crown jewel, 0 of them for sure.\n\nAs of a moment at which no source had been read.\n',
  );
});
