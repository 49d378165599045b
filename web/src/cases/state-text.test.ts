import { expect, it } from 'vitest';
import { stateText } from './state-text.ts';

it('says a state in words, and what is no state as it is', () => {
  expect(stateText('{"enabled":true,"exists":false,"validUntil":null}')).toBe(
    'enabled: yes · exists: no · valid until: none',
  );
  expect(stateText('{"memberOf":["a","b"],"powers":[],"limit":3}')).toBe(
    'member of: a, b · powers: none · limit: 3',
  );
  for (const text of ['', 'active', '{', '{"a":', 'null', '[1]']) expect(stateText(text)).toBe(text);
});
