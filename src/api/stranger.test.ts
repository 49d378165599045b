import { createServer, connect } from 'node:net';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cameFrom, networkOf, userIn } from './stranger.ts';

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::1', '::1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
  ['2001:DB8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('counts %s as %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

it('tells pages of other sites, which a browser marks, from the console and from programs', () => {
  const host = 'localhost:4310';
  expect(cameFrom({ host })).toBe('program');
  expect(cameFrom({ host, 'sec-fetch-site': 'same-origin' })).toBe('page');
  expect(cameFrom({ host, 'sec-fetch-site': 'none' })).toBe('page');
  expect(cameFrom({ host, 'sec-fetch-site': 'cross-site' })).toBe('elsewhere');
  expect(cameFrom({ host, 'sec-fetch-site': ['same-origin', 'cross-site'] })).toBe('elsewhere');
  expect(cameFrom({ host, origin: 'http://localhost:4310' })).toBe('page');
  expect(cameFrom({ host, origin: 'https://evil.example' })).toBe('elsewhere');
});

it('finds the user of a connection in the system’s own table, and nobody where there is none', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1128 0100007F:D431 01 00000000:00000000 00:00000000 00000000 64101        0 1 1 0',
    '   1: 0100007F:D431 0100007F:1128 01 00000000:00000000 02:00000A3F 00000000  1000        0 2 1 0',
  ].join('\n');
  expect(userIn(table, { from: 0xd431, to: 0x1128 })).toBe('1000');
  expect(userIn(table, { from: 1, to: 2 })).toBeUndefined();
  expect(userIn('', { from: 1, to: 2 })).toBeUndefined();
});

it.skipIf(process.platform !== 'linux')('finds itself in the real table (needs Linux)', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const to = typeof address === 'object' && address !== null ? address.port : 0;
  const client = connect(to, '127.0.0.1');
  await new Promise((resolve) => client.once('connect', resolve));
  const from = client.localPort ?? 0;
  expect(userIn(readFileSync('/proc/net/tcp', 'latin1'), { from, to })).toBe(String(process.getuid?.()));
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});
