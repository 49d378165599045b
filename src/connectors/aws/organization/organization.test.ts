import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Observation } from '../../../model/index.ts';
import { readWhole } from '../../kit/read-whole.ts';
import { aws } from '../index.ts';
import { document, exportOf, usualOrganization, writeFiles, type TestOrganization } from '../testing.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-org-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
async function read(it: TestOrganization, change: (files: Record<string, string>) => void = () => undefined) {
  const files = {
    'authorization-details.json':
      '{"UserDetailList":[{"Arn":"arn:aws:iam::222233334444:user/ann","UserName":"ann"}]}',
    ...exportOf(it),
  };
  change(files);
  const path = join(root, String(++made));
  writeFiles(path, files);
  return readWhole(aws, aws.locate(path));
}
const having = (more: Partial<TestOrganization>): TestOrganization => ({ ...usualOrganization, ...more });
const file = (name: string): string => `organizations/${name}.json`;

describe('an organisation in an export', () => {
  it('becomes its root, units and accounts, and each policy at each place', async () => {
    const { all, summary } = await read(usualOrganization);
    expect(summary.complete).toBe(true);
    const places = all.flatMap((o) => (o.type === 'resource' ? [[o.kind, o.name, o.parentKey]] : []));
    expect(places).toEqual([
      ['aws_organization_root', 'Root', undefined],
      ['aws_account', 'account 111122223333', expect.stringContaining('/r-ab12')],
      ['aws_organizational_unit', 'workload', expect.stringContaining('/r-ab12')],
      ['aws_account', 'account 222233334444', expect.stringContaining('/ou-ab12-workload')],
      ['aws_organizational_unit', 'produce1', expect.stringContaining('/ou-ab12-workload')],
      ['aws_account', 'account 333344445555', expect.stringContaining('/ou-ab12-produce1')],
    ]);
    const controls = all.flatMap((o) => (o.type === 'policy' ? [o] : []));
    expect(controls).toHaveLength(6 + 1 + 6 + 1);
    expect(controls.find(({ key }) => key.includes('p-nodelete12'))).toEqual({
      type: 'policy',
      key: 'arn:aws:organizations::111122223333:policy/o-exampleorg1/service_control_policy/p-nodelete12#ou-ab12-workload',
      language: 'aws',
      use: 'scp',
      subjectKey: 'arn:aws:organizations::111122223333:ou/o-exampleorg1/ou-ab12-workload',
      document: [
        '{"Statement":[{"Action":"iam:Delete*","Effect":"Deny","Resource":"*","Sid":"NoDelete"}],"Version":"2012-10-17"}',
      ],
    });
    expect(gapsOf(all).filter((key) => /^(scp|rcp|organization)/.test(key))).toEqual([]);
  });

  it('has no limits of a kind that it has not enabled', async () => {
    const { all } = await read(
      having({ Roots: usualOrganization.Roots.map((each) => ({ ...each, PolicyTypes: [] })) }),
      (files) => {
        for (const name of Object.keys(files)) if (/polic/.test(name)) delete files[name];
      },
    );
    expect(all.some(({ type }) => type === 'policy')).toBe(false);
    expect(gapsOf(all).filter((key) => /^(scp|rcp)/.test(key))).toEqual([]);
  });

  it.each([
    ['its roots', ['list-roots'], ['scp', 'rcp']],
    ['a kind of policy', ['list-policies.RESOURCE_CONTROL_POLICY'], ['rcp']],
    ['where a policy is', ['list-targets-for-policy.p-nodelete12'], ['scp/*#p-nodelete12']],
    ['what a policy says', ['describe-policy.p-nodelete12'], ['scp/ou-ab12-workload#p-nodelete12']],
    [
      'accounts of a unit',
      ['list-accounts-for-parent.ou-ab12-workload'],
      ['organization/accounts/ou-ab12-workload'],
    ],
    [
      'units of the root',
      ['list-organizational-units-for-parent.r-ab12'],
      ['organization/organisational units/r-ab12'],
    ],
  ])(
    'tells that %s was not read, whether the file is missing, empty or one page',
    async (_what, names, keys) => {
      for (const content of [undefined, '', '{"NextToken":"more","Roots":[],"Accounts":[]}']) {
        const { all } = await read(usualOrganization, (files) => {
          for (const name of names)
            if (content === undefined) delete files[file(name)];
            else files[file(name)] = content;
        });
        expect(gapsOf(all).filter((key) => /^(scp|rcp|organization)/.test(key))).toEqual(keys);
        const denying = all.filter((o) => o.type === 'gap' && /^[sr]cp/.test(o.key));
        expect(denying.every((o) => o.type === 'gap' && o.mayDeny === true)).toBe(true);
      }
    },
  );

  it('does not follow a link out of it, of a file or of a folder', async () => {
    const linked = join(root, 'linked');
    const elsewhere = join(root, 'elsewhere');
    writeFiles(elsewhere, exportOf(usualOrganization));
    writeFiles(linked, {
      'authorization-details.json':
        '{"UserDetailList":[{"Arn":"arn:aws:iam::222233334444:user/ann","UserName":"ann"}]}',
    });
    symlinkSync(join(elsewhere, 'organizations'), join(linked, 'organizations'));
    const { all } = await readWhole(aws, aws.locate(linked));
    expect(all.filter((o) => o.type === 'policy' && o.use === 'scp')).toEqual([]);
    expect(gapsOf(all)).toContain('scp');
    symlinkSync('/etc/passwd', join(linked, 'credential-report.csv'));
    await expect(readWhole(aws, aws.locate(linked))).rejects.toMatchObject({ code: 'not_permitted' });
  });

  it('that shows no policy of a kind it has enabled has not shown it', async () => {
    const { all } = await read(having({ policies: [] }));
    expect(gapsOf(all).filter((key) => /^(scp|rcp)/.test(key))).toEqual(['scp', 'rcp']);
  });

  it.each([
    [
      'a unit in itself',
      having({ units: { 'r-ab12': ['ou-ab12-workload'], 'ou-ab12-workload': ['ou-ab12-workload'] } }),
    ],
    ['an account in two places', having({ accounts: { 'r-ab12': ['222233334444', '222233334444'] } })],
  ])('is refused with %s', async (_what, it) => {
    await expect(read(it)).rejects.toMatchObject({ code: 'source_untrusted', next: expect.any(String) });
  });

  it.each([
    [
      'an id that would leave the folder',
      file('list-roots'),
      '{"Roots":[{"Id":"r-../../x","Arn":"arn:aws:x"}]}',
      'input_wrong_kind',
    ],
    ['a list of something else', file('list-roots'), '{"Users":[]}', 'input_wrong_kind'],
    ['a broken file', file('list-roots'), '{"Roots":[', 'input_invalid'],
    [
      'a policy that is none',
      file('describe-policy.p-nodelete12'),
      described('p-nodelete12', 'no json'),
      'input_invalid',
    ],
    [
      'another policy under that name',
      file('describe-policy.p-nodelete12'),
      described('p-onlyours12', '{}'),
      'source_untrusted',
    ],
  ])('is refused with %s', async (_what, name, content, code) => {
    const faulty = read(usualOrganization, (files) => {
      files[name] = content;
    });
    await expect(faulty).rejects.toMatchObject({ code, next: expect.any(String) });
  });

  it('takes a deep tree of many accounts, and names that mean something elsewhere', async () => {
    const many = Array.from({ length: 3000 }, (_, n) => String(400_000_000_000 + n));
    const { all } = await read(
      having({ accounts: { ...usualOrganization.accounts, 'ou-ab12-workload': many } }),
    );
    expect(all.filter((o) => o.type === 'resource' && o.kind === 'aws_account')).toHaveLength(3002);
  });
});

const gapsOf = (all: readonly Observation[]): readonly string[] =>
  all.flatMap((o) => (o.type === 'gap' ? [o.key] : []));
function described(id: string, Content: string): string {
  return JSON.stringify({
    Policy: {
      PolicySummary: {
        Id: id,
        Arn: `arn:aws:organizations::111122223333:policy/o-exampleorg1/scp/${id}`,
        Name: 'x',
      },
      Content: Content === '{}' ? JSON.stringify(document()) : Content,
    },
  });
}
