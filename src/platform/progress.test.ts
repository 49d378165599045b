import { expect, test } from 'vitest';
import { duration, progressMode, startProgress, type ProgressOptions } from './progress.ts';

function run(mode: ProgressOptions['mode'], total?: number): string {
  let now = 0;
  let text = '';
  const progress = startProgress({
    what: 'Reading \u001b[31m',
    unit: 'accounts',
    mode,
    ...(total === undefined ? {} : { total }),
    now: () => now,
    write: (more) => (text += more),
  });
  for (let i = 0; i < 4; i++) {
    now += 2000;
    progress.add(2500);
  }
  progress.done();
  return text;
}

test('tells count, rate and what remains, in lines where there is no terminal', () => {
  expect(run('lines', 20_000)).toBe(
    [
      'Reading \\u{1b}[31m: 5,000 of 20,000 accounts, 1,250 accounts/s, 12 s left',
      'Reading \\u{1b}[31m: 10,000 of 20,000 accounts, 1,250 accounts/s, 8.0 s left',
      'Reading \\u{1b}[31m: 10,000 accounts, 1,250 accounts/s, 8.0 s',
      '',
    ].join('\n'),
  );
});

test('rewrites one line on a terminal and ends it', () => {
  const text = run('line');
  expect(text.split('\n')).toHaveLength(2);
  expect(text.split('\r\u001b[2K')[1]).toBe('Reading \\u{1b}[31m: 2,500 accounts, 1,250 accounts/s');
});

test('is silent with --json', () => {
  expect(run(progressMode({ json: true, isTerminal: true }))).toBe('');
  expect([
    progressMode({ json: false, isTerminal: true }),
    progressMode({ json: false, isTerminal: false }),
  ]).toEqual(['line', 'lines']);
});

test('says a duration as people do', () => {
  expect([0.44, 12.4, 200, 7500].map(duration)).toEqual(['0.4 s', '12 s', '3 min 20 s', '2 h 5 min']);
});
