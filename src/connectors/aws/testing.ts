import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An organisation in the words of AWS, for tests: what each of its calls answers, whole. */
export interface TestOrganization {
  readonly Roots: readonly object[];
  /** By the id of what they are under. */
  readonly units: Readonly<Record<string, readonly string[]>>;
  readonly accounts: Readonly<Record<string, readonly string[]>>;
  readonly policies: readonly {
    readonly id: string;
    readonly type: string;
    readonly content: object | string;
    readonly on: readonly string[];
  }[];
}

const management = '111122223333';
const base = `arn:aws:organizations::${management}`;
const org = 'o-exampleorg1';
export const document = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });
const all = document({ Effect: 'Allow', Action: '*', Resource: '*' });

/** A root, one unit with a unit in it, and an account at each level. Nobody in the units deletes; the inner one is EU alone. */
export const usualOrganization: TestOrganization = {
  Roots: [
    {
      Id: 'r-ab12',
      Arn: `${base}:root/${org}/r-ab12`,
      Name: 'Root',
      PolicyTypes: [
        { Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' },
        { Type: 'RESOURCE_CONTROL_POLICY', Status: 'ENABLED' },
      ],
    },
  ],
  units: { 'r-ab12': ['ou-ab12-workload'], 'ou-ab12-workload': ['ou-ab12-produce1'] },
  accounts: {
    'r-ab12': [management],
    'ou-ab12-workload': ['222233334444'],
    'ou-ab12-produce1': ['333344445555'],
  },
  policies: [
    {
      id: 'p-FullAWSAccess',
      type: 'SERVICE_CONTROL_POLICY',
      content: all,
      on: ['r-ab12', 'ou-ab12-workload', 'ou-ab12-produce1', management, '222233334444', '333344445555'],
    },
    {
      id: 'p-nodelete12',
      type: 'SERVICE_CONTROL_POLICY',
      content: document({ Sid: 'NoDelete', Effect: 'Deny', Action: 'iam:Delete*', Resource: '*' }),
      on: ['ou-ab12-workload'],
    },
    {
      id: 'p-RCPFullAWSAccess',
      type: 'RESOURCE_CONTROL_POLICY',
      content: document({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }),
      on: ['r-ab12', 'ou-ab12-workload', 'ou-ab12-produce1', management, '222233334444', '333344445555'],
    },
    {
      id: 'p-onlyours12',
      type: 'RESOURCE_CONTROL_POLICY',
      content: document({
        Sid: 'OnlyOurs',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sts:AssumeRole',
        Resource: '*',
        Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': org } },
      }),
      on: ['r-ab12'],
    },
  ],
};

type Body = Readonly<Record<string, unknown>>;
const policyArn = (id: string, type: string): string =>
  id.includes('FullAWSAccess')
    ? `arn:aws:organizations::aws:policy/${type.toLowerCase()}/${id}`
    : `${base}:policy/${org}/${type.toLowerCase()}/${id}`;
const summaryOf = ({ id, type }: TestOrganization['policies'][number]): Body => ({
  Id: id,
  Arn: policyArn(id, type),
  Name: id.slice(2),
  Description: 'for a test',
  Type: type,
  AwsManaged: id.includes('FullAWSAccess'),
});
const targetOf = (id: string): Body => ({
  TargetId: id,
  Arn: id.startsWith('r-')
    ? `${base}:root/${org}/${id}`
    : `${base}:${/^\d/.test(id) ? 'account' : 'ou'}/${org}/${id}`,
  Name: id,
  Type: id.startsWith('r-') ? 'ROOT' : /^\d/.test(id) ? 'ACCOUNT' : 'ORGANIZATIONAL_UNIT',
});

/** What one call answers, whole; undefined: AWS knows nothing of the kind. */
export function answerOf(it: TestOrganization, command: string, about: string | undefined): Body | undefined {
  const of = it.policies.find(({ id }) => id === about);
  switch (command) {
    case 'list-roots':
      return { Roots: it.Roots };
    case 'list-organizational-units-for-parent':
      return {
        OrganizationalUnits: (it.units[about ?? ''] ?? []).map((id) => ({
          Id: id,
          Arn: `${base}:ou/${org}/${id}`,
          Name: id.slice(8),
        })),
      };
    case 'list-accounts-for-parent':
      return {
        Accounts: (it.accounts[about ?? ''] ?? []).map((id) => ({
          Id: id,
          Arn: `${base}:account/${org}/${id}`,
          Email: `${id}@example.com`,
          Name: `account ${id}`,
          Status: 'ACTIVE',
        })),
      };
    case 'list-policies':
      return { Policies: it.policies.filter(({ type }) => type === about).map(summaryOf) };
    case 'describe-policy':
      return of === undefined
        ? undefined
        : {
            Policy: {
              PolicySummary: summaryOf(of),
              Content: typeof of.content === 'string' ? of.content : JSON.stringify(of.content),
            },
          };
    case 'list-targets-for-policy':
      return of === undefined ? undefined : { Targets: of.on.map(targetOf) };
    default:
      return undefined;
  }
}

/** The files that the commands of docs/connectors/aws.md make of it. */
export function exportOf(it: TestOrganization): Record<string, string> {
  const files: Record<string, string> = {};
  const keep = (command: string, about?: string): void => {
    files[`organizations/${command}${about === undefined ? '' : `.${about}`}.json`] = JSON.stringify(
      answerOf(it, command, about),
    );
  };
  keep('list-roots');
  for (const place of ['r-ab12', ...Object.values(it.units).flat()]) {
    keep('list-accounts-for-parent', place);
    keep('list-organizational-units-for-parent', place);
  }
  for (const type of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY']) keep('list-policies', type);
  for (const { id } of it.policies) {
    keep('describe-policy', id);
    keep('list-targets-for-policy', id);
  }
  return files;
}

export function writeFiles(path: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
}
