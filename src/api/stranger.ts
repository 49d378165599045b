import { open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';

/**
 * Whose budget a request spends whose caller nobody knows. One who asks without end spends their own: on this machine, where
 * every address is the same, OS users are told apart, and pages of other sites, which a browser marks, from the console and
 * from programs. Nothing here lets anybody do anything.
 */
export async function strangerOf(request: FastifyRequest): Promise<string> {
  const address = networkOf(request.ip);
  const user = isHere(address) ? await userOf(request.raw.socket) : '';
  return `${address} ${user} ${cameFrom(request.headers)}`;
}

/** An IPv4 address as it is; of an IPv6 address the first 64 bits, since one house has all the others. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(ip)?.[1];
  if (mapped !== undefined || !ip.includes(':') || ip === '::1') return mapped ?? ip;
  const [head = '', tail] = ip.toLowerCase().split('%', 1)[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - groups.length - after.length }, () => '0');
  return `${[...groups, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}

const isHere = (address: string): boolean => address.startsWith('127.') || address === '::1';

type Headers = Pick<FastifyRequest['headers'], 'origin' | 'host'> & {
  readonly 'sec-fetch-site'?: string | string[] | undefined;
};

/** Browsers say where a request comes from, and no page can have them say otherwise; a program may, about itself. */
export function cameFrom(headers: Headers): 'page' | 'elsewhere' | 'program' {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'page' : 'elsewhere';
  if (headers.origin === undefined) return 'program';
  return headers.origin === `http://${headers.host ?? ''}` ? 'page' : 'elsewhere';
}

const known = new WeakMap<Socket, Promise<string>>();

/** Which OS user made this connection of this machine, once a connection; empty where the system does not say. */
function userOf(socket: Socket): Promise<string> {
  const before = known.get(socket);
  if (before !== undefined) return before;
  const { remotePort, localPort } = socket;
  const user =
    remotePort === undefined || localPort === undefined
      ? Promise.resolve('')
      : tableOfConnections().then((table) => userIn(table, { from: remotePort, to: localPort }) ?? '');
  known.set(socket, user);
  return user;
}

/** The user of the connection between two ports of 127.0.0.1, in Linux's table of them (proc(5), `/proc/net/tcp`). */
export function userIn(
  table: string,
  ports: { readonly from: number; readonly to: number },
): string | undefined {
  const end = (port: number): string => `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const at = table.indexOf(` ${end(ports.from)} ${end(ports.to)} `);
  if (at < 0) return undefined;
  // after the two ends: state, queues, timer, retransmissions, user
  const user = table
    .slice(at, at + 200)
    .trim()
    .split(/\s+/)[6];
  return user !== undefined && /^\d{1,10}$/.test(user) ? user : undefined;
}

/** A table larger than this is not searched: then the address alone counts. */
const mostBytes = 2 << 20;

async function tableOfConnections(): Promise<string> {
  try {
    await using file = await open('/proc/net/tcp');
    const bytes = Buffer.alloc(mostBytes);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, mostBytes - length);
      if (bytesRead === 0) return bytes.toString('latin1', 0, length);
      length += bytesRead;
    }
  } catch {
    return '';
  }
}
