import { expect, it } from 'vitest';
import { deviceOf, placeOf } from './device.ts';

it.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36',
    'Chrome, Linux',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/143.0', 'Firefox, Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1', 'Safari, iPhone'],
  ['curl/8.5.0', 'curl/8.5.0'],
])('%s is called %s', (agent, called) => {
  expect(deviceOf(agent)).toBe(called);
});

it('says where from, and that it does not know', () => {
  expect(placeOf('127.0.0.1')).toBe('from this machine');
  expect(placeOf('192.0.2.7')).toBe('from 192.0.2.7');
  expect(placeOf('')).toBe('from where is not known');
});
