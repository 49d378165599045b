import { chmodSync, rmSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { errorCode } from '../platform/error-code.ts';

/** Listens on a Unix socket that only this folder's owner reaches; a socket left by a dead server is replaced. */
export async function listenOnSocket(api: FastifyInstance, path: string): Promise<void> {
  rmSync(path, { force: true });
  await api.listen({ path });
  chmodSync(path, 0o600);
}

/** Listens on this machine's loopback address alone, on a free port where this one is not to be had; answers which. */
export async function listenOnLoopback(api: FastifyInstance, port: number): Promise<number> {
  try {
    await api.listen({ host: '127.0.0.1', port });
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE' && errorCode(error) !== 'EACCES') throw error;
    await api.listen({ host: '127.0.0.1', port: 0 });
  }
  const address = api.server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP listener without a port');
  return address.port;
}
