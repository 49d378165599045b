import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startAws, type AwsServer } from '../../../../test/support/aws-api/server.ts';
import {
  account,
  exportedWorld,
  readerKey,
  sessionKey,
  usualScene,
} from '../../../../test/support/aws-api/world.ts';
import { awsProgram, exportByPage, hasTools } from '../../../../test/support/page-commands.ts';
import { Fault, type Observation } from '../../../model/index.ts';
import { readWhole } from '../../kit/read-whole.ts';
import type { ReadPage } from '../../kit/connector.ts';
import { aws } from '../index.ts';
import { locateAws, type LiveConfig } from '../location.ts';
import { readLive } from '../read-live.ts';
import { usualOrganization, writeFiles } from '../testing.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-aws-live-'));
let server: AwsServer;
let pauses: number[] = [];
beforeAll(async () => {
  server = await startAws(usualScene(usualOrganization));
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  Object.assign(server.scene, usualScene(usualOrganization));
  server.calls.length = 0;
  server.faults.length = 0;
  pauses = [];
});
afterEach(() => expect(server.faults).toEqual([]));

const asJson = JSON.stringify({
  Version: 1,
  AccessKeyId: readerKey.id,
  SecretAccessKey: readerKey.secret,
});
function located(more = ''): LiveConfig {
  const config = locateAws(
    `aws://${account}/eu-west-1?passwordFrom=env:READER&endpoint=${encodeURIComponent(server.url)}${more}`,
  );
  if ('path' in config) throw new TypeError('a folder');
  return config;
}
async function read(config = located(), secret = asJson) {
  const pages: ReadPage[] = [];
  const patience = {
    signal: new AbortController().signal,
    pause: async (milliseconds: number) => void pauses.push(milliseconds),
  };
  for await (const page of readLive(config, async () => secret, patience)) pages.push(page);
  const all = pages.flatMap(({ observations }) => observations);
  return { all, complete: pages.at(-1)?.complete === true };
}
const gapsOf = (all: readonly Observation[]): readonly string[] =>
  all.flatMap((o) => (o.type === 'gap' ? [o.key] : []));
/** Everything that was observed; of gaps not why, which differs between what is asked and what is exported. */
const sorted = (all: readonly Observation[]): readonly string[] =>
  all.map((o) => JSON.stringify(o.type === 'gap' ? { ...o, why: '' } : o)).toSorted();
const refusing =
  (...names: readonly string[]) =>
  (call: string) =>
    names.includes(call) ? { error: 'AccessDenied', status: 403 } : undefined;

describe('an account that is asked itself', () => {
  it('gives what its exports give, page by page, from AWS’s own wire formats', async () => {
    const path = join(root, 'export');
    writeFiles(path, exportedWorld(usualOrganization));
    const exported = await readWhole(aws, aws.locate(path));
    const live = await read();
    expect(live.complete).toBe(true);
    expect(sorted(live.all)).toEqual(sorted(exported.all));
    expect(live.all.length).toBeGreaterThan(40);
    expect(server.calls.filter((call) => call === 'iam:GetAccountAuthorizationDetails')).toHaveLength(5);
    expect(JSON.stringify(live.all)).not.toMatch(/canary/);
  });

  it.skipIf(!hasTools)(
    'gives what the commands of its page export (needs jq)',
    async () => {
      const path = join(root, 'by-cli');
      const world = exportedWorld(usualOrganization);
      writeFiles(path, world);
      const made = join(root, 'by-page');
      writeFiles(
        made,
        Object.fromEntries(
          Object.entries(world).filter(([name]) => !/^(organizations|resources)\//.test(name)),
        ),
      );
      for (const having of ['aws-export/organizations', 'aws-export/resources'])
        cpSync(
          join(
            await exportByPage('aws', {
              values: {},
              having,
              env: { AWS_WORLD: path, AWS_ACCOUNT: account },
              programs: { aws: awsProgram },
            }),
            'aws-export',
          ),
          made,
          { recursive: true },
        );
      const exported = await readWhole(aws, aws.locate(path));
      expect((await readWhole(aws, aws.locate(made))).all).toEqual(exported.all);
    },
    180_000,
  );

  it('makes the calls that its page lists and permissions name, and no others', async () => {
    await read(located('&roleArn=arn:aws:iam::111122223333:role/reader&externalId=x-1'));
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/connectors/aws.md'), 'utf8');
    const [policy = '{}'] = /\{\n {2}"Version"[\s\S]*?\n\}\n/.exec(page) ?? [];
    const parsed: { Statement: { Action: string[] }[] } = JSON.parse(policy);
    const listed = parsed.Statement.flatMap(({ Action }) => Action);
    const made = [...new Set(server.calls)]
      .filter((call) => !call.startsWith('sts:'))
      .map((call) => (call === 's3:ListBuckets' ? 's3:ListAllMyBuckets' : call));
    expect(made.toSorted()).toEqual(listed.toSorted());
    const told = aws.capabilities.permissions.read.join('\n');
    expect(listed.filter((action) => !told.includes(action))).toEqual([]);
  });

  it('assumes the role that the location names, and asks as it', async () => {
    const seen: unknown[] = [];
    const { handlers } = server.scene;
    server.scene.handlers = {
      ...handlers,
      'sts:AssumeRole': (input, key) => {
        seen.push(input, key);
        return handlers['sts:AssumeRole']?.(input, key) ?? {};
      },
      'iam:GetCredentialReport': (input, key) => {
        seen.push(key);
        return handlers['iam:GetCredentialReport']?.(input, key) ?? {};
      },
    };
    await read(located('&roleArn=arn:aws:iam::111122223333:role/reader&externalId=x-1'));
    expect(seen).toEqual([
      {
        RoleArn: 'arn:aws:iam::111122223333:role/reader',
        RoleSessionName: 'countersign',
        DurationSeconds: 3600,
        ExternalId: 'x-1',
      },
      readerKey.id,
      sessionKey.id,
    ]);
  });

  it('waits for AWS where it is busy, and no longer than six times', async () => {
    server.scene.trouble = (call, times) =>
      call === 'organizations:ListRoots' && times <= 3
        ? { error: 'TooManyRequestsException' }
        : call === 'iam:GetAccountAuthorizationDetails' && times === 2
          ? { error: 'Throttling', status: 400 }
          : call === 'iam:ListAccessKeys' && times === 1
            ? 'hang up'
            : undefined;
    expect((await read()).complete).toBe(true);
    expect(pauses).toEqual([3000, 3000, 1000, 1000, 1000, 2000, 4000]);
    server.scene.trouble = () => ({ error: 'ServiceFailure', status: 500 });
    pauses = [];
    await expect(read()).rejects.toMatchObject({
      code: 'source_unreachable',
      message: expect.stringContaining('6 times'),
    });
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000]);
  });

  it.each([
    ['iam:GenerateCredentialReport', ['report'], false],
    ['iam:GetAccountAuthorizationDetails', ['details'], false],
    ['iam:ListAccessKeys', [], true],
    ['organizations:ListRoots', ['scp', 'rcp'], true],
    ['s3:ListBuckets', [`policies-on/s3/${account}`], true],
    ['s3:GetBucketPolicy', ['resource-policies/arn:aws:s3:::acme-public'], true],
    [
      'secretsmanager:GetResourcePolicy',
      [`resource-policies/arn:aws:secretsmanager:eu-west-1:${account}:secret:own-AbCdEf`],
      true,
    ],
    ['lambda:ListFunctions', [`policies-on/lambda/${account} in eu-west-1`], true],
    ['organizations:DescribePolicy', ['scp/ou-ab12-workload#p-nodelete12', 'rcp/r-ab12#p-onlyours12'], true],
  ])('tells that it may not ask %s, and reads the rest', async (call, keys, isComplete) => {
    server.scene.trouble = refusing(call);
    const { all, complete } = await read();
    expect(gapsOf(all)).toEqual(expect.arrayContaining([...keys]));
    expect(complete).toBe(isComplete);
    const why = all.flatMap((o) => (o.type === 'gap' && keys.some((key) => key === o.key) ? [o.why] : []));
    expect(why.every((each) => each.includes(call))).toBe(true);
  });

  it('goes on when a resource is gone, or a region is off', async () => {
    server.scene.trouble = (call) =>
      call === 'kms:GetKeyPolicy'
        ? { error: 'NotFoundException', status: 400 }
        : call === 'sns:ListTopics'
          ? { error: 'InvalidClientTokenId', status: 403 }
          : undefined;
    const { all, complete } = await read();
    expect(complete).toBe(true);
    expect(gapsOf(all)).toEqual(
      expect.arrayContaining([
        `resource-policies/arn:aws:kms:eu-west-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
        `policies-on/sns/${account} in eu-west-1`,
      ]),
    );
    server.scene.trouble = (call) =>
      call === 'sns:ListTopics' ? { error: 'ExpiredToken', status: 403 } : undefined;
    await expect(read()).rejects.toMatchObject({ message: expect.stringContaining('expired') });
  });

  it('is asked for the regions that its location names, and for buckets once; or for no resources', async () => {
    await read(located('&regions=eu-west-1,us-east-1'));
    const lists = server.calls.filter((call) => /s3:ListBuckets|kms:ListKeys/.test(call));
    expect(lists).toEqual(['s3:ListBuckets', 's3:ListBuckets', 'kms:ListKeys', 'kms:ListKeys']);
    server.calls.length = 0;
    const { all } = await read(located('&resources=none'));
    expect(server.calls.filter((call) => /^(s3|kms|sqs|sns|lambda|secretsmanager):/.test(call))).toEqual([]);
    expect(gapsOf(all)).toContain('resource-policies');
  });

  it('that is in no organisation is limited by none', async () => {
    Object.assign(server.scene, usualScene(undefined));
    const { all } = await read();
    expect(gapsOf(all).filter((key) => /^(scp|rcp)/.test(key))).toEqual([]);
  });

  it('is not read when it may be asked nothing', async () => {
    server.scene.trouble = refusing('iam:GenerateCredentialReport', 'iam:GetAccountAuthorizationDetails');
    await expect(read()).rejects.toMatchObject({
      code: 'source_unreachable',
      next: expect.stringContaining('aws.md'),
    });
  });

  it.skipIf(process.getuid?.() !== 0)(
    'is asked by a user who has no home, as the server runs (needs root)',
    async () => {
      const child = spawn(
        process.execPath,
        [
          join(import.meta.dirname, '../../../../test/support/aws-api/reader-child.ts'),
          JSON.stringify(located()),
          asJson,
        ],
        {
          uid: 64_101,
          gid: 64_101,
          cwd: '/',
          env: { PATH: '/usr/bin:/bin' },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      expect(JSON.parse(await text(child.stdout))).toMatchObject({ complete: true });
    },
  );

  it('refuses what is no answer of AWS, at once', async () => {
    const nonsense = createServer((_, response) => response.end('<html>'));
    await new Promise<void>((resolve) => void nonsense.listen(0, '127.0.0.1', resolve));
    const address = nonsense.address();
    const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    await expect(read({ ...located(), endpoint })).rejects.toMatchObject({
      code: expect.stringMatching(/source_un(trusted|reachable)/),
      next: expect.stringMatching(/\S/),
    });
    expect(pauses).toEqual([]);
    nonsense.close();
  });

  it('refuses a list that never ends, and one that says there is more and not where', async () => {
    const { handlers } = server.scene;
    for (const more of [{ Marker: 'page-1' }, {}]) {
      server.scene.handlers = {
        ...handlers,
        'iam:GetAccountAuthorizationDetails': () => ({ IsTruncated: true, ...more }),
      };
      await expect(read()).rejects.toMatchObject({ code: 'source_untrusted' });
    }
    server.scene.handlers = {
      ...handlers,
      'organizations:ListAccountsForParent': () => ({ Accounts: [], NextToken: 'again' }),
    };
    await expect(read()).rejects.toMatchObject({ code: 'source_untrusted' });
  });

  it.each([
    ['an expired token', 'ExpiredToken', 'expired'],
    ['a key that is gone', 'InvalidClientTokenId', 'does not know the access key'],
  ])('says what to do about %s', async (_what, error, said) => {
    server.scene.trouble = () => ({ error, status: 403 });
    await expect(read()).rejects.toMatchObject({
      code: 'source_unreachable',
      message: expect.stringContaining(said),
      next: expect.stringMatching(/\S/),
    });
    expect(server.calls).toHaveLength(1);
  });

  it('says that a secret is not the key’s, and repeats none of it', async () => {
    const error = await read(located(), asJson.replace('reader0000', 'reader0001')).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({
      code: 'source_unreachable',
      message: expect.stringContaining('signature'),
    });
    expect(error instanceof Fault && `${error.message} ${error.next ?? ''}`).not.toMatch(/canary/);
  });

  it('goes by AWS’s clock when its own is off', async () => {
    server.scene.clockAheadMs = 45 * 60_000;
    expect((await read()).complete).toBe(true);
  });

  it('is another than the credentials are of', async () => {
    const { handlers } = server.scene;
    server.scene.handlers = {
      ...handlers,
      'sts:GetCallerIdentity': () => ({
        Account: '999988887777',
        Arn: 'arn:aws:iam::999988887777:user/x',
        UserId: 'AIDAX',
      }),
    };
    await expect(read()).rejects.toMatchObject({ message: expect.stringContaining('999988887777') });
    server.scene.handlers = handlers;
    server.scene.trouble = refusing('sts:AssumeRole');
    await expect(read(located('&roleArn=arn:aws:iam::111122223333:role/x'))).rejects.toMatchObject({
      message: expect.stringContaining('cannot be assumed'),
      next: expect.stringContaining('trust policy'),
    });
  });
});

describe('credentials', () => {
  it('are what the SDK finds where the server runs, when that is asked for and only then', async () => {
    const container = createServer((_, response) =>
      response.end(
        JSON.stringify({
          AccessKeyId: sessionKey.id,
          SecretAccessKey: sessionKey.secret,
          Token: sessionKey.token,
          Expiration: '2036-01-01T00:00:00Z',
        }),
      ),
    );
    await new Promise<void>((resolve) => void container.listen(0, '127.0.0.1', resolve));
    const address = container.address();
    vi.stubEnv(
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/credentials`,
    );
    vi.stubEnv('HOME', undefined);
    try {
      const config = locateAws(
        `aws://${account}/eu-west-1?credentials=default&endpoint=${encodeURIComponent(server.url)}`,
      );
      if ('path' in config) throw new TypeError('a folder');
      expect((await read(config, '')).complete).toBe(true);
      await expect(read(located(), '')).rejects.toMatchObject({ code: 'secret_unavailable' });
    } finally {
      vi.unstubAllEnvs();
      container.close();
    }
  });

  it.each([
    [
      'a profile',
      `[reader]\naws_access_key_id = ${readerKey.id}\naws_secret_access_key=${readerKey.secret}\n`,
    ],
    [
      'lines for a shell',
      `export AWS_ACCESS_KEY_ID=${readerKey.id}\nexport AWS_SECRET_ACCESS_KEY="${readerKey.secret}"`,
    ],
    [
      'a key as IAM makes it',
      JSON.stringify({ AccessKey: { AccessKeyId: readerKey.id, SecretAccessKey: readerKey.secret } }),
    ],
    [
      'a session',
      JSON.stringify({
        Credentials: {
          AccessKeyId: sessionKey.id,
          SecretAccessKey: sessionKey.secret,
          SessionToken: sessionKey.token,
        },
      }),
    ],
  ])('may be %s', async (_what, secret) => {
    expect((await read(located(), secret)).complete).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a word', 'canary-word'],
    ['broken JSON', '{"AccessKeyId": "canary'],
    ['a key without its secret', JSON.stringify({ AccessKeyId: readerKey.id, note: 'canary' })],
    [
      'two profiles',
      `[a]\naws_access_key_id=${readerKey.id}\n[b]\naws_access_key_id=${readerKey.id}\n#canary`,
    ],
    [
      'what is not for a header',
      JSON.stringify({ AccessKeyId: readerKey.id, SecretAccessKey: 'canary\r\nx: y' }),
    ],
  ])('may not be %s', async (_what, secret) => {
    const error = await read(located(), secret).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'secret_unavailable', next: expect.stringMatching(/\S/) });
    expect(error instanceof Fault && `${error.message} ${error.next ?? ''}`).not.toMatch(/canary/);
    expect(server.calls).toEqual([]);
  });
});

describe('a location', () => {
  const from = 'passwordFrom=env:READER';
  it('is an account, as cdk names one, with its region', () => {
    expect(locateAws(`aws://${account}?${from}`)).toEqual({
      account,
      region: 'us-east-1',
      passwordFrom: 'env:READER',
    });
    expect(locateAws(`aws://${account}/cn-north-1?credentials=default`)).toEqual({
      account,
      region: 'cn-north-1',
      credentials: 'default',
    });
  });

  it.each([
    `aws://${account}`,
    `aws://live?${from}`,
    `aws://${account}/nowhere?${from}`,
    `aws://${account}/eu-west-1/x?${from}`,
    `aws://${account}?${from}&credentials=default`,
    `aws://${account}?passwordFrom=${readerKey.id}`,
    `aws://${readerKey.id}:canary@${account}?${from}`,
    `aws://${account}?${from}&secretAccessKey=canary`,
    `aws://${account}?${from}&${from}`,
    `aws://${account}?${from}&__proto__=x`,
    `aws://${account}?${from}&roleArn=canary`,
    `aws://${account}?${from}&endpoint=http://evil.example`,
    `aws://${account}?${from}&endpoint=https://u:p@evil.example`,
    `https://${account}?${from}`,
    `aws://${account}#canary`,
  ])('is not %s', (location) => {
    let error: unknown;
    try {
      locateAws(location);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code: 'input_invalid', next: expect.stringContaining('aws://') });
    expect(error instanceof Fault && `${error.message} ${error.next ?? ''}`).not.toMatch(/canary|TESTREADER/);
  });
});
