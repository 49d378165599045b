import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWhole } from '../kit/read-whole.ts';
import { aws } from './index.ts';

const corpora = process.env['COUNTERSIGN_CORPORA'];
const folder = corpora === undefined ? undefined : join(corpora, 'aws-cloudsplaining');
const skip =
  folder !== undefined && existsSync(folder)
    ? undefined
    : 'COUNTERSIGN_CORPORA is unset: real AWS exports are not tried';
if (skip !== undefined) process.stderr.write(`skipped: ${skip}\n`);

const read = (path: string) => readWhole(aws, aws.locate(path));

describe.skipIf(skip !== undefined)(
  `exports that somebody else made${skip === undefined ? '' : ` (${skip})`}`,
  () => {
    const at = (...names: readonly string[]): string => join(folder ?? '', ...names);

    it('reads a whole account: 44 users, 78 roles, 5 groups, 84 managed policies', async () => {
      const { all, summary } = await read(at('examples', 'files', 'example.json'));
      const accounts = all.filter((o) => o.type === 'account');
      expect(accounts.filter((o) => o.key.includes(':user/'))).toHaveLength(44);
      expect(accounts.filter((o) => o.key.includes(':role/'))).toHaveLength(78);
      const groups = all.filter((o) => o.type === 'group');
      expect(groups.filter((o) => o.kind === 'group' && o.key.includes(':group/'))).toHaveLength(5);
      expect(
        groups.filter((o) => o.kind === 'policy' && o.attributes?.['inlineOf'] === undefined),
      ).toHaveLength(84);
      expect(summary).toMatchObject({ complete: true, duplicatesIgnored: 0 });
      const keys = new Set(all.map((o) => o.key));
      const dangling = all.filter(
        (o) =>
          (o.type === 'membership' && !(keys.has(o.memberKey) && keys.has(o.groupKey))) ||
          (o.type === 'grant' && !(keys.has(o.subjectKey) && keys.has(o.entitlementKey))),
      );
      expect(dangling).toEqual([]);
    });

    it('finds everything on everything, and tells where it leaves something out', async () => {
      const { all } = await read(at('examples', 'files', 'example.json'));
      const names = (conditional: boolean): readonly string[] =>
        all
          .flatMap((o) =>
            o.type === 'grant' && o.entitlementKey === '*#*' && o.effect === 'allow' ? [o] : [],
          )
          .filter((o) => (o.conditions !== undefined) === conditional)
          .map((o) => o.subjectKey.split('/').at(-1) ?? '')
          .toSorted();
      expect(names(false)).toEqual([
        'AdministratorAccess',
        'fp2-allow-all',
        'privesc-AssumeRole-high-priv-policy',
        'privesc-high-priv-service-policy',
      ]);
      expect(names(true)).toEqual(['PowerUserAccess', 'fn4-exploitableNotAction']);
    });

    it.each([
      ['example-authz-details.json', { account: 6 }],
      ['example_authz_details_for_overrides.json', { account: 0, group: 1 }],
      ['example_authz_details_for_overrides_complete.json', { account: 3, group: 7 }],
      ['example_authz_v2.json', { account: 3 }],
      ['managed_policy_mismatch.json', { account: 0 }],
    ])('reads %s', async (name, counts) => {
      const { summary } = await read(at('test', 'files', name));
      expect(summary.complete).toBe(true);
      expect(summary.counts).toMatchObject(counts);
    });

    it.each([
      ['test', 'files', 'policy-overrides.json'],
      ['test', 'files', 'test_policy_file.json'],
      ['test', 'files', 'scanning', 'test_role_detail_results.json'],
      ['examples', 'files', 'iam-results-example.json'],
    ])('refuses %s/%s/%s, which is JSON of another kind', async (...names) => {
      await expect(read(at(...names))).rejects.toMatchObject({
        code: 'input_wrong_kind',
        next: expect.any(String),
      });
    });
  },
);
