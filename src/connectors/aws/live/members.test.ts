import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  memberExternalId,
  memberOf,
  memberRole,
  members,
  organizationScene,
} from '../../../../test/support/aws-api/members.ts';
import { startAws, type AwsServer } from '../../../../test/support/aws-api/server.ts';
import { account, readerKey } from '../../../../test/support/aws-api/world.ts';
import type { Keeps, Observation } from '../../../model/index.ts';
import { locateAws } from '../location.ts';
import { readLive } from '../read-live.ts';
import { renewing } from './assume-role.ts';
import { keepsOf } from './kept-rows.ts';
import { together } from './together.ts';

const [first, second] = members;
let server: AwsServer;
beforeAll(async () => {
  server = await startAws(organizationScene());
});
afterAll(() => server.close());
beforeEach(() => {
  Object.assign(server.scene, organizationScene());
  server.calls.length = 0;
  server.faults.length = 0;
});
afterEach(() => expect(server.faults).toEqual([]));

const roleWith = (more: string) => `&memberRole=${encodeURIComponent(memberRole)}${more}`;
async function read(more = roleWith(`&memberExternalId=${memberExternalId}`)) {
  const config = locateAws(
    `aws://${account}/eu-west-1?passwordFrom=env:READER&endpoint=${encodeURIComponent(server.url)}${more}`,
  );
  if ('path' in config) throw new TypeError('a folder');
  const secret = JSON.stringify({ AccessKeyId: readerKey.id, SecretAccessKey: readerKey.secret });
  const patience = { signal: new AbortController().signal, pause: async () => undefined };
  const all: Observation[] = [];
  let last: { readonly complete?: boolean; readonly keeps?: Keeps } = {};
  for await (const page of readLive(config, async () => secret, patience)) {
    all.push(...page.observations);
    last = page;
  }
  return { all, complete: last.complete === true, keeps: last.keeps };
}
const accountsIn = (all: readonly Observation[]): readonly string[] => [
  ...new Set(all.flatMap((o) => (o.type === 'account' ? [o.key.split(':')[4] ?? ''] : []))),
];
const gapsOf = (all: readonly Observation[], of: RegExp): readonly string[] =>
  all.flatMap((o) => (o.type === 'gap' && of.test(o.key) ? [`${o.key}: ${o.why}`] : []));
/** Only requests of one account are in trouble: those of its session, or for it. */
function troubleOf(account: string, calls: readonly string[], error = 'AccessDenied', from = 1): void {
  const { handlers } = server.scene;
  const times = new Map<string, number>();
  server.scene.handlers = {
    ...handlers,
    ...Object.fromEntries(
      calls.map((call) => [
        call,
        (input: Readonly<Record<string, unknown>>, key: string) => {
          const isOfIt = memberOf(key) === account || String(input['RoleArn']).includes(account);
          const count = (times.get(call) ?? 0) + (isOfIt ? 1 : 0);
          times.set(call, count);
          return isOfIt && count >= from
            ? { error, status: error === 'ServiceFailure' ? 500 : 403 }
            : (handlers[call]?.(input, key) ?? {});
        },
      ]),
    ),
  };
}

describe('an organisation that is asked itself', () => {
  it('is read account by account, each by its own session, page by page, and waits where one is busy', async () => {
    server.scene.trouble = (call, times) =>
      (call === 'sts:AssumeRole' && times === 1) || (call === 's3:ListBuckets' && times === 2)
        ? { error: 'Throttling', status: 400 }
        : undefined;
    const { all, complete, keeps } = await read();
    expect(complete).toBe(true);
    expect(keeps).toBeUndefined();
    expect(accountsIn(all)).toEqual(expect.arrayContaining([account, first, second]));
    expect(gapsOf(all, /^(account|report|accounts)/)).toEqual([]);
    const trusted = all.flatMap((o) =>
      o.type === 'membership' && o.via === 'assume' ? [o.memberKey, o.groupKey] : [],
    );
    expect(trusted).toEqual(
      expect.arrayContaining([
        `arn:aws:iam::${account}:user/deployer`,
        `arn:aws:iam::${first}:role/deploy`,
        `arn:aws:iam::${second}:root#principals`,
      ]),
    );
    expect(all).toContainEqual(
      expect.objectContaining({
        type: 'resource',
        key: `arn:aws:s3:::bucket-of-${first}`,
        parentKey: `arn:aws:iam::${first}:root`,
      }),
    );
    expect(all.filter((o) => o.type === 'credential' && o.key.endsWith('user/mia#password'))).toHaveLength(2);
    expect(JSON.stringify(all)).not.toContain('canary');
  });

  it('is not asked beyond its own account unless a role is named', async () => {
    const { all } = await read('');
    expect(server.calls.filter((call) => call === 'sts:AssumeRole')).toEqual([]);
    expect(accountsIn(all)).toEqual([account]);
  });

  it('tells which account refuses, reads the others, and keeps what was read of it', async () => {
    const before = await read();
    troubleOf(first, ['sts:AssumeRole']);
    const { all, complete, keeps } = await read();
    expect(complete).toBe(true);
    expect(gapsOf(all, /^account\//)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^account/${first}: AWS refused sts:AssumeRole .*role/${memberRole} is not there, or does not trust`,
        ),
      ),
    ]);
    const shown = new Set(all.map(({ type, key }) => `${type} ${key}`));
    const unshown = before.all.filter(({ type, key }) => type !== 'gap' && !shown.has(`${type} ${key}`));
    expect(unshown.length).toBeGreaterThan(5);
    for (const row of unshown) {
      if (row.type === 'gap') continue;
      const keys =
        row.type === 'resource' && row.parentKey !== undefined ? [row.key, row.parentKey] : [row.key];
      expect([row.key, keeps?.({ type: row.type, keys })]).toEqual([row.key, true]);
    }
    // whom the account trusts or is trusted by is still no outsider
    expect(
      all.find((o) => o.type === 'account' && o.key === `arn:aws:iam::${second}:role/shared`),
    ).toMatchObject({
      kind: 'unknown',
    });
  });

  it.each([
    ['details', ['iam:GetAccountAuthorizationDetails'], 'AccessDenied', 1],
    ['a later page', ['iam:GetAccountAuthorizationDetails'], 'ServiceFailure', 2],
  ])(
    'tells of an account that does not give its %s, and ends nothing else',
    async (_what, calls, error, from) => {
      troubleOf(first, calls, error, from);
      const { all, complete, keeps } = await read();
      expect(complete).toBe(true);
      expect(gapsOf(all, /^account\//)).toHaveLength(1);
      expect(accountsIn(all)).toContain(second);
      expect(keeps?.({ type: 'account', keys: [`arn:aws:iam::${first}:user/mia`] })).toBe(true);
      expect(keeps?.({ type: 'account', keys: [`arn:aws:iam::${second}:user/gone`] })).toBe(false);
    },
  );

  it('tells of an account without a report, which hides its credentials and nothing else', async () => {
    troubleOf(first, ['iam:GenerateCredentialReport']);
    const { all, keeps } = await read();
    expect(keeps).toBeUndefined();
    expect(all.find(({ key }) => key === `report/${first}`)).toMatchObject({ type: 'gap', hides: 'all' });
    expect(gapsOf(all, /^unreported/)).toEqual([]);
  });

  it('does not ask an account that is not in use, and keeps it', async () => {
    const { handlers } = server.scene;
    server.scene.handlers = {
      ...handlers,
      'organizations:ListAccountsForParent': (input, key) => {
        const found: Readonly<Record<string, unknown>> = {
          ...handlers['organizations:ListAccountsForParent']?.(input, key),
        };
        const list = found['Accounts'];
        return Array.isArray(list) && list.some((each) => JSON.stringify(each).includes(`"${first}"`))
          ? { ...found, Accounts: list.map((each) => ({ ...each, Status: 'SUSPENDED' })) }
          : found;
      },
    };
    const { all, keeps } = await read();
    expect(gapsOf(all, /^account\//)).toEqual([
      `account/${first}: the organisation says that it is SUSPENDED`,
    ]);
    expect(keeps?.({ type: 'account', keys: [`arn:aws:iam::${first}:user/mia`] })).toBe(true);
    expect(server.calls.filter((call) => call === 'sts:AssumeRole')).toHaveLength(1);
  });

  it('that may not be listed keeps what was read of every other account', async () => {
    server.scene.trouble = (call) =>
      call === 'organizations:ListRoots' ? { error: 'AccessDeniedException', status: 400 } : undefined;
    const { all, keeps } = await read();
    expect(gapsOf(all, /^accounts$/)).toEqual([expect.stringContaining('account that manages it')]);
    expect(keeps?.({ type: 'account', keys: [`arn:aws:iam::${first}:user/mia`] })).toBe(true);
    expect(keeps?.({ type: 'account', keys: [`arn:aws:iam::${account}:user/gone`] })).toBe(false);
  });

  it('is not read with another external id', async () => {
    const { all } = await read(roleWith('&memberExternalId=another'));
    expect(gapsOf(all, /^account\//)).toHaveLength(2);
  });

  it.each(['&memberRole=/x', '&memberRole=a%20b', '&memberExternalId=x-1', `&memberRole=${'x'.repeat(65)}`])(
    'is not located by %s',
    (more) => {
      expect(() => locateAws(`aws://${account}?passwordFrom=env:R${more}`)).toThrow(
        /memberRole|memberExternalId/,
      );
    },
  );
});

describe('rows of an organisation that a read did not show', () => {
  const keeps = keepsOf({ read: new Set([account, second]), unread: new Set([first]), isWhole: true });
  const arn = (of: string, rest: string): string => `arn:aws:iam::${of}:${rest}`;
  it.each<[string, Parameters<Keeps>[0], boolean]>([
    ['a user of an account that was read', { type: 'account', keys: [arn(second, 'user/x')] }, false],
    ['a user of one that was not', { type: 'account', keys: [arn(first, 'user/x')] }, true],
    ['a user of one that left', { type: 'account', keys: [arn('999988887777', 'user/x')] }, false],
    ['its bucket', { type: 'resource', keys: ['arn:aws:s3:::b', arn(first, 'root')] }, true],
    ['another’s bucket', { type: 'resource', keys: ['arn:aws:s3:::b', arn(second, 'root')] }, false],
    [
      'whom it trusts',
      { type: 'membership', keys: [`${arn(second, 'user/x')}#${arn(first, 'role/y')}`] },
      true,
    ],
    ['a right, of whatever', { type: 'entitlement', keys: [`iam:PassRole#${arn(second, 'role/y')}`] }, true],
    ['a policy of AWS', { type: 'group', keys: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }, true],
    [
      'everybody of an account whom another trusts',
      { type: 'group', keys: [arn(second, 'root#principals')] },
      true,
    ],
    ['a service', { type: 'group', keys: ['service:ec2.amazonaws.com'] }, true],
    ['a group of an account that was read', { type: 'group', keys: [arn(second, 'group/x')] }, false],
    [
      'a place of the organisation',
      { type: 'resource', keys: [`arn:aws:organizations::${account}:ou/o-1/ou-1`] },
      false,
    ],
  ])('%s', (_what, row, stays) => {
    expect(keeps(row)).toBe(stays);
  });
});

describe('several at the same time', () => {
  const counted = async (count: number, fail = -1) => {
    let running = 0;
    let most = 0;
    let ended = 0;
    const works = Array.from(
      { length: count },
      (_, n) =>
        async function* () {
          most = Math.max(most, ++running);
          try {
            await Promise.resolve();
            yield n;
            if (n === fail) throw new TypeError('for a test');
            yield n;
          } finally {
            running--;
            ended++;
          }
        },
    );
    const given: number[] = [];
    let error: unknown;
    try {
      for await (const each of together(works, 4)) given.push(each);
    } catch (caught) {
      error = caught;
    }
    return { given, most, ended, error };
  };

  it('are never more than were allowed, and all come to their end', async () => {
    const { given, most, ended } = await counted(25);
    expect(given.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, n) => [n, n]).flat());
    expect([most, ended]).toEqual([4, 25]);
  });

  it('end together when one fails', async () => {
    const { error, given } = await counted(25, 2);
    expect(error).toBeInstanceOf(TypeError);
    expect(given.length).toBeLessThan(25);
  });
});

describe('a session of a role', () => {
  it('is asked for again before it ends, once for all who ask, and after it was refused', async () => {
    let now = 0;
    let asked = 0;
    const credentials = renewing(
      async () => {
        asked++;
        if (asked === 3) throw new TypeError('refused');
        return { accessKeyId: `A${asked}`, secretAccessKey: 's' };
      },
      () => now,
    );
    await Promise.all([credentials(), credentials()]);
    now = 49 * 60_000;
    expect((await credentials()).accessKeyId).toBe('A1');
    now = 51 * 60_000;
    expect((await credentials()).accessKeyId).toBe('A2');
    now = 110 * 60_000;
    await expect(credentials()).rejects.toThrow('refused');
    expect((await credentials()).accessKeyId).toBe('A4');
  });
});
