import { afterAll, expect, it } from 'vitest';
import { observationsOf, readWorkstation } from '../../src/connectors/kit/workstation/index.ts';
import { leakedIn, plantWorkstation, scanNow } from '../support/planted-workstation.ts';

const planted = plantWorkstation();
afterAll(() => planted.remove());

it('gives the estate observations that refer only to each other, once each, without a secret', () => {
  const { records } = readWorkstation({ paths: [], home: planted.home, cwd: planted.repo, now: scanNow });
  const observations = observationsOf(records);
  const keysOf = (type: string) =>
    new Set(observations.filter((observation) => observation.type === type).map(({ key }) => key));
  const [accounts, resources, entitlements] = [keysOf('account'), keysOf('resource'), keysOf('entitlement')];
  const dangling = observations.filter((observation) => {
    if (observation.type === 'credential') return !accounts.has(observation.accountKey);
    if (observation.type === 'grant')
      return !accounts.has(observation.subjectKey) || !entitlements.has(observation.entitlementKey);
    return observation.type === 'entitlement' && !resources.has(observation.resourceKey ?? '');
  });
  expect(dangling).toEqual([]);
  expect(new Set(observations.map(({ type, key }) => `${type} ${key}`)).size).toBe(observations.length);
  expect(keysOf('credential').size).toBe(records.filter((record) => record.type === 'credential').length);
  expect(leakedIn(JSON.stringify(observations), planted.canaries)).toEqual([]);
});
