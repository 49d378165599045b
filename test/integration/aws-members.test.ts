import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSource } from '../../src/connectors/kit/read-source.ts';
import { aws } from '../../src/connectors/aws/index.ts';
import { readLive } from '../../src/connectors/aws/read-live.ts';
import { addSource, importRead } from '../../src/estate/index.ts';
import { instantOf, isSourceId, must } from '../../src/model/index.ts';
import { openDatabase, type Database } from '../../src/platform/store/index.ts';
import {
  memberExternalId,
  memberOf,
  memberRole,
  members,
  organizationScene,
} from '../support/aws-api/members.ts';
import { startAws, type AwsServer, type Input } from '../support/aws-api/server.ts';
import { account, readerKey } from '../support/aws-api/world.ts';
import { useDatabase } from '../support/database.ts';

const test = useDatabase();
const source = must(isSourceId, 'org');
const at = instantOf(Date.parse('2026-11-01T00:00:00Z'));
const [first, second] = members;
let db: Database;
let server: AwsServer;
const located = () =>
  aws.locate(
    `aws://${account}/eu-west-1?passwordFrom=env:R&endpoint=${encodeURIComponent(server.url)}&memberRole=${encodeURIComponent(memberRole)}&memberExternalId=${memberExternalId}`,
  );
beforeAll(async () => {
  db = openDatabase({ url: test.urlAs('server'), applicationName: 'test-server' });
  server = await startAws(organizationScene());
  expect(await addSource(db, { id: source, connector: 'aws', config: { ...located() }, at })).toMatchObject({
    ok: true,
  });
});
afterAll(async () => {
  server.close();
  await db.close();
});

async function read() {
  const config = located();
  if ('path' in config) throw new TypeError('a folder');
  const signal = new AbortController().signal;
  const secret = JSON.stringify({ AccessKeyId: readerKey.id, SecretAccessKey: readerKey.secret });
  const patience = { signal, pause: async () => undefined };
  const { pages } = readSource(
    { ...aws, read: () => readLive(config, async () => secret, patience) },
    { config, now: at, signal, fingerprint: () => '', secret: async () => secret },
  );
  const imported = await importRead({ database: db, source, pages, startedAt: at, now: () => at });
  if (!imported.ok) throw new TypeError(imported.message);
  return imported.value;
}
const keysOf = async (table: string): Promise<readonly string[]> =>
  (
    await db.query<{ key: string }>(
      `select t.key from estate.${table} t join sources.source s on s.no = t.source_no
        where s.id = $1 and t.valid_to_read is null order by t.key`,
      [source],
    )
  ).map(({ key }) => key);
const tables = [
  'accounts',
  'groups',
  'memberships',
  'credentials',
  'entitlements',
  'grants',
  'policies',
  'resources',
];
const everything = async (): Promise<Readonly<Partial<Record<string, readonly string[]>>>> => {
  const found: Partial<Record<string, readonly string[]>> = {};
  for (const of of tables) found[of] = await keysOf(of);
  return found;
};

describe('an organisation in the estate', () => {
  it('keeps all of an account that refuses, whatever happens in the others, until it answers again', async () => {
    await read();
    const before = await everything();
    const whole = organizationScene();
    const { handlers } = whole;
    // the one gives no session any more, of the other a user is gone
    const without = (of: string, gone: string): void => {
      server.scene.handlers = {
        ...handlers,
        'sts:AssumeRole': (input: Input, key: string) =>
          String(input['RoleArn']).includes(gone)
            ? { error: 'AccessDenied', status: 403 }
            : (handlers['sts:AssumeRole']?.(input, key) ?? {}),
        'iam:GetAccountAuthorizationDetails': (input: Input, key: string) => {
          const found = handlers['iam:GetAccountAuthorizationDetails']?.(input, key) ?? {};
          return memberOf(key) === of ? { ...found, UserDetailList: [] } : found;
        },
        'iam:GetCredentialReport': (input: Input, key: string) => {
          const found = handlers['iam:GetCredentialReport']?.(input, key) ?? {};
          return memberOf(key) === of && 'Content' in found
            ? { ...found, Content: Buffer.from(String(found['Content']).split('\n')[0] ?? '') }
            : found;
        },
      };
    };
    for (const again of [false, true]) {
      without(second, first);
      const summary = await read();
      expect(summary).toMatchObject({ complete: true, counts: { account: { closed: again ? 0 : 1 } } });
      const now = await everything();
      const gone = (of: string) => (before[of] ?? []).filter((key) => !(now[of] ?? []).includes(key));
      expect(gone('accounts')).toEqual([`arn:aws:iam::${second}:user/mia`]);
      for (const of of tables) expect(gone(of).filter((key) => !key.includes(second))).toEqual([]);
      expect(await keysOf('gaps')).toContain(`account/${first}`);
    }
    without(first, 'nobody');
    expect(await read()).toMatchObject({ complete: true });
    expect(await keysOf('accounts')).not.toContain(`arn:aws:iam::${first}:user/mia`);
    expect(await keysOf('accounts')).toContain(`arn:aws:iam::${second}:user/mia`);
    expect(await keysOf('gaps')).not.toContain(`account/${first}`);
    expect(server.faults).toEqual([]);
  });
});
