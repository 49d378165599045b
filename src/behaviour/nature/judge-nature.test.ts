import { describe, expect, it } from 'vitest';
import { company } from '../../../test/support/behaviour/company.ts';
import { habits } from '../../../test/support/behaviour/habits.ts';
import { seenOf, worldStart, type Call, type Made } from '../../../test/support/behaviour/made.ts';
import { judgeNature } from './judge-nature.ts';

/** What was told of each kind of identity, and of how many. */
function told(world: readonly Made[]): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const table = new Map<string, Map<string, number>>();
  for (const { kind, truth, calls } of world) {
    const { nature, worksLike } = judgeNature(seenOf(calls));
    const answer = nature ?? worksLike ?? 'cannot tell';
    const row = table.get(`${kind} (${truth})`) ?? new Map<string, number>();
    table.set(`${kind} (${truth})`, row.set(answer, (row.get(answer) ?? 0) + 1));
  }
  return Object.fromEntries([...table].map(([kind, row]) => [kind, Object.fromEntries(row)]));
}

// the figures of docs/how-to/behaviour.md
describe('the nature of made identities', () => {
  it('is told on the world that its thresholds were chosen on', () => {
    expect(told(habits(11, 6))).toEqual({
      'clockwork (stable)': { stable: 6 },
      'server (stable)': { stable: 6 },
      'pipeline (ephemeral)': { ephemeral: 6 },
      'somebody (person)': { person: 6 },
      'assistant (autonomous)': { autonomous: 6 },
    });
  });

  it('is told on a world that was made another way, and left open where nothing tells it', () => {
    expect(told(company(41, 6))).toEqual({
      'engineer (person)': { person: 6 },
      'responder (autonomous)': { autonomous: 6 },
      'drifting clock (stable)': { stable: 6 },
      'reacts to others (stable)': { stable: 6 },
      'nightly summaries by a model (stable)': { stable: 6 },
      'runner (ephemeral)': { ephemeral: 6 },
      'responder, its model elsewhere (autonomous)': { 'cannot tell': 6 },
      'on call at all hours (person)': { 'cannot tell': 6 },
    });
  });
});

const minute = 60_000;
const every = (minutes: number, count: number, call: Partial<Call> = {}): readonly Call[] =>
  Array.from({ length: count }, (_, at) => ({
    at: worldStart + at * minutes * minute,
    service: 's3',
    action: 'GetObject',
    key: 'AKIA1',
    ...call,
  }));

describe('what was seen of an identity', () => {
  it('is too little below thirty events on five days, and that is said', () => {
    expect(judgeNature(seenOf(every(60, 29)))).toMatchObject({
      nature: null,
      worksLike: null,
      because: 'Too little was seen: 29 events on 2 days; 30 on 5 are needed.',
    });
    expect(judgeNature(seenOf([]))).toMatchObject({ nature: null, worksLike: null });
  });

  it('is a clock also where only a sample of its minutes was kept', () => {
    const { nature, measures } = judgeNature(seenOf(every(15, 2600), { names: 32 }));
    expect(nature).toBe('stable');
    expect(measures.find(({ what }) => what === 'sessions')?.value).toBe('cannot be told');
    expect(measures.find(({ what }) => what === 'beat')?.value).toContain('last 15 minutes');
  });

  it('is not told where it used more actions than are kept', () => {
    const calls = every(61, 400).map((call, at) => ({ ...call, action: `Get${at}` }));
    expect(judgeNature(seenOf(calls, { names: 64 }))).toMatchObject({ nature: null, worksLike: null });
  });

  it('is no program because it does few things: people who sign in do no more', () => {
    // once or twice a day, at no time that is the same
    const calls = Array.from({ length: 28 }, (_, day) =>
      [0, 1].map((n) => ({
        at: worldStart + day * 1440 * minute + (480 + ((day * 97 + n * 211) % 430)) * minute,
        service: 'signin',
        action: 'ConsoleLogin',
        key: 'AKIA1',
      })),
    ).flat();
    expect(judgeNature(seenOf(calls))).toMatchObject({ nature: null, worksLike: null });
  });

  it('is no agent because it calls a model by a clock', () => {
    const calls = every(720, 56).flatMap((call, at) => [
      { ...call, service: 'bedrock', action: 'InvokeModel' },
      {
        ...call,
        at: call.at + 5000,
        action: ['GetObject', 'PutObject', 'ListBuckets', 'GetItem', 'PutItem', 'Query'][at % 6] ?? '',
      },
    ]);
    expect(judgeNature(seenOf(calls))).toMatchObject({ nature: 'stable', worksLike: 'program' });
  });
});
