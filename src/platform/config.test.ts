import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { must, isSourceId } from '../model/ids.ts';
import { instantOf } from '../model/time.ts';
import { databaseChoice, readConfig, writeConfig, type Config } from './config.ts';

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'cs-config-')), 'config.json');
});
afterEach(() => {
  rmSync(join(path, '..'), { recursive: true });
});
const config: Config = {
  format: 'countersign-config-1',
  createdAt: instantOf(0),
  demo: true,
  database: { kind: 'embedded' },
  sources: [
    {
      id: must(isSourceId, 'acme-aws'),
      connector: 'aws',
      location: 'fixtures/acme/aws',
      addedAt: instantOf(0),
    },
  ],
};

describe('the configuration', () => {
  test('is read as it was written, and is absent before', () => {
    expect(readConfig(path)).toBeUndefined();
    writeConfig(path, config);
    expect(readConfig(path)).toEqual(config);
  });

  test.each([
    ['it is not JSON', '{'],
    [
      '`sources.0.location`: holds a password',
      JSON.stringify(config).replace('fixtures/acme/aws', ['postgres://u', 'p%40@h/d'].join(':')),
    ],
    ['`format`:', JSON.stringify(config).replace('config-1', 'config-2')],
    [
      'two sources are called `acme-aws`',
      JSON.stringify({ ...config, sources: [...config.sources, ...config.sources] }),
    ],
    ['Unrecognized key: "passwrod"', JSON.stringify({ ...config, passwrod: 'x' })],
  ])('is refused with what is wrong: %s', (message, text) => {
    writeFileSync(path, text);
    expect(() => readConfig(path)).toThrow(message);
  });

  test('never takes a database URL itself, and a refused one leaves the file as it was', () => {
    writeConfig(path, config);
    const url = ['postgres://u', 'hunter2@h/d'].join(':');
    const before = readFileSync(path, 'utf8');
    let said = '';
    try {
      writeConfig(path, { ...config, database: { kind: 'external', url } });
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain('`database.url`: is no reference to a secret');
    expect(said).not.toContain('hunter2');
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('gives way to DATABASE_URL, saying that it differs', () => {
    const external = { kind: 'external', url: 'env:DATABASE_URL' };
    const env = { DATABASE_URL: 'postgres://h/d' };
    expect(databaseChoice(undefined, {})).toEqual({
      database: { kind: 'embedded' },
      differsFromBefore: false,
    });
    expect(databaseChoice(undefined, env)).toEqual({ database: external, differsFromBefore: false });
    expect(databaseChoice(config, env)).toEqual({ database: external, differsFromBefore: true });
    expect(databaseChoice(config, { DATABASE_URL: '' })).toEqual({
      database: { kind: 'embedded' },
      differsFromBefore: false,
    });
  });
});
