import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { instantOf } from '../model/index.ts';
import { signedHeaders } from './channels/standard-webhook.ts';
import { kindNames, noticeKinds } from './kinds.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/how-to/notifications.md'), 'utf8');

it('the program on the page finds what was signed, and neither a changed body nor an old one nor another secret', () => {
  const program = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
  const other = `whsec_${Buffer.alloc(32, 6).toString('base64')}`;
  const body = '{"specversion":"1.0","id":"dlv_1"}';
  const headers = signedHeaders(secret, { id: 'dlv_1', at: instantOf(1_000_000_000_000), body });
  const tries = [
    [secret, headers, body, 1_000_000_010],
    [secret, headers, `${body} `, 1_000_000_010],
    [secret, headers, body, 1_000_000_999],
    [other, headers, body, 1_000_000_010],
    [secret, { ...headers, 'webhook-signature': 'v1,' }, body, 1_000_000_010],
  ];
  const run = spawnSync(process.execPath, ['--input-type=module'], {
    input: `${program}\nconsole.log(JSON.stringify(${JSON.stringify(tries)}.map((one) => isFromCountersign(...one))));`,
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  expect(JSON.parse(run.stdout)).toEqual([true, false, false, false, false]);
});

it('tells of every kind of notice with its authority and when it comes', () => {
  const wrong = kindNames
    .filter((name) => name !== 'channel.test')
    .filter((kind) => {
      const { authority, timing, isForRooms } = noticeKinds[kind];
      const [row = ''] = page
        .split('\n')
        .filter((line) => line.startsWith('|') && line.includes(`\`${kind}\``));
      return (
        !row.includes(`| ${authority}`) ||
        !row.includes(`| ${timing}`) ||
        row.includes('rooms') !== isForRooms
      );
    });
  expect(wrong).toEqual([]);
});
