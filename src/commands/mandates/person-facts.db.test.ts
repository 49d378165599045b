import { describe, expect, it } from 'vitest';
import { readAt, useEscalation } from '../../../test/support/escalation-world.ts';
import { viewReader } from '../estate-views.ts';
import { addSeconds, isSourceId, must, type Observation } from '../../model/index.ts';
import { personFacts } from './person-facts.ts';

const world = useEscalation();
const app = must(isSourceId, 'app');
const person = (key: string, more: object = {}): Observation => ({
  type: 'person',
  key,
  name: key,
  email: `${key}@acme.example`,
  department: 'Sales',
  state: 'active',
  ...more,
});
const account = (key: string, kind: 'person' | 'service_account' = 'person'): Observation => ({
  type: 'account',
  key,
  name: key,
  kind,
  state: 'active',
  email: `${key}@acme.example`,
});

async function factsOf(key: string) {
  const change = { type: 'account.disable', source: app, accountKey: key } as const;
  for await (const [view] of viewReader(world.db(), world.access()).views({
    is: 'accounts',
    accounts: [{ source: app, key }],
  }))
    return personFacts.factsOf(world.db(), {
      change,
      account: view,
      about: undefined,
      now: addSeconds(readAt, 60),
    });
  return {};
}

describe('facts about the person whose account it is', () => {
  it('say what sources say now, and which of them tell of the person no more', async () => {
    await world.take('hr', 'csv', [
      person('ada'),
      person('lea'),
      person('out', { state: 'left' }),
      person('robot'),
    ]);
    await world.take('directory', 'csv', [person('lea')]);
    await world.take('app', 'csv', [
      account('ada'),
      account('lea'),
      account('out'),
      account('robot', 'service_account'),
    ]);
    expect(await factsOf('ada')).toMatchObject({
      'person.standing': 'here',
      'person.department': 'Sales',
      'person.source': 'hr',
      'person.gone_from': [],
    });
    expect(await factsOf('out')).toMatchObject({ 'person.standing': 'gone', 'person.gone_from': ['hr'] });
    expect(await factsOf('robot')).toEqual({});
    await world.take('hr', 'csv', [person('ada'), person('out', { state: 'left' }), person('robot')]);
    // the directory still lists her
    expect(await factsOf('lea')).toMatchObject({
      'person.standing': 'here',
      'person.source': 'directory',
      'person.gone_from': ['hr'],
    });
    expect((await factsOf('ada'))['person.gone_from']).toEqual([]);
  });

  it('say of an account that is to be made whom it is named after, if that is one person of the feed', async () => {
    const told = (accountKey: string, about?: { readonly of: string; readonly item: string }) =>
      personFacts.factsOf(world.db(), {
        change: { type: 'account.create', source: app, accountKey, validUntil: addSeconds(readAt, 86_400) },
        account: undefined,
        about,
        now: addSeconds(readAt, 60),
      });
    await world.take('hr', 'csv', [
      person('E1', { email: 'mia.berg@acme.example', employeeNumber: '0815' }),
      person('E2', { email: 'noa.a@acme.example' }),
      person('E3', { email: 'noa_a@acme.example' }),
    ]);
    for (const key of ['role/mia%2Eberg', 'role/mia_berg', 'role/MIA_BERG', '0815'])
      expect(await told(key, { of: 'hr', item: 'E1' })).toMatchObject({
        'person.key': 'E1',
        'person.standing': 'here',
      });
    // of somebody else than the item is about, of two, of nobody, of a part of a name
    for (const [key, item] of [
      ['role/mia%2Eberg', 'E2'],
      ['role/noa_a', 'E2'],
      ['role/backdoor', 'E1'],
      ['role/mia', 'E1'],
      ['role/%E0%A4%A', 'E1'],
    ] as const)
      expect(await told(key, { of: 'hr', item })).toEqual({});
  });
});
