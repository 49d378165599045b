import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connectorList } from '../commands/connector-list.ts';
import type { Observation } from '../model/index.ts';
import { aws } from './aws/index.ts';
import { csv } from './csv/index.ts';
import { entra } from './entra/index.ts';
import { github } from './github/index.ts';
import type { Connector } from './kit/connector.ts';
import { readWhole } from './kit/read-whole.ts';
import { kubernetes } from './kubernetes/index.ts';
import { ldap } from './ldap/index.ts';
import { okta } from './okta/index.ts';
import { secrets } from './secrets/index.ts';
import { vault } from './vault/index.ts';

// What administrators have in their hands: the vendors' own tools print to a file, on Linux and on Windows.

type Files = Readonly<Record<string, string>>;
const pretty = (of: unknown): string => `${JSON.stringify(of, undefined, 4)}\n`;
const name = 'Zoë Müller';

const printed = {
  /** `aws iam get-account-authorization-details`, whose pages the CLI merges, and `list-access-keys` in a loop. */
  aws: {
    'authorization-details.json': pretty({
      UserDetailList: [
        { UserName: 'zoe', Arn: 'arn:aws:iam::111122223333:user/zoe', Tags: [{ Key: 'team', Value: name }] },
      ],
      GroupDetailList: [],
      RoleDetailList: [],
      Policies: [],
      IsTruncated: false,
    }),
    'credential-report.csv':
      'user,arn,user_creation_time,password_enabled,access_key_1_active,access_key_1_last_rotated,access_key_2_active,access_key_2_last_rotated\nzoe,arn:aws:iam::111122223333:user/zoe,2026-01-01T00:00:00+00:00,false,true,2026-01-02T00:00:00+00:00,false,N/A\n',
    'access-keys.json':
      pretty({
        AccessKeyMetadata: [
          {
            UserName: 'zoe',
            AccessKeyId: ['AKIA', 'PRINTED000000001'].join(''),
            CreateDate: '2026-01-02T00:00:00+00:00',
          },
        ],
      }) + pretty({ AccessKeyMetadata: [] }),
  },
  /** `gh api --paginate`, without `--slurp`: a list a page, one after the other. */
  github: {
    'orgs/acme.json': pretty({ login: 'acme', id: 1, default_repository_permission: 'none' }),
    'orgs/acme/members.json': '[{"login":"zoe","id":1,"type":"User"}][{"login":"jun","id":2,"type":"User"}]',
    'orgs/acme/actions/secrets.json':
      '{"total_count":2,"secrets":[{"name":"A","visibility":"all"}]}{"total_count":2,"secrets":[{"name":"B","visibility":"all"}]}',
  },
  /** `curl` of each page, `jq -s`. */
  okta: {
    'api/v1/users.json': pretty([
      [{ id: '00u1', status: 'ACTIVE', profile: { login: 'zoe@acme.example', firstName: name } }],
      [{ id: '00u2', status: 'ACTIVE', profile: { login: 'jun@acme.example' } }],
    ]),
  },
  /** `az rest`, or `Invoke-MgGraphRequest -OutputType Json`. */
  entra: {
    'users.json': pretty({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users',
      value: [{ id: 'u-1', displayName: name, userPrincipalName: 'zoe@acme.example', accountEnabled: true }],
    }),
  },
  /** `vault list -format=json` and `vault read -format=json`. */
  vault: {
    'v1/sys/policies/acl.json': pretty(['app']),
    'v1/sys/policies/acl/app.json': pretty({
      request_id: 'x',
      lease_id: '',
      data: { name: 'app', policy: '# Zoë\npath "secret/*" {\n  capabilities = ["read"]\n}\n' },
      warnings: null,
    }),
    'policies/kept.hcl': '# Zoë\npath "kv/*" {\n  capabilities = ["list"]\n}\n',
  },
  /** `kubectl get -A -o yaml`: one List. */
  kubernetes: {
    'cluster.yaml': `apiVersion: v1
items:
- apiVersion: v1
  kind: ServiceAccount
  metadata:
    name: ci
    namespace: payments
    annotations:
      owner: ${name}
- apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRoleBinding
  metadata:
    name: admins
  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
  subjects:
  - {kind: ServiceAccount, name: ci, namespace: payments}
kind: List
metadata:
  resourceVersion: ""
`,
  },
  /** `ldapsearch -LLL` without `-o ldif-wrap=no`, and values that it writes in base64. */
  ldap: {
    'directory.ldif': `dn: cn=Zo,ou=people,dc=acme,dc=example
objectClass: inetOrgPerson
cn: Zo
sn:: ${Buffer.from(name).toString('base64')}
description: a line that is longer than seventy-six characters, so that the program f
 olds it
entryUUID: 6d4a5f4e-0000-4000-8000-000000000001

dn:: ${Buffer.from(`cn=${name},ou=people,dc=acme,dc=example`).toString('base64')}
objectClass: inetOrgPerson
cn:: ${Buffer.from(name).toString('base64')}
sn: M
entryUUID: 6d4a5f4e-0000-4000-8000-000000000002
`,
  },
  /** `gitleaks git --report-format json`. */
  secrets: {
    'gitleaks.json': pretty([
      {
        RuleID: 'generic-api-key',
        Description: name,
        StartLine: 1,
        EndLine: 1,
        StartColumn: 1,
        EndColumn: 9,
        Match: 'key = not-a-real-one',
        Secret: 'not-a-real-one',
        File: 'deploy.sh',
        Commit: 'a1b2c3',
        Author: name,
        Email: 'zoe@acme.example',
        Date: '2026-01-02T03:04:05Z',
        Message: 'x',
        Tags: [],
        Fingerprint: 'a1b2c3:deploy.sh:generic-api-key:1',
      },
    ]),
  },
  /** A table saved by Excel as `CSV UTF-8`, and its mapping by an editor on Windows. */
  csv: {
    'people.csv': `id,name,status\n1,${name},active\n2,Jun,left\n`,
    'mapping.yaml': `version: 1
files:
  - file: people.csv
    record: person
    columns:
      key: id
      name: name
      state: status
    values:
      state: { active: active, left: left }
`,
  },
} satisfies Readonly<Record<string, Files>>;

const root = mkdtempSync(join(tmpdir(), 'countersign-printed-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
function folder(files: Files, as: (text: string) => Buffer): string {
  const path = join(root, String(++made));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), as(text));
  }
  return path;
}
async function read<C>(connector: Connector<C>, path: string): Promise<readonly Observation[]> {
  return (await readWhole(connector, connector.locate(path), { fingerprint: (text) => `of ${text.length}` }))
    .all;
}

const mark = String.fromCharCode(0xfeff);
const windows = (text: string): string => text.replaceAll('\n', '\r\n');
const plain = (text: string): Buffer => Buffer.from(text);
const encodings = [
  ['with the line ends of Windows', (text: string) => Buffer.from(windows(text))],
  ['with a byte order mark', (text: string) => Buffer.from(mark + text)],
  [
    'in UTF-16, as `>` in PowerShell writes it',
    (text: string) => Buffer.from(mark + windows(text), 'utf16le'),
  ],
] as const;

function describePrinted<C>(connector: Connector<C>, files: Files, telling: RegExp): void {
  describe(`what the tools of ${connector.title} print`, () => {
    it('is read', async () => {
      const all = await read(connector, folder(files, plain));
      expect(
        all
          .filter((o) => o.type !== 'gap')
          .map((o) => o.key)
          .join('\n'),
      ).toMatch(telling);
    });
    it.each(encodings)('is the same %s', async (_how, as) => {
      expect(await read(connector, folder(files, as))).toEqual(await read(connector, folder(files, plain)));
    });
  });
}

describePrinted(aws, printed.aws, /user\/zoe#access_key_1/);
describePrinted(github, printed.github, /^secret\/acme\/B$[\s\S]*^user\/jun$/m);
describePrinted(okta, printed.okta, /user\/00u2/);
describePrinted(entra, printed.entra, /user\/u-1/);
describePrinted(vault, printed.vault, /policies\/app[\s\S]*policies\/kept/);
describePrinted(kubernetes, printed.kubernetes, /serviceaccount\/payments\/ci/);
describePrinted(ldap, printed.ldap, /uuid\/6d4a5f4e-0000-4000-8000-000000000002/);
describePrinted(secrets, printed.secrets, /deploy\.sh/);
describePrinted(csv, printed.csv, /^1$/m);

it('has been tried with every source of vendors’ exports', () => {
  const without = new Set(['postgres', 'mcp', 'countersign']);
  expect(
    connectorList
      .map(({ id }) => id)
      .filter((id) => !without.has(id))
      .toSorted(),
  ).toEqual(Object.keys(printed).toSorted());
});
