import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aws } from '../../src/connectors/aws/index.ts';
import { readSource } from '../../src/connectors/kit/read-source.ts';
import { instantOf } from '../../src/model/index.ts';

/** More than one V8 string can hold. */
const gigabytes = Number(process.env['COUNTERSIGN_LARGE_GB'] ?? '0.6');
const folder = mkdtempSync(join(tmpdir(), 'countersign-large-'));
const file = join(folder, 'authorization-details.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tags = Array.from({ length: 50 }, (_, i) => ({
  Key: `tag-${i}-${'k'.repeat(100)}`,
  Value: 'v'.repeat(250),
}));
const user = (i: number): string =>
  JSON.stringify({
    UserName: `user-${i}`,
    UserId: `AIDA${i}`,
    Arn: `arn:aws:iam::111122223333:user/user-${i}`,
    GroupList: [],
    AttachedManagedPolicies: [{ PolicyName: 'p', PolicyArn: 'arn:aws:iam::111122223333:policy/p' }],
    Tags: tags,
  });

describe(`an AWS export of ${gigabytes} GB`, () => {
  let users = 0;
  beforeAll(async () => {
    const out = createWriteStream(file);
    out.write('{"UserDetailList":[');
    for (let bytes = 0; bytes < gigabytes * 2 ** 30; users++) {
      const text = `${users === 0 ? '' : ','}${user(users)}`;
      bytes += text.length;
      if (!out.write(text)) await once(out, 'drain');
    }
    out.end(']}');
    await once(out, 'finish');
  });

  it('is read to its end in bounded memory', async () => {
    expect(statSync(file).size).toBeGreaterThan(gigabytes * 2 ** 30);
    const read = readSource(aws, {
      config: aws.locate(file),
      now: instantOf(0),
      signal: new AbortController().signal,
      fingerprint: () => '',
      secret: async () => '',
    });
    let most = 0;
    for await (const page of read.pages)
      if (page.observations.length > 0) most = Math.max(most, process.memoryUsage().rss);
    expect(read.summary().counts.account).toBe(users);
    process.stderr.write(`${users} users, at most ${Math.round(most / 2 ** 20)} MB resident\n`);
    expect(most).toBeLessThan(900 * 2 ** 20);
  });
});
