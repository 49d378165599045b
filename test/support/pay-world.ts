import type { TestDatabase } from './database.ts';
import { openWorld, urlsIn, type World } from './enforcement-world.ts';

export interface PayWorld {
  readonly world: World;
  /** Of the database, as entitlement keys name it. */
  readonly name: string;
  readonly close: () => Promise<void>;
}

/** A world with a target of one table, `public.pay`, and these roles, which hold nothing on it yet. */
export async function openPayWorld(database: TestDatabase, roles: readonly string[]): Promise<PayWorld> {
  const [row] = await database.db.query<{ name: string }>('select current_database() as name');
  await database.db.query('create table public.pay (id int)');
  for (const role of roles) await database.db.query(`create role ${role} nologin`);
  const world = openWorld({ urls: urlsIn(database) });
  await world.bootstrap();
  return {
    world,
    name: row?.name ?? '',
    close: async () => {
      await world.close();
      await database.db.query('drop table public.pay');
      for (const role of roles) await database.db.query(`drop role ${role}`);
    },
  };
}
