import fc from 'fast-check';
import type { AwsRows } from '../../../src/estate/access/aws-estate.ts';
import { slowlyAllowed, type Doc, type Stmt } from './slow-evaluator.ts';
import { holdsOf } from './holds-of.ts';

/** An organisation as a tree: where each place lies, and which of the policies are on it. */
export interface OrganizationCase {
  readonly places: readonly Place[];
  readonly asker: string;
  readonly owner: string;
  readonly action: string;
  /** On the queue asked about; without it only its own account reaches it. */
  readonly isShared: boolean;
}
interface Place {
  readonly id: string;
  readonly parent: string | undefined;
  readonly scps: readonly number[];
  readonly rcps: readonly number[];
}

export const management = '100000000001';
const members = ['200000000002', '300000000003', '400000000004'];
const org = 'o-example123';
export const keyOf = (id: string): string =>
  id.startsWith('r-')
    ? `arn:aws:organizations::${management}:root/${org}/${id}`
    : id.startsWith('ou-')
      ? `arn:aws:organizations::${management}:ou/${org}/${id}`
      : `arn:aws:iam::${id}:root`;
const queueOf = (account: string): string => `arn:aws:sqs:eu-west-1:${account}:q`;

const document = (statement: Partial<Stmt>): Doc => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Resource: ['*'],
      ...(statement.NotAction === undefined ? { Action: ['*'] } : {}),
      ...statement,
    },
  ],
});
const rests: readonly Partial<Stmt>[] = [
  {},
  {},
  { Action: ['sqs:*'] },
  { Effect: 'Deny', Action: ['sqs:Send*'] },
  { Effect: 'Deny', NotAction: ['sqs:*'] },
  { Effect: 'Deny', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': [org] } } },
  {
    Effect: 'Deny',
    Condition: {
      'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': [`${org}/r-ab12/ou-ab12-aaaaaaaa/*`] },
    },
  },
  { Effect: 'Deny', Resource: [queueOf(members[1] ?? '')] },
];
const scps = rests.map(document);
const rcps = rests.map((rest) => document({ ...rest, Principal: '*' }));

const onPlace = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.nat({ max: rests.length - 1 }) },
  ),
  { minLength: 1, maxLength: 2 },
);
const place = (id: string, parents: readonly (string | undefined)[]): fc.Arbitrary<Place> =>
  fc.record({ id: fc.constant(id), parent: fc.constantFrom(...parents), scps: onPlace, rcps: onPlace });

/** Whatever the tree, from accounts right under the root to units within units. */
export const organizationCases: fc.Arbitrary<OrganizationCase> = fc.record({
  places: fc.tuple(
    place('r-ab12', [undefined]),
    place('ou-ab12-aaaaaaaa', ['r-ab12']),
    place('ou-ab12-bbbbbbbb', ['r-ab12', 'ou-ab12-aaaaaaaa']),
    place('ou-ab12-cccccccc', ['r-ab12', 'ou-ab12-aaaaaaaa', 'ou-ab12-bbbbbbbb']),
    ...[management, ...members].map((account) =>
      place(account, ['r-ab12', 'ou-ab12-aaaaaaaa', 'ou-ab12-bbbbbbbb', 'ou-ab12-cccccccc']),
    ),
  ),
  asker: fc.constantFrom(management, ...members),
  owner: fc.constantFrom(management, ...members),
  action: fc.constantFrom('sqs:SendMessage', 'sqs:ReceiveMessage'),
  isShared: fc.boolean(),
});

/** The case as the estate keeps it. */
export function rowsOf(it: OrganizationCase): Omit<AwsRows, 'source'> {
  const asker = `arn:aws:iam::${it.asker}:user/ann`;
  const attached = it.places.flatMap((at) =>
    (['scp', 'rcp'] as const).flatMap((use) =>
      [...new Set(at[`${use}s`])].map((n) => ({
        key: `arn:aws:organizations::${management}:policy/${org}/${use}/p-${n}#${at.id}`,
        use,
        subject: keyOf(at.id),
        document: JSON.stringify((use === 'scp' ? scps : rcps)[n]),
      })),
    ),
  );
  return {
    accounts: [{ key: asker, attributes: {}, hash: { hi: 1, lo: 1 } }],
    holds: holdsOf([[asker, 'all']]),
    policyGroups: new Map([['all', { hi: 2, lo: 2 }]]),
    policies: [
      { key: 'all', use: 'identity', subject: null, document: JSON.stringify(document({})) },
      ...(it.isShared
        ? [
            {
              key: 'q',
              use: 'resource',
              subject: queueOf(it.owner),
              document: JSON.stringify(shared(it.asker)),
            },
          ]
        : []),
      ...attached,
    ],
    resources: it.places.map(({ id, parent }) => ({
      key: keyOf(id),
      kind: id.startsWith('r-')
        ? 'aws_organization_root'
        : id.startsWith('ou-')
          ? 'aws_organizational_unit'
          : 'aws_account',
      parent: parent === undefined ? null : keyOf(parent),
    })),
    unread: new Map(),
  };
}
const shared = (account: string): Doc => document({ Principal: { AWS: [account] } });

export const questionOf = ({ action, owner }: OrganizationCase) => ({ action, resource: queueOf(owner) });

/** The same by the words of the Organizations user guide: walk up, take what is on each place, spare the management account. */
export function slowlyAllowedIn(it: OrganizationCase): boolean {
  const up = (id: string | undefined): readonly Place[] => {
    const at = it.places.find((each) => each.id === id);
    return at === undefined ? [] : [...up(at.parent), at];
  };
  const levels = (
    account: string,
    use: 'scps' | 'rcps',
    docs: readonly Doc[],
  ): readonly (readonly Doc[])[] =>
    account === management ? [] : up(account).map((at) => at[use].flatMap((n) => docs[n] ?? []));
  const path = (account: string): string =>
    [org, ...up(account).flatMap(({ id }) => (/^\d/.test(id) ? [] : [id])), ''].join('/');
  return slowlyAllowed({
    who: { kind: 'user', arn: `arn:aws:iam::${it.asker}:user/ann`, account: it.asker },
    action: it.action,
    resource: queueOf(it.owner),
    resourceAccount: it.owner,
    context: new Map([
      ['aws:principalorgid', [org]],
      ['aws:principalorgpaths', [path(it.asker)]],
    ]),
    identity: [document({})],
    scps: levels(it.asker, 'scps', scps),
    rcps: levels(it.owner, 'rcps', rcps),
    resourcePolicy: it.isShared ? [shared(it.asker)] : [],
  });
}
