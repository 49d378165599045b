import { beforeAll, describe, expect, it } from 'vitest';
import { isSourceId, must, type Observation } from '../../src/model/index.ts';
import type { End } from '../../src/estate/index.ts';
import { useEscalation } from '../support/escalation-world.ts';

const world = useEscalation();

const payroll = 'arn:aws:s3:::payroll';
const user = (name: string): string => `arn:aws:iam::111122223333:user/${name}`;
const userWith = (name: string, action: string, on: string): readonly Observation[] => [
  { type: 'account', key: user(name), name, kind: 'person', state: 'active' },
  { type: 'entitlement', key: `${name}-right`, action, resourcePattern: on },
  {
    type: 'grant',
    key: `${name}-grant`,
    subjectKey: user(name),
    entitlementKey: `${name}-right`,
    effect: 'allow',
  },
];
const bucket = (key: string): Observation => ({
  type: 'resource',
  key,
  name: key,
  kind: 'registered',
  dataClass: 'personal',
  tier: 'high',
});
const end = (source: string, key: string, entity: 'account' | 'resource'): End => ({
  entity,
  source: must(isSourceId, source),
  key,
});
const jewelsOf = async (name: string): Promise<readonly string[]> => {
  const found = await world
    .engine()
    .couldBecome({ from: [end('acme-aws', user(name), 'account')], limit: 50 });
  if (!found.ok) throw new Error(found.message);
  return found.value.nodes.flatMap((node) => (node.ref?.entity === 'resource' ? [node.ref.key] : []));
};

describe('a bucket that a register says is of the high tier', () => {
  beforeAll(async () => {
    await world.take('acme-aws', 'aws', [
      ...userWith('reader', 's3:GetObject', `${payroll}/*`),
      ...userWith('folder', 's3:PutObject', `${payroll}/2026/*`),
      ...userWith('neighbour', 's3:GetObject', `${payroll}-test/*`),
      ...userWith('passer', 'iam:PassRole', '*'),
      ...userWith('storage', 's3:*', '*'),
      ...userWith('everything', '*', '*'),
      ...userWith('sessions', 'ssm:*', '*'),
    ]);
    await world.take('register', 'csv', [bucket(payroll)]);
  });

  it('is reached by rights on the objects in it', async () => {
    for (const name of ['reader', 'folder', 'storage', 'everything', 'sessions'])
      expect([name, await jewelsOf(name)]).toEqual([name, [payroll]]);
  });

  it('is not reached by rights on another, nor by actions that are about no bucket', async () => {
    for (const name of ['neighbour', 'passer']) expect([name, await jewelsOf(name)]).toEqual([name, []]);
  });

  it('is asked about as the register calls it, and as AWS does', async () => {
    const from = [end('acme-aws', user('reader'), 'account')];
    for (const source of ['register', 'acme-aws']) {
      const found = await world.engine().paths({ from, to: [end(source, payroll, 'resource')], limit: 5 });
      expect(found).toMatchObject({ ok: true, value: { shortest: { certainty: 'depends' } } });
    }
    const stranger = await world
      .engine()
      .paths({ from, to: [end('elsewhere', payroll, 'resource')], limit: 5 });
    expect(stranger).toMatchObject({ ok: false, code: 'not_found' });
  });
});
