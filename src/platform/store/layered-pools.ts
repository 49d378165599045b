import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';

const deepest = 3;

export interface LayeredPools {
  /** The pool that a connection is to be taken from here. */
  here(): pg.Pool;
  /** One that nobody holds a connection of while they wait for anything. */
  apart(): pg.Pool;
  /** Runs work that holds a connection of `here()`: what it asks for meanwhile comes from the pool below. */
  holding<T>(work: () => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

/**
 * Pools of one database, each made when it is first needed. Work that holds a connection in a transaction and needs another
 * (to read what is not of that transaction) would wait for ever if all of one pool's connections were held by work that
 * waits likewise. It takes it from the next pool, whose holders never wait for a pool above.
 */
export function layeredPools(make: () => pg.Pool): LayeredPools {
  const depth = new AsyncLocalStorage<number>();
  const pools: pg.Pool[] = [];
  let aside: pg.Pool | undefined;
  const now = (): number => depth.getStore() ?? 0;
  return {
    here() {
      if (now() > deepest) throw new TypeError(`transactions within transactions, ${now()} deep`);
      return (pools[now()] ??= make());
    },
    apart: () => (aside ??= make()),
    holding: (work) => depth.run(now() + 1, work),
    async end() {
      await Promise.all([...pools, ...(aside === undefined ? [] : [aside])].map((pool) => pool.end()));
    },
  };
}
