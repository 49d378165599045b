import { beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { instantOf, isSourceId, must, type Instant, type Observation } from '../../model/index.ts';
import { openDatabase, type Database } from '../../platform/store/index.ts';
import { importRead } from '../import/import-read.ts';
import { addSource } from '../sources.ts';
import { openAccess, type AccessEngine, type WhoCan } from './engine.ts';

/** An account as its connector tells it, with what rights and conditions cannot say left to the policies themselves. */
const test = useDatabase();
let db: Database;
let access: AccessEngine;
const source = must(isSourceId, 'cloud');
const minute = (n: number): Instant => instantOf(Date.parse('2026-03-01T00:00:00Z') + n * 60_000);
const arn = (rest: string): string => `arn:aws:iam::111122223333:${rest}`;

beforeAll(async () => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  access = openAccess(db);
  await addSource(db, { id: source, connector: 'aws', config: {}, at: minute(0) });
  return () => db.close();
});

interface Given {
  readonly users: Readonly<
    Record<string, { readonly has: readonly string[]; readonly boundary?: string; readonly id?: string }>
  >;
  /** Gaps that deny nothing, by key. */
  readonly gaps?: Readonly<Record<string, string>>;
  readonly roles?: Readonly<Record<string, { readonly has: readonly string[]; readonly trust: object }>>;
  readonly policies: Readonly<Record<string, readonly Statement[]>>;
  /** Attached to somebody, and not in the export. */
  readonly unseen?: readonly string[];
  readonly buckets?: Readonly<Record<string, object>>;
  readonly unread?: readonly string[];
}
interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string;
  readonly NotAction?: string;
  readonly Resource: string;
  readonly Sid?: string;
  readonly Condition?: object;
}

function observed(given: Given): readonly Observation[] {
  const account = (key: string, boundary?: string, id?: string): Observation => ({
    type: 'account',
    key,
    name: key.split('/')[1] ?? key,
    kind: 'unknown',
    state: 'active',
    attributes: {
      ...(id === undefined ? {} : { uniqueId: id }),
      ...(boundary === undefined ? {} : { permissionsBoundary: arn(`policy/${boundary}`) }),
    },
  });
  const attached = (key: string, has: readonly string[]): readonly Observation[] =>
    has.map((name) => ({
      type: 'membership',
      key: `${key}>${name}`,
      memberKey: key,
      groupKey: arn(`policy/${name}`),
      via: 'attached',
    }));
  const rights = new Map<string, Observation>();
  const policies = Object.entries(given.policies).flatMap(([name, statements]): readonly Observation[] => {
    const key = arn(`policy/${name}`);
    return [
      { type: 'group', key, name, kind: 'policy' },
      {
        type: 'policy',
        key,
        language: 'aws',
        use: 'identity',
        document: [JSON.stringify({ Version: '2012-10-17', Statement: statements })],
      },
      ...statements.map(({ Effect, Action = '*', Resource }, n): Observation => {
        const right = `${Action}#${Resource}`;
        rights.set(right, { type: 'entitlement', key: right, action: Action, resourcePattern: Resource });
        return {
          type: 'grant',
          key: `${key}#${n}`,
          subjectKey: key,
          entitlementKey: right,
          effect: Effect === 'Allow' ? 'allow' : 'deny',
          conditions: ['not evaluated'],
        };
      }),
    ];
  });
  const roles = Object.entries(given.roles ?? {}).flatMap(
    ([name, { has, trust }]): readonly Observation[] => {
      const key = arn(`role/${name}`);
      return [
        account(key),
        ...attached(key, has),
        {
          type: 'policy',
          key: `${key}#trust`,
          language: 'aws',
          use: 'trust',
          subjectKey: key,
          document: [JSON.stringify({ Version: '2012-10-17', Statement: trust })],
        },
        ...Object.keys(given.users).map((user): Observation => ({
          type: 'membership',
          key: `${user}>>${name}`,
          memberKey: arn(`user/${user}`),
          groupKey: key,
          via: 'assume',
          conditions: ['whatever the trust policy says'],
        })),
      ];
    },
  );
  return [
    ...Object.entries(given.users).flatMap(([name, { has, boundary, id }]) => [
      account(arn(`user/${name}`), boundary, id),
      ...attached(arn(`user/${name}`), has),
    ]),
    ...roles,
    ...policies,
    ...rights.values(),
    ...(given.unseen ?? []).map((name): Observation => ({
      type: 'group',
      key: arn(`policy/${name}`),
      name,
      kind: 'policy',
    })),
    ...Object.entries(given.buckets ?? {}).flatMap(([name, statement]): readonly Observation[] => [
      { type: 'resource', key: `arn:aws:s3:::${name}`, name, kind: 'bucket', parentKey: arn('account') },
      {
        type: 'policy',
        key: `arn:aws:s3:::${name}#policy`,
        language: 'aws',
        use: 'resource',
        subjectKey: `arn:aws:s3:::${name}`,
        document: [JSON.stringify({ Version: '2012-10-17', Statement: statement })],
      },
    ]),
    ...Object.entries(given.gaps ?? {}).map(([key, what]): Observation => ({
      type: 'gap',
      key,
      what,
      why: 'test',
    })),
    ...(given.unread ?? []).map((key): Observation => ({
      type: 'gap',
      key,
      what: `${key} of the organisation`,
      why: 'test',
      mayDeny: true,
    })),
  ];
}

async function read(at: Instant, given: Given): Promise<void> {
  async function* pages() {
    yield { observations: observed(given), complete: true };
  }
  const done = await importRead({ database: db, source, pages: pages(), startedAt: at, now: () => at });
  if (!done.ok) throw new Error(done.message);
}

const allow = (Action: string, Resource = '*', more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: string, Resource = '*', more: Partial<Statement> = {}): Statement => ({
  Effect: 'Deny',
  Action,
  Resource,
  ...more,
});
const shown = ({ holders }: WhoCan): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    holders.map((each) => [
      each.account.name,
      [
        each.verdict === 'yes' ? 'yes' : each.dependsOn,
        each.path.map(({ to }) => to.name).join(' → '),
        each.decidedBy,
      ],
    ]),
  );

describe('who can, in AWS', () => {
  it('is evaluated: by boundaries, Deny, NotAction and conditions, with the statements that decide', async () => {
    await read(minute(1), {
      users: {
        ana: { has: ['admin'] },
        ben: { has: ['admin'], boundary: 'readers' },
        cy: { has: ['admin', 'no-delete'] },
        dee: { has: ['with-mfa'] },
        eve: { has: ['all-but-iam'] },
        fay: { has: [] },
      },
      policies: {
        admin: [allow('*', '*', { Sid: 'All' })],
        readers: [allow('iam:Get*')],
        'no-delete': [deny('iam:Delete*')],
        'with-mfa': [
          allow('iam:DeleteUser', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
        ],
        'all-but-iam': [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
      },
    });
    const asked = await access.whoCan({ action: 'iam:DeleteUser', resource: arn('user/fay') });
    expect(shown(asked)).toEqual({
      ana: ['yes', 'admin → * on *', [`identity policy \`${arn('policy/admin')}\` statement 1 (All) allows`]],
      dee: [
        ['`aws:multifactorauthpresent` of the request: Bool aws:MultiFactorAuthPresent: true'],
        'with-mfa → iam:DeleteUser on *',
        [`identity policy \`${arn('policy/with-mfa')}\` statement 1 allows`],
      ],
    });
    expect(asked.denied).toEqual({
      total: 2,
      told: [
        {
          account: expect.objectContaining({ name: 'ben' }),
          decidedBy: ['no permissions boundary allows it'],
        },
        {
          account: expect.objectContaining({ name: 'cy' }),
          decidedBy: [`identity policy \`${arn('policy/no-delete')}\` statement 1 denies`],
        },
      ],
    });
  });

  it('counts those who may become a role that can, and nobody whom its trust policy or their own policies stop', async () => {
    const trust = (names: readonly string[]): object => [
      {
        Effect: 'Allow',
        Principal: { AWS: names.map((name) => arn(`user/${name}`)) },
        Action: 'sts:AssumeRole',
      },
      { Effect: 'Deny', Principal: { AWS: arn('user/cy') }, Action: 'sts:AssumeRole' },
    ];
    await read(minute(2), {
      users: { ana: { has: [] }, ben: { has: ['no-roles'] }, cy: { has: [] }, dee: { has: [] } },
      roles: { ops: { has: ['admin'], trust: trust(['ana', 'ben', 'cy']) } },
      policies: { admin: [allow('*')], 'no-roles': [deny('sts:*')] },
    });
    const asked = await access.whoCan({ action: 'iam:DeleteUser', resource: arn('user/x') });
    expect(Object.keys(shown(asked))).toEqual(['ops', 'ana']);
    expect(shown(asked)['ana']).toEqual([
      'yes',
      'ops → admin → * on *',
      [
        `policy on the resource \`${arn('role/ops')}#trust\` statement 1 allows`,
        `identity policy \`${arn('policy/admin')}\` statement 1 allows`,
      ],
    ]);
  });

  it('is as of any earlier read', async () => {
    const then = await access.whoCan({
      action: 'iam:DeleteUser',
      resource: arn('user/fay'),
      at: { is: 'time', at: minute(1) },
    });
    expect(Object.keys(shown(then))).toEqual(['ana', 'dee']);
  });

  it('depends on what was not read of the organisation, by name, and denies for sure all the same', async () => {
    await read(minute(3), {
      users: { ana: { has: ['admin'] }, ben: { has: ['admin', 'no-delete'] }, eve: { has: [] } },
      policies: { admin: [allow('*')], 'no-delete': [deny('iam:Delete*')] },
      unread: ['scp', 'rcp', 'resource-policies'],
    });
    const iam = await access.whoCan({ action: 'iam:DeleteUser', resource: arn('user/x') });
    expect(shown(iam)['ana']).toMatchObject([
      ['not read: scp of the organisation'],
      expect.anything(),
      expect.anything(),
    ]);
    expect(shown(iam)['ana']).toMatchObject({
      2: [`identity policy \`${arn('policy/admin')}\` statement 1 allows`],
    });
    expect(iam.denied.total).toBe(1);
    expect(iam.open.total).toBe(0);
    const s3 = await access.whoCan({ action: 's3:GetObject', resource: 'arn:aws:s3:::b/x' });
    // nothing that was read gives it to eve: she is told apart from those who hold it
    expect(shown(s3)['eve']).toBeUndefined();
    expect(s3.open).toMatchObject({
      total: 1,
      told: [
        {
          account: { name: 'eve' },
          dependsOn: expect.arrayContaining(['not read: resource-policies of the organisation']),
        },
      ],
    });
    expect(shown(s3)['ana']).toMatchObject([
      [
        'not read: resource-policies of the organisation',
        'not read: scp of the organisation',
        'not read: rcp of the organisation',
        'whether arn:aws:s3:::b/x belongs to account 111122223333',
      ],
      expect.anything(),
      expect.anything(),
    ]);
  });

  it('takes wildcards for any of what they name', async () => {
    await read(minute(4), {
      users: { ana: { has: ['keys'] }, ben: { has: ['keys', 'no-keys'] }, cy: { has: ['other'] } },
      policies: {
        keys: [allow('iam:*AccessKey', arn('user/team/*'))],
        'no-keys': [deny('iam:*AccessKey*')],
        other: [allow('iam:GetUser')],
      },
    });
    const names = async (action: string, resource: string): Promise<readonly string[]> =>
      Object.keys(shown(await access.whoCan({ action, resource })));
    expect(await names('iam:*AccessKey', arn('user/team/x'))).toEqual(['ana']);
    expect(await names('iam:CreateAccessKey', arn('user/*'))).toEqual(['ana']);
    expect(await names('iam:CreateAccessKey', arn('user/other/*'))).toEqual([]);
    expect(await names('iam:*', '*')).toEqual(['ana', 'cy']);
  });
});

describe('a hostile question', () => {
  it('is answered, and names mean nothing but themselves', async () => {
    const long = `arn:aws:s3:::${'*?'.repeat(1000)}`;
    const asked: readonly (readonly [string, string])[] = [
      ['__proto__:constructor', '*'],
      ['s3:__proto__', 'arn:aws:s3:::__proto__'],
      ['s3:__proto__', '*'],
      ['s3:constructor', '*'],
      ['constructor:x', '*'],
      ['nowhere:x', '*'],
      ['s3:ListAllMyBuckets', '*'],
      ['iam:GetUser', long],
      ['iam:*', long],
      [`iam:${'*'.repeat(4000)}`, arn('user/x')],
      ['../../etc:*', arn('user/x')],
      ['', ''],
    ];
    const answers = await Promise.all(
      asked.map(async ([action, resource]) => access.whoCan({ action, resource })),
    );
    const identity = { entity: 'account', source, key: arn('user/ana') } as const;
    const lists = await Promise.all(
      asked.map(async ([action, on]) => access.whatOn({ identity, action, on })),
    );
    expect(
      lists.map((found) =>
        found.ok ? found.value.total === found.value.resources.length : found.code === 'input_too_large',
      ),
    ).toEqual(asked.map(() => true));
    expect(await access.whatOn({ identity: { ...identity, key: '__proto__' }, action: 'x' })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
    expect(answers.map(({ total }) => total)).toEqual(answers.map(({ holders }) => holders.length));
  });
});

describe('what can, in AWS', () => {
  it('tells rights that are evaluated, and none that is denied in every way', async () => {
    await read(minute(5), {
      users: { ana: { has: ['some', 'no-delete'] } },
      roles: {
        ops: {
          has: ['more'],
          trust: { Effect: 'Allow', Principal: { AWS: arn('user/ana') }, Action: 'sts:AssumeRole' },
        },
        locked: { has: ['secret'], trust: { Effect: 'Deny', Principal: '*', Action: '*' } },
      },
      policies: {
        some: [allow('iam:DeleteUser', arn('user/x')), allow('iam:GetUser', arn('user/x'))],
        'no-delete': [deny('iam:DeleteUser')],
        more: [allow('iam:TagUser', arn('user/x'))],
        secret: [allow('iam:PassRole', arn('role/x'))],
      },
    });
    const can = await access.whatCan({ identity: { entity: 'account', source, key: arn('user/ana') } });
    if (!can.ok) throw new Error(can.message);
    const rights = can.value.rights
      .map((right) => [right.entitlement?.name ?? '', right.verdict, right.path.length] as const)
      .toSorted(([x], [y]) => (x < y ? -1 : 1));
    expect(rights).toEqual([
      [`iam:GetUser on ${arn('user/x')}`, 'yes', 2],
      [`iam:TagUser on ${arn('user/x')}`, 'yes', 3],
      // the role's trust policy names her, which is enough
      [`sts:AssumeRole on ${arn('role/ops')}`, 'yes', 0],
    ]);
    expect(can.value.total).toBe(3);
  });
});

describe('a no, in AWS', () => {
  const asked = async (
    key: string,
    action: string,
    resource: string,
    entity: 'account' | 'group' = 'account',
  ): Promise<unknown> => {
    const can = await access.can({ identity: { entity, source, key: arn(key) }, action, resource });
    return !can.ok
      ? can.code
      : can.value.answer.verdict === 'depends'
        ? can.value.answer.dependsOn
        : can.value.answer.verdict;
  };
  const unread = [`not read: ${arn('policy/mystery')}`];

  it('is never said of a user whose attached policy was not read, even where no policy was', async () => {
    await read(minute(6), {
      users: { ana: { has: ['mystery'] }, ben: { has: [] } },
      policies: {},
      unseen: ['mystery'],
    });
    expect(await asked('user/ana', 'iam:DeleteUser', arn('user/ben'))).toEqual(unread);
    expect(await asked('user/ben', 'iam:DeleteUser', arn('user/ana'))).toBe('no');
    expect(await asked('policy/mystery', 'iam:DeleteUser', arn('user/ana'), 'group')).toEqual(unread);
    const who = await access.whoCan({ action: 'iam:DeleteUser', resource: arn('user/ben') });
    expect([who.total, who.open]).toMatchObject([
      0,
      { total: 1, told: [{ account: { name: 'ana' }, dependsOn: unread }] },
    ]);
  });

  it('is never said of anybody while no policy at all was told, nor of a user whom only the report knows', async () => {
    await read(minute(7), { users: { ana: { has: [] } }, policies: {}, gaps: { details: 'every grant' } });
    expect(await asked('user/ana', 'iam:DeleteUser', arn('user/x'))).toEqual(['not read: every grant']);
    await read(minute(8), {
      users: { ana: { has: [] }, ben: { has: [], id: 'AIDABEN' } },
      policies: {},
      gaps: { undetailed: '1 user' },
    });
    expect(await asked('user/ana', 'iam:DeleteUser', arn('user/x'))).toEqual([
      `not read: what ${arn('user/ana')} holds: only the credential report knows it`,
    ]);
    expect(await asked('user/ben', 'iam:DeleteUser', arn('user/x'))).toBe('no');
  });

  it('is not said by rights alone of a question too wide to be evaluated, where a policy could give it', async () => {
    await read(minute(9), {
      users: {
        ana: { has: ['mystery'] },
        ben: { has: ['some'] },
        cy: { has: [] },
        dee: { has: [] },
        eve: { has: [] },
      },
      roles: {
        ops: {
          has: ['mystery'],
          trust: [{ Effect: 'Allow', Principal: { AWS: arn('user/dee') }, Action: 'sts:AssumeRole' }],
        },
      },
      policies: { some: [allow('s3:GetObject')] },
      unseen: ['mystery'],
      buckets: {
        data: [{ Effect: 'Allow', Principal: { AWS: arn('user/cy') }, Action: 's3:*', Resource: '*' }],
      },
    });
    const wide = ['*', 'arn:aws:s3:::data/*'] as const;
    expect(await asked('user/ana', ...wide)).toEqual(unread);
    expect(await asked('user/cy', ...wide)).toEqual([
      'policy on the resource `arn:aws:s3:::data#policy` statement 1: the question is too wide for it to be evaluated',
    ]);
    expect(await asked('user/dee', ...wide)).toEqual([`as ${arn('role/ops')}: ${unread[0]}`]);
    expect(await asked('user/eve', ...wide)).toBe('no');
    const who = await access.whoCan({ action: wide[0], resource: wide[1] });
    expect(who.holders.map(({ account }) => account.name)).toEqual(['ben']);
    expect(who.open.told.map(({ account }) => account.name).toSorted()).toEqual(['ana', 'cy', 'dee', 'ops']);
  });

  it('and what it depends on names what was asked, not what was tried for it', async () => {
    const who = await access.whoCan({ action: 's3:GetObject', resource: 'arn:aws:s3:::nobod*' });
    expect(
      who.holders.map(({ account, ...way }) => [account.name, way.verdict === 'depends' && way.dependsOn]),
    ).toEqual([['ben', ['whether arn:aws:s3:::nobod* belongs to account 111122223333']]]);
    const can = await access.whatCan({ identity: { entity: 'account', source, key: arn('user/cy') } });
    expect(JSON.stringify(can.ok && can.value.rights)).not.toMatch(/data\/+[^*/]/);
  });

  it('is evaluated for a bucket by its name too, as for what is in it', async () => {
    expect(await asked('user/cy', 's3:GetObject', 'data')).toBe('yes');
    expect(await asked('user/eve', 's3:GetObject', 'data')).toBe('no');
  });
});
