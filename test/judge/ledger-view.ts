import type pg from 'pg';

/** An entry as the log has it. */
export interface Entry {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly causedBy: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
  readonly blobs: readonly { readonly id: string; readonly name: string }[];
}

export interface LedgerView {
  readonly size: number;
  /** Ids of everything numbered or waiting to be. */
  readonly known: ReadonlySet<string>;
  of(type: string): readonly Entry[];
  byId(id: string): Entry | undefined;
  causedBy(id: string, type: string): readonly Entry[];
  blob(entry: Entry, name: string): unknown;
}

/** Reads the ledger's tables in one snapshot. */
export async function readLedger(pool: pg.Pool): Promise<LedgerView> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const leaves = await client.query<{ leaf: Buffer }>('select leaf from ledger.entry order by seq');
    const waiting = await client.query<{ id: string }>(
      'select entry_id as id from ledger.inbox_enforcer union all select entry_id from ledger.inbox_server',
    );
    const contents = await client.query<{ id: string; content: string }>(
      'select id, content from ledger.blob',
    );
    await client.query('commit');
    const blobs = new Map(contents.rows.map((row) => [row.id, row.content]));
    const entries = leaves.rows.map((row): Entry => {
      const leaf = JSON.parse(row.leaf.toString('utf8'));
      return { ...leaf.entry, seq: leaf.seq };
    });
    const index = new Map(entries.map((entry) => [entry.id, entry]));
    const types = Map.groupBy(entries, (entry) => entry.type);
    const effects = new Map<string, Entry[]>();
    for (const entry of entries)
      for (const cause of entry.causedBy) {
        const known = effects.get(cause);
        if (known === undefined) effects.set(cause, [entry]);
        else known.push(entry);
      }
    return {
      size: entries.length,
      known: new Set([...index.keys(), ...waiting.rows.map((row) => row.id)]),
      of: (type) => types.get(type) ?? [],
      byId: (id) => index.get(id),
      causedBy: (id, type) => (effects.get(id) ?? []).filter((entry) => entry.type === type),
      blob(entry, name) {
        const ref = entry.blobs.find((blob) => blob.name === name);
        const content = ref === undefined ? undefined : blobs.get(ref.id);
        return content === undefined ? undefined : JSON.parse(content);
      },
    };
  } finally {
    client.release();
  }
}
