import { describe, expect, it } from 'vitest';
import { standingReader, viewReader } from '../../src/commands/estate-views.ts';
import {
  countCauses,
  defaultDetectionConfig,
  evaluateEstate,
  listFindings,
  type FindingRecord,
} from '../../src/detection/index.ts';
import type { Observation } from '../../src/model/index.ts';
import { readAt, useEscalation } from '../support/escalation-world.ts';
import { holds, member } from '../support/observed.ts';

const world = useEscalation();
const wayRules = ['could-become-administrator', 'way-across-systems', 'could-reach-crown-jewel'];

/** Runs the rules over what changed (nothing, as far as accounts say), as after a read of something else. */
const evaluate = (scope: 'everything' | 'changed' = 'changed') =>
  evaluateEstate({
    database: world.db(),
    estate: viewReader(world.db(), world.access()),
    standings: standingReader(world.db(), world.access(), world.engine()),
    scope: scope === 'everything' ? { is: 'everything' } : { is: 'changed', accounts: [] },
    context: { ...defaultDetectionConfig, now: readAt },
  });
const found = async (...rules: readonly string[]): Promise<readonly FindingRecord[]> =>
  (
    await listFindings(world.db(), {
      limit: 100,
      now: readAt,
      filter: { rules: rules.length === 0 ? wayRules : rules },
    })
  ).items;
const told = async (): Promise<readonly string[]> =>
  (await found()).map(({ finding }) => `${finding.severity} ${finding.ruleId}: ${finding.title}`).toSorted();

const account = (
  key: string,
  more: Partial<Extract<Observation, { type: 'account' }>> = {},
): Observation => ({ type: 'account', key, name: key, kind: 'person', state: 'active', ...more });
const role = (key: string, powers: readonly string[] = []): Observation =>
  account(`role/${key}`, { kind: 'service_account', powers: [...powers] });
const group = (key: string): Observation => ({ type: 'group', key, name: key, kind: 'group' });

const domain = (helpers: readonly string[], more: readonly Observation[] = []): readonly Observation[] => [
  { type: 'resource', key: 'domain/corp.example', name: 'corp.example', kind: 'domain' },
  group('admins'),
  ...holds('admins', 'administer', 'domain/corp.example'),
  group('helpers'),
  ...holds('helpers', 'administer accounts', 'domain/corp.example'),
  account('root', { attributes: { dn: 'cn=root,dc=corp,dc=example' } }),
  member('root', 'admins'),
  ...['ada', 'ben', 'cyd'].flatMap((name) => [
    account(name, { attributes: { dn: `cn=${name},dc=corp,dc=example` } }),
    ...(helpers.includes(name) ? [member(name, 'helpers')] : []),
  ]),
  ...more,
];

describe('ways as findings', () => {
  it('tells those who could become administrator, with one cause, and no administrator', async () => {
    await world.take('dir', 'ldap', domain(['ada', 'ben']));
    await evaluate('everything');
    expect(await told()).toEqual([
      'high could-become-administrator: ada could come to have everything in the domain corp.example',
      'high could-become-administrator: ben could come to have everything in the domain corp.example',
    ]);
    const [first, second] = (await found()).map(({ finding }) => finding);
    expect(first?.cause).toEqual(second?.cause);
    expect(first?.cause).toEqual({
      key: 'dir/helpers>domain/corp.example#administer accounts',
      title: 'whoever has helpers sets the password of an account',
    });
    const causes = [{ ruleId: first?.ruleId ?? '', causeKey: first?.cause.key ?? '' }];
    expect(await countCauses(world.db(), { now: readAt, causes })).toMatchObject([{ count: 2 }]);
    expect(first?.evidence.facts.map(({ predicate, value }) => [predicate, value])).toContainEqual([
      'every way uses',
      ['grant', 'dir', 'helpers', 'domain/corp.example#administer accounts'],
    ]);
  });

  it('looks again at whose way is another one although the account did not change, and at nobody else', async () => {
    // what changes is the administrator: protected accounts are no longer reached by setting passwords
    const before = await found();
    await world.take(
      'dir',
      'ldap',
      domain(['ada', 'ben']).map((each) =>
        each.type === 'account' && each.key === 'root'
          ? { ...each, attributes: { dn: 'cn=root,dc=corp,dc=example', adminCount: '1' } }
          : each,
      ),
    );
    expect(await evaluate()).toMatchObject({ accounts: 2, closed: 2, opened: 0 });
    expect(await told()).toEqual([]);
    await world.take('dir', 'ldap', domain(['ada', 'ben']));
    expect(await evaluate()).toMatchObject({ accounts: 2, opened: 2, closed: 0 });
    expect((await found()).map(({ finding }) => finding.id).toSorted()).toEqual(
      before.map(({ finding }) => finding.id).toSorted(),
    );
    expect(await evaluate()).toMatchObject({ accounts: 0, opened: 0, changed: 0, closed: 0 });
  });

  it('leaves the findings of others as they are when one more has the same way', async () => {
    await world.take('dir', 'ldap', domain(['ada', 'ben', 'cyd']));
    expect(await evaluate()).toMatchObject({ accounts: 1, opened: 1, changed: 0, closed: 0 });
  });

  it('concludes what rules over everything would', async () => {
    expect(await evaluate('everything')).toMatchObject({ opened: 0, changed: 0, closed: 0 });
  });

  it('keeps findings open when nobody looks for ways', async () => {
    const { database, estate, context } = {
      database: world.db(),
      estate: viewReader(world.db(), world.access()),
      context: { ...defaultDetectionConfig, now: readAt },
    };
    const summary = await evaluateEstate({ database, estate, scope: { is: 'everything' }, context });
    expect(summary).toMatchObject({ closed: 0, heldByUnknown: 3 });
    expect(await told()).toHaveLength(3);
  });

  it('says who may do it by right nothing, and who holds nothing of the high tier that they could come to it', async () => {
    await world.take('dir', 'ldap', domain([]));
    await world.take('db', 'postgres', [
      role('boss', ['superuser']),
      role('owner'),
      role('reader'),
      role('keeper'),
      role('clerk'),
      {
        type: 'resource',
        key: 'table/orders.public.orders',
        name: 'public.orders',
        kind: 'table',
        tier: 'high',
        dataClass: 'personal',
      },
      ...holds('role/owner', 'SELECT', 'table/orders.public.orders'),
      member('role/reader', 'role/owner', { via: 'set_role' }),
      member('role/keeper', 'role/owner', {
        via: 'set_role',
        admin: true,
        conditions: ['by giving itself the role first'],
      }),
    ]);
    await evaluate();
    expect(await told()).toEqual([
      'high could-reach-crown-jewel: role/keeper could come to have public.orders, which is tier high',
    ]);
    const before = await told();
    await evaluate('everything');
    expect(await told()).toEqual(before);
  });

  it('tells a way from one system into another as that', async () => {
    const arn = (rest: string): string => `arn:aws:iam::111122223333:${rest}`;
    const issuer = 'token.actions.githubusercontent.com';
    await world.take('cloud', 'aws', [
      account(arn('role/deploy'), { name: 'deploy', kind: 'workload', canBeAssumed: true }),
      {
        type: 'policy',
        key: `${arn('role/deploy')}#trust`,
        language: 'aws',
        use: 'trust',
        subjectKey: arn('role/deploy'),
        document: [
          JSON.stringify({
            Version: '2012-10-17',
            Statement: {
              Effect: 'Allow',
              Principal: { Federated: arn(`oidc-provider/${issuer}`) },
              Action: 'sts:AssumeRoleWithWebIdentity',
              Condition: { StringLike: { [`${issuer}:sub`]: 'repo:acme/web:*' } },
            },
          }),
        ],
      },
      { type: 'group', key: arn('policy/admin'), name: 'admin', kind: 'policy' },
      {
        type: 'policy',
        key: arn('policy/admin'),
        language: 'aws',
        use: 'identity',
        document: [
          JSON.stringify({
            Version: '2012-10-17',
            Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
          }),
        ],
      },
      member(arn('role/deploy'), arn('policy/admin'), { via: 'attached' }),
      ...holds(arn('policy/admin'), '*', '*'),
    ]);
    await world.take('hub', 'github', [
      account('user/dev', { name: 'dev', attributes: { affiliation: 'outside collaborator' } }),
      account('user/eve', { name: 'eve' }),
      { type: 'group', key: 'repository/acme/web#write', name: 'write on acme/web', kind: 'role' },
      {
        type: 'group',
        key: 'repository/acme/web#workflows',
        name: 'workflows of acme/web',
        kind: 'role',
        attributes: { oidcSubject: 'repo:acme/web:*' },
      },
      member('repository/acme/web#write', 'repository/acme/web#workflows', {
        via: 'assume',
        conditions: ['by pushing a workflow; protected branches were not evaluated'],
      }),
      member('user/dev', 'repository/acme/web#write'),
      member('user/eve', 'repository/acme/web#write'),
    ]);
    await evaluate();
    expect((await told()).filter((line) => line.includes('across'))).toEqual([
      'high way-across-systems: dev could perhaps become administrator of AWS account 111122223333: from hub into cloud',
      'medium way-across-systems: eve could perhaps become administrator of AWS account 111122223333: from hub into cloud',
    ]);
    const [dev, eve] = (await found('way-across-systems')).map(({ finding }) => finding);
    expect(dev?.cause).toEqual(eve?.cause);
    const before = await told();
    await evaluate('everything');
    expect(await told()).toEqual(before);
  });
});
