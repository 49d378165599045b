import { describe, expect, test } from 'vitest';
import { Fault } from '../model/failure.ts';
import { instantOf } from '../model/time.ts';
import { createLog, type LogOptions } from './log.ts';

const clock = { now: () => instantOf(0) };
const canary = 'c4n4ry-S3cret-value';

function logged(format: LogOptions['format'], work: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  work(createLog({ clock, format, write: (line) => lines.push(line) }));
  return lines.join('');
}

describe('a log', () => {
  test('writes one JSON object a line, whose own fields cannot be displaced', () => {
    const line = logged('json', (log) =>
      log.with({ process: 'server' }).info('read\n', { level: 'x', rows: 3n }),
    );
    expect(JSON.parse(line)).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'info',
      message: 'read\n',
      process: 'server',
      rows: '3',
    });
    expect(line.split('\n')).toHaveLength(2);
  });

  test('writes short lines for a person, inert for a terminal', () => {
    expect(logged('human', (log) => log.warn('role \u001b[2J', { name: 'a\u202eb', n: 1 }))).toBe(
      'warn: role \\u{1b}[2J  (name=a\\u{202e}b n=1)\n',
    );
  });

  test('keeps to its level', () => {
    expect(logged('human', (log) => log.debug('x'))).toBe('');
  });

  test('never writes a secret, wherever it hides', () => {
    const write = (log: ReturnType<typeof createLog>): void => {
      log.info(`opening postgres://app:${canary}@db:5432/x`, {
        url: `https://u:${canary}@h/`,
        password: canary,
      });
      log.error('failed', {
        error: new Fault('internal', `token=${canary}`, { cause: new Error(`Bearer ${canary}`) }),
      });
      log.info('deep', { a: [{ apiKey: canary, client_secret: { value: canary }, Authorization: canary }] });
      log.info(`-----BEGIN OPENSSH PRIVATE KEY-----\n${canary}\n-----END OPENSSH PRIVATE KEY-----`);
      log.info(`password: "${canary} with spaces"`, { bytes: Buffer.from(canary) });
      log.info(`postgres://:${canary}@host/db`);
    };
    for (const format of ['json', 'human'] as const) {
      const text = logged(format, write);
      expect(text).not.toContain(canary);
      expect(text).not.toContain(Buffer.from(canary).toString('base64'));
      expect(text).toContain('//app:[redacted]@db:5432/x');
    }
  });

  test('stays bounded, and survives what cannot be written as JSON', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    const line = logged('json', (log) =>
      log.info('x'.repeat(1_000_000), { loop, f: () => 1, s: 'y'.repeat(100_000) }),
    );
    expect(line.length).toBeLessThan(140_000);
  });
});
