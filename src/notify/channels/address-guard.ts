import { lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { Fault } from '../../model/index.ts';

type Family = 'ipv4' | 'ipv6';
const listOf = (nets: readonly (readonly [string, number, Family])[]): BlockList => {
  const list = new BlockList();
  for (const [net, bits, family] of nets) list.addSubnet(net, bits, family);
  return list;
};

/** Private networks and this machine: reached only if the administrator says so (RFC 1918, 4193, 6598). */
const privateNets = listOf([
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
]);

/** Never reached: link-local (where clouds keep credentials of machines), multicast, and what is nobody's (RFC 6890). */
const neverNets = listOf([
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]);

export type Reach = 'public' | 'private too';

/** Why an address is not connected to; undefined: it may be. */
export function refusedAddress(address: string, reach: Reach): 'private' | 'never' | undefined {
  // an IPv4 address written as IPv6 is the same host
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  const family = isIP(plain) === 4 ? 'ipv4' : isIP(plain) === 6 ? 'ipv6' : undefined;
  if (family === undefined || /^::ffff:/i.test(plain)) return 'never';
  if (neverNets.check(plain, family)) return 'never';
  return reach === 'public' && privateNets.check(plain, family) ? 'private' : undefined;
}

/** Throws Fault `input_invalid` for a host that is an address which must not be connected to: no name is asked for it. */
export function refuseAddress(host: string, reach: Reach): void {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) === 0) return;
  const refused = refusedAddress(bare, reach);
  if (refused !== undefined) throw notThere(refused);
}

/**
 * Looks a name up and hands on only addresses that may be connected to; the connection is made to what was checked here, so a
 * name that answers otherwise the next time gains nothing.
 */
export const guardedLookup =
  (reach: Reach): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, []);
      const refused = found.map(({ address }) => refusedAddress(address, reach));
      const no = refused.find((why) => why !== undefined);
      if (no !== undefined) return callback(notThere(no), []);
      const [first] = found;
      if (options.all === true || first === undefined) return callback(null, found);
      return callback(null, first.address, first.family);
    });
  };

const notThere = (why: 'private' | 'never'): Fault =>
  new Fault(
    'input_invalid',
    why === 'private'
      ? 'The host is on a private network or this machine, and this channel may only reach public ones.'
      : 'The host is at an address that is never sent to (link-local, multicast or reserved).',
    {
      next:
        why === 'private'
          ? 'If it is meant to be, add the channel with `--private-network`.'
          : 'Check what its name resolves to.',
    },
  );
