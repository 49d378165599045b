import { expect, it } from 'vitest';
import type { PastState } from '../estate/index.ts';
import { instantOf } from '../model/index.ts';
import { eventsOf } from './identity-timeline.ts';

const day = (n: number) => instantOf(Date.UTC(2027, 0, n));
const thing = { entity: 'account', source: 'cloud', key: 'a1', name: 'bot' } as const;
const state = (from: number, to: number | undefined, said: PastState['said']): PastState => ({
  fromRead: from,
  from: day(from),
  ...(to === undefined ? {} : { toRead: to, to: day(to) }),
  said,
});

it('tells what appeared, what changed and what is gone, and nothing where a row was only written again', () => {
  const history = [
    state(1, 3, { name: 'bot', state: 'active' }),
    state(3, 4, { name: 'bot', state: 'disabled', mfa: true }),
    state(4, 5, { mfa: true, state: 'disabled', name: 'bot' }),
    state(7, undefined, { name: 'bot', state: 'active' }),
  ];
  expect(eventsOf(thing, history)).toEqual([
    { is: 'appeared', at: day(1), thing },
    {
      is: 'changed',
      at: day(3),
      thing,
      changes: [
        { what: 'mfa', before: null, after: 'true' },
        { what: 'state', before: 'active', after: 'disabled' },
      ],
    },
    { is: 'gone', at: day(5), thing },
    { is: 'appeared', at: day(7), thing },
  ]);
});

it('tells nothing of what was never seen', () => {
  expect(eventsOf(thing, [])).toEqual([]);
});
