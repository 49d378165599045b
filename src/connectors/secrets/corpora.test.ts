import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../../model/index.ts';
import { readWhole } from '../kit/read-whole.ts';
import { secrets } from './index.ts';

const corpora = process.env['COUNTERSIGN_CORPORA'];
const folder =
  corpora === undefined ? undefined : join(corpora, 'gitleaks', 'testdata', 'expected', 'report');
const skip =
  folder !== undefined && existsSync(folder)
    ? undefined
    : 'COUNTERSIGN_CORPORA is unset: the reports that gitleaks itself expects are not tried';
if (skip !== undefined) process.stderr.write(`skipped: ${skip}\n`);

const read = async (name: string): Promise<readonly Observation[]> =>
  (
    await readWhole(secrets, secrets.locate(join(folder ?? '', name)), {
      fingerprint: (secret) => `fp${secret.length}`,
    })
  ).all;
const places = (all: readonly Observation[]): readonly unknown[] =>
  all.flatMap((o) => (o.type === 'exposure' ? [[o.place, o.foundBy, o.commit, o.author]] : []));

describe.skipIf(skip !== undefined)(
  `reports that gitleaks itself expects${skip === undefined ? '' : ` (${skip})`}`,
  () => {
    const said = ['auth.py:1', 'gitleaks: test-rule', '0000000000000000', 'johndoe@gmail.com'];

    it.each(['json_simple.json', 'csv_simple.csv', 'sarif_simple.sarif', 'template_jsonextra.json'])(
      'reads %s',
      async (name) => {
        const all = await read(name);
        expect(places(all)).toEqual([said]);
        expect(JSON.stringify(all)).not.toContain('a secret');
      },
    );

    it('reads both failures of junit_simple.xml', async () => {
      expect(places(await read('junit_simple.xml'))).toEqual([
        said,
        ['auth.py:2', 'gitleaks: test-rule', undefined, undefined],
      ]);
    });

    it.each(['empty.json', 'junit_empty.xml'])('reads %s as nothing found', async (name) => {
      expect((await read(name)).map(({ type }) => type)).toEqual(['gap']);
    });
  },
);
