import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBoundaries, type StartBoundary } from '../../src/commands/start/boundaries.ts';
import {
  eventually,
  Installation,
  type DecisionSaid,
  type ExecutionSaid,
  type FiledSaid,
  type FindingSaid,
} from '../support/installation.ts';
import { killAllOf, processes } from '../support/processes.ts';
import type { StartMainConfig } from '../support/start-main.ts';

/**
 * One data folder whose starts are each ended with SIGKILL: the first at the first boundary, the next at the second, and so
 * on, so that each boundary is met with the work before it done and that after it never begun. What comes up at last must
 * be what a start comes to that nobody cut.
 */
type Kills = StartMainConfig['kills'];
const program = join(import.meta.dirname, '../support/start-main.ts');

/** A start in a process group of its own. */
function begin(own: Installation, config: Omit<StartMainConfig, 'data' | 'seen'>): ChildProcess {
  const told: StartMainConfig = { ...config, data: own.data, seen: join(own.folder, 'seen') };
  return spawn(process.execPath, [program, JSON.stringify(told)], {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: own.folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: own.folder },
  });
}
const seenBy = (own: Installation): readonly string[] =>
  readFileSync(join(own.folder, 'seen'), 'utf8').trim().split('\n');

/** How the start ended: by SIGKILL when it came to the boundary. */
async function cut(
  own: Installation,
  dieAt: StartBoundary,
  kills: Kills,
  words: readonly string[] = [],
): Promise<unknown> {
  const [, signal]: unknown[] = await once(begin(own, { words, dieAt, kills }), 'exit');
  return signal;
}

/** A start ended from outside after some time, wherever it is. */
async function cutAfter(own: Installation, ms: number, kills: Kills): Promise<unknown> {
  const child = begin(own, { words: [], kills });
  const gone = once(child, 'exit');
  await pause(ms);
  if (kills === 'everything') killAllOf(own.data);
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
    process.kill(-child.pid, 'SIGKILL');
  const [, signal]: unknown[] = await gone;
  return signal;
}

const identityOf = (own: Installation): string | undefined => {
  const file = join(own.data, 'identity.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

/** Everything by which two installations that hold the same company must be alike. */
async function factsOf(own: Installation): Promise<object> {
  await eventually('the enforcer has told its credential', async () => {
    const { items } = await own.ask<{ items: { writable: boolean }[] }>('source', 'list');
    return items.some(({ writable }) => writable);
  });
  const ours = async (sql: string) => own.rows('postgres', sql);
  const target = async (sql: string) => own.rows('target', sql);
  return {
    sources: await ours('select id, connector, state from sources.source order by id'),
    reads: await ours(
      'select s.id, count(*) from sources.read r join sources.source s on s.no = r.source_no where r.complete group by 1 order by 1',
    ),
    findings: await ours(
      `select rule, account_source, account_key from detection.finding where state = 'open' order by 1, 2, 3`,
    ),
    people: await ours('select count(*) from estate.persons where valid_to_read is null'),
    // each start has processes of its own, and findings are evaluated as often as it takes
    entries: await ours(
      `select type, count(*) from ledger.entry
       where type not in ('sequencer.started', 'enforcer.started', 'findings.evaluated') group by 1 order by 1`,
    ),
    refused: await ours('select type, why from ledger.inbox_refused'),
    roles: await target(
      `select rolname, rolcanlogin, rolvaliduntil is null as endless from pg_roles order by 1`,
    ),
    rights: await target(
      `select n.nspname || '.' || c.relname as thing, c.relacl::text from pg_class c
       join pg_namespace n on n.oid = c.relnamespace where n.nspname !~ '^(pg_|information_schema)' order by 1`,
    ),
    databases: await target('select datname from pg_database order by 1'),
    signers: (await own.ask<{ items: { assurance: string; roles: string[] }[] }>('signers')).items.map(
      ({ assurance, roles }) => ({ assurance, roles }),
    ),
    folders: readdirSync(own.data).toSorted(),
    half: readdirSync(own.data, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /(^|\/)init-|being_made/.test(path),
    ),
  };
}

/** The story's first item, from finding to reversal. */
async function live(own: Installation): Promise<unknown> {
  const { items } = await own.ask<{ items: FindingSaid[] }>('findings', '--limit', '20');
  const { proposal } = await own.ask<FiledSaid>(
    'propose',
    items.find(({ draft }) => draft.title !== undefined)?.id ?? '',
  );
  const { plan } = await own.ask<DecisionSaid>('decide', proposal, '--approve', '--as', 'dana');
  const { execution } = await own.ask<ExecutionSaid>('execute', plan ?? '');
  return own.ask('reverse', execution, '--as', 'dana');
}

let whole: object;
let wholeTook = 0;
let seen: readonly string[] = [];
beforeAll(async () => {
  const uncut = new Installation();
  try {
    const began = performance.now();
    const child = begin(uncut, { words: [], kills: 'group' });
    await eventually(
      'a start that nobody cuts has shown what it found',
      () => {
        return existsSync(join(uncut.folder, 'seen')) && seenBy(uncut).includes('shown');
      },
      240,
    );
    wholeTook = performance.now() - began;
    seen = seenBy(uncut);
    whole = await factsOf(uncut);
    child.kill('SIGKILL');
  } finally {
    await uncut.close();
  }
});

describe('a first start', () => {
  it('comes to every boundary of the list, in its order', () => {
    const first = [...new Set(seen)];
    expect(first).toEqual(startBoundaries);
  });
});

describe.each(['group', 'everything'] as const)('first starts killed (%s)', (kills) => {
  const own = new Installation();
  afterAll(() => own.close());

  it('at every boundary, one after the other, keep one identity and go on', async () => {
    const identities = new Set<string>();
    for (const boundary of startBoundaries) {
      expect({ boundary, ended: await cut(own, boundary, kills) }).toEqual({ boundary, ended: 'SIGKILL' });
      const identity = identityOf(own);
      if (identity !== undefined) identities.add(identity);
      expect({ boundary, identities: identities.size }).toEqual({
        boundary,
        identities: startBoundaries.indexOf(boundary) < startBoundaries.indexOf('identity.written') ? 0 : 1,
      });
    }
  });

  it('come up whole at last, with nothing lost, doubled or half', async () => {
    await own.start();
    expect(await factsOf(own)).toEqual(whole);
    expect(await own.ask('ledger', 'verify')).toMatchObject({ authenticity: { holds: true } });
    expect(await live(own)).toMatchObject({ outcome: 'done' });
  });

  it('leave no process behind once stopped', async () => {
    await own.stop();
    expect(processes().filter(({ words }) => words.includes(own.data))).toEqual([]);
  });
});

describe('a start killed while rules run over the last source', () => {
  it('leaves them to the next one, which has them before it shows anything', async () => {
    const own = new Installation();
    try {
      const sources = seen.filter((boundary) => boundary === 'source.taken').length;
      const last = { words: [], dieAt: 'source.taken', time: sources, kills: 'everything' } as const;
      const [, signal]: unknown[] = await once(begin(own, last), 'exit');
      expect(signal).toBe('SIGKILL');
      await own.start();
      expect(await factsOf(own)).toEqual(whole);
    } finally {
      await own.close();
    }
  });
});

describe('first and second starts killed at any moment', () => {
  const moments = Array.from({ length: 6 }, (_, i) => (i + 0.5) / 6);

  it.each([
    ['group', 0],
    ['everything', 1],
  ] as const)('(%s) come up whole', async (kills, shift) => {
    const own = new Installation();
    try {
      for (const moment of moments.filter((_, i) => i % 2 === shift))
        expect(await cutAfter(own, moment * wholeTook, kills)).toBe('SIGKILL');
      await own.start();
      expect(await factsOf(own)).toEqual(whole);
      expect(await own.ask('ledger', 'verify')).toMatchObject({ authenticity: { holds: true } });
    } finally {
      await own.close();
    }
  });
});
