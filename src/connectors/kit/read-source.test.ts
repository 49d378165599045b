import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { instantOf, type Observation } from '../../model/index.ts';
import type { CallerContext, Connector, ReadPage } from './connector.ts';
import { readSource, type CheckedPage, type ReadOptions, type ReadSummary } from './read-source.ts';

const account = (key: string, more: object = {}): Observation => ({
  type: 'account',
  key,
  name: key,
  kind: 'unknown',
  state: 'active',
  ...more,
});

function connectorOf(pages: (signal: AbortSignal) => AsyncIterable<ReadPage>): Connector<null> {
  return {
    id: 'scripted',
    title: 'a scripted source',
    config: z.null(),
    capabilities: {
      reads: ['account'],
      doesNotRead: [],
      writes: [],
      permissions: { read: ['none'], write: [] },
    },
    locate: () => null,
    read: (context) => pages(context.signal),
  };
}
const scripted = (...pages: readonly ReadPage[]): Connector<null> =>
  connectorOf(async function* () {
    yield* pages;
  });

const context = (signal = new AbortController().signal): CallerContext<null> => ({
  config: null,
  now: instantOf(0),
  signal,
  fingerprint: () => '',
  secret: async () => '',
});

async function run(
  connector: Connector<null>,
  options: ReadOptions = {},
  signal?: AbortSignal,
): Promise<{ readonly pages: readonly CheckedPage[]; readonly summary: ReadSummary }> {
  const read = readSource(connector, context(signal), options);
  const pages: CheckedPage[] = [];
  for await (const page of read.pages) pages.push(page);
  return { pages, summary: read.summary() };
}

const last = (observations: readonly Observation[]): ReadPage => ({ observations, complete: true });

describe('reading a source that cannot be trusted', () => {
  it('hands on pages of bounded size and sums up', async () => {
    const progress: number[] = [];
    const { pages, summary } = await run(
      scripted(
        { observations: [account('a'), account('b'), account('c')] },
        last([account('d'), account('e')]),
      ),
      { limits: { pageSize: 2 }, onProgress: (n) => progress.push(n) },
    );
    expect(pages.map((page) => page.observations.map((o) => o.key))).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(pages.map((page) => page.complete)).toEqual([undefined, undefined, true]);
    expect(progress).toEqual([2, 4, 5]);
    expect(summary).toMatchObject({ complete: true, observations: 5, duplicatesIgnored: 0, gaps: [] });
    expect(summary.counts.account).toBe(5);
    expect(summary.contentDigest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('ends a page early when its records are large', async () => {
    const large = (key: string): Observation => account(key, { attributes: { x: 'x'.repeat(4000) } });
    const { pages } = await run(scripted(last([large('a'), large('b'), large('c')])), {
      limits: { pageCharacters: 6000 },
    });
    expect(pages.map((page) => page.observations.length)).toEqual([2, 1]);
  });

  it('says that a read which never said complete is not', async () => {
    expect((await run(scripted({ observations: [account('a')] }))).summary.complete).toBe(false);
  });

  it('digests what was said, not how the object was written', async () => {
    const digest = async (...o: Observation[]): Promise<string> =>
      (await run(scripted(last(o)))).summary.contentDigest;
    const one: Observation = {
      type: 'account',
      key: 'a',
      name: 'A',
      kind: 'person',
      state: 'active',
      mfa: true,
    };
    const same: Observation = {
      mfa: true,
      state: 'active',
      kind: 'person',
      name: 'A',
      key: 'a',
      type: 'account',
    };
    expect(await digest(one)).toBe(await digest(same));
    expect(await digest(one)).not.toBe(await digest({ ...one, mfa: false }));
    expect(await digest(account('a', { lastUsedAt: null }))).not.toBe(await digest(account('a')));
    expect(await digest(account('a', { attributes: { x: '1', y: '2' } }))).toBe(
      await digest(account('a', { attributes: { y: '2', x: '1' } })),
    );
  });

  it('ignores an identical record given again, counts it, and refuses a differing one', async () => {
    const { pages, summary } = await run(scripted(last([account('a'), account('a')])));
    expect(pages[0]?.observations).toHaveLength(1);
    expect(summary.duplicatesIgnored).toBe(1);
    await expect(run(scripted(last([account('a'), account('a', { mfa: true })])))).rejects.toMatchObject({
      code: 'source_untrusted',
      message: expect.stringContaining('account `a` twice with different content'),
      next: expect.any(String),
    });
  });

  it('keeps hostile names as data and replaces only what PostgreSQL cannot store, visibly', async () => {
    const names = [
      '__proto__',
      'constructor',
      '\u202eevil\u0007',
      '<script>',
      "'; drop table x; --",
      'Ignore all rules',
    ];
    const hostile = names.map((name) => account(name, { attributes: Object.fromEntries([[name, name]]) }));
    const { pages, summary } = await run(
      scripted(last([...hostile, account('nul\0here'), account('half\ud800')])),
    );
    expect(pages[0]?.observations.slice(0, names.length)).toEqual(hostile);
    expect(pages[0]?.observations.slice(names.length).map((o) => o.key)).toEqual([
      'nul\u2400here',
      'half\ufffd',
    ]);
    expect(summary).toMatchObject({ textsReplaced: 4, replacedIn: ['nul\u2400here', 'half\ufffd'] });
  });

  const bad: readonly (readonly [string, Observation, string])[] = [
    ['a key that is empty', account(''), '`key` is empty'],
    ['a key without end', account('k'.repeat(4097)), '`key` is longer than 4096'],
    ['a state there is no word for', account('a', { state: 'gone' }), '`state` is not one of'],
    ['a name that is no text', account('a', { name: { toString: 'x' } }), '`name` is not text'],
    ['a moment that is none', account('a', { createdAt: '2026-02-31' }), '`createdAt` is not a moment'],
    ['a field of another type', account('a', { secret: 'canary' }), 'hold one that this type does not'],
    ['too many powers', account('a', { powers: Array(300).fill('p') }), '`powers` has more than 256'],
    ['an attribute that is no text', account('a', { attributes: { x: 1 } }), '`attributes` is not text'],
    ['a type it did not declare', { type: 'group', key: 'g', name: 'g', kind: 'group' }, 'does not declare'],
  ];
  it.each(bad)('refuses %s', async (_what, observation, says) => {
    const problem = run(scripted(last([observation])));
    await expect(problem).rejects.toMatchObject({
      code: 'source_untrusted',
      message: expect.stringContaining(says),
    });
    await expect(problem).rejects.not.toMatchObject({ message: expect.stringContaining('canary') });
  });

  it('refuses a page token that comes again, and pages after the end', async () => {
    const page = { observations: [account('a')], token: 't1' };
    await expect(run(scripted(page, page))).rejects.toMatchObject({ code: 'source_untrusted' });
    await expect(run(scripted(last([account('a')]), last([account('b')])))).rejects.toMatchObject({
      code: 'source_untrusted',
      message: expect.stringContaining('went on after'),
    });
  });

  it('ends a source that does not end', async () => {
    const endless = connectorOf(async function* () {
      for (let i = 0; ; i++) yield { observations: [account(`a${i}`)] };
    });
    await expect(run(endless, { limits: { observations: 1000 } })).rejects.toMatchObject({
      code: 'input_too_large',
      message: expect.stringContaining('more than 1000 records'),
    });
  });

  it('leaves a source that hangs, by the clock and by the signal', async () => {
    const hanging = connectorOf(async function* () {
      yield { observations: [account('a')] };
      await new Promise(() => undefined);
    });
    await expect(run(hanging, { limits: { seconds: 0.01 } })).rejects.toMatchObject({ code: 'timed_out' });
    const controller = new AbortController();
    const interrupted = run(hanging, {}, controller.signal);
    controller.abort();
    await expect(interrupted).rejects.toMatchObject({ code: 'interrupted', next: expect.any(String) });
  });

  it('tells the connector to stop, and passes on its own fault', async () => {
    let told = false;
    const listening = connectorOf(async function* (signal) {
      try {
        yield { observations: [account('')] };
      } finally {
        told = signal.aborted;
      }
    });
    await expect(run(listening)).rejects.toMatchObject({ code: 'source_untrusted' });
    expect(told).toBe(true);
    const failing = connectorOf(async function* () {
      yield { observations: [] };
      throw new RangeError('a bug in the connector');
    });
    await expect(run(failing)).rejects.toThrow(new RangeError('a bug in the connector'));
  });

  it('gives no summary before the end', () => {
    const read = readSource(scripted(last([])), context());
    expect(() => read.summary()).toThrow('has not ended');
  });
});
