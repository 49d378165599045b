import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graphOf } from '../../../../test/support/relations/graph-of.ts';
import { isSourceId, must } from '../../../model/index.ts';
import { compileAws } from '../../access/aws-estate.ts';
import { when } from '../../../../test/support/aws/made-account.ts';
import type { Becoming } from '../becoming.ts';
import { factsOf } from '../testing.ts';
import { federatedRoles, TrustQuestion, type FederatedRole } from './federated-roles.ts';
import { serviceAccountsToRoles, workflowsToRoles } from './oidc.ts';

/** Who is not asked because no pattern begins as a subject does would have said no. */

const account = '111111111111';
const issuers = { github: 'token.actions.githubusercontent.com', cluster: 'oidc.example/id/A' };
const iam = (rest: string): string => `arn:aws:iam::${account}:${rest}`;

interface Condition {
  readonly by: string;
  readonly subjects: readonly string[];
}
interface Trust {
  readonly issuer: keyof typeof issuers;
  readonly effect: 'Allow' | 'Deny';
  readonly principal: 'provider' | 'anyone' | 'another' | 'not a service';
  readonly conditions: readonly Condition[];
}

function rolesOf(trusts: readonly (readonly Trust[])[]): readonly FederatedRole[] {
  const principals = {
    provider: (issuer: string) => ({ Principal: { Federated: iam(`oidc-provider/${issuer}`) } }),
    anyone: () => ({ Principal: '*' }),
    another: () => ({ Principal: { Service: 'lambda.amazonaws.com' } }),
    'not a service': () => ({ NotPrincipal: { Service: 'lambda.amazonaws.com' } }),
  };
  const keys = trusts.map((_, n) => iam(`role/r${n}`));
  const observations = keys.map((key) => ({
    type: 'account' as const,
    key,
    name: key,
    kind: 'workload' as const,
    state: 'active' as const,
  }));
  const { graph, nodeOf } = graphOf(observations);
  const estate = compileAws({
    source: must(isSourceId, 'cloud'),
    accounts: keys.map((key) => ({
      key,
      attributes: {},
      hash: { hi: graph.nodeHi[nodeOf(key)] ?? 0, lo: graph.nodeLo[nodeOf(key)] ?? 0 },
    })),
    holds: new Map(),
    policyGroups: new Map(),
    policies: trusts.map((all, n) => ({
      key: `${keys[n]}#trust`,
      use: 'trust',
      subject: keys[n] ?? '',
      document: JSON.stringify({
        Version: '2012-10-17',
        Statement: all.map(({ issuer, effect, principal, conditions }) => ({
          Effect: effect,
          ...principals[principal](issuers[issuer]),
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: Object.fromEntries(
            conditions.map(({ by, subjects }) => [by, { [`${issuers[issuer]}:sub`]: subjects }]),
          ),
        })),
      }),
    })),
    resources: [],
    unread: new Map(),
  });
  return federatedRoles([{ graph, sourceNo: 1, estate, when }]);
}

const operators = [
  'StringEquals',
  'StringLike',
  'StringEqualsIgnoreCase',
  'StringNotLike',
  'StringNotEquals',
  'StringLikeIfExists',
  'ForAnyValue:StringLike',
  'ForAllValues:StringLike',
  'ForAnyValue:StringNotEquals',
];
const subjects = [
  'repo:acme/web:*',
  'repo:acme/*',
  'repo:Acme/Web:ref:refs/heads/main',
  'repo:*/web:*',
  'repo:acme/we?:environment:production',
  'repo:acme/web:environment:production',
  '*',
  'repo:${aws:PrincipalTag/x}/web:*',
  'system:serviceaccount:app:web',
  'system:serviceaccount:app:*',
  'system:serviceaccount:*:web',
  'SYSTEM:serviceaccount:app:web',
  's*',
];
const trust = fc.record<Trust>({
  issuer: fc.constantFrom('github', 'cluster'),
  effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
  principal: fc.constantFrom('provider', 'provider', 'provider', 'anyone', 'another', 'not a service'),
  conditions: fc.array(
    fc.record({
      by: fc.constantFrom(...operators),
      subjects: fc.subarray(subjects, { minLength: 1, maxLength: 2 }),
    }),
    { maxLength: 2 },
  ),
});
const trusts = fc.array(fc.array(trust, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 });

const github = {
  source: must(isSourceId, 'code'),
  nodes: factsOf(
    ['acme/web', 'acme/wet', 'Acme/Web', 'other/web', 'x/y'].map((name) => ({
      key: `repository/${name}#workflows`,
      is: 'group',
      attributes: { oidcSubject: name === 'x/y' ? 'repository_owner_id:1' : `repo:${name}:*` },
    })),
  ),
};
const cluster = {
  source: must(isSourceId, 'prod'),
  nodes: factsOf(
    ['app:web', 'app:api', 'ops:web'].map((name, n) => ({
      key: `serviceaccount/${name}`,
      is: 'account',
      attributes: {
        username: `system:serviceaccount:${name}`,
        ...(n === 2 ? { 'eks.amazonaws.com/role-arn': iam('role/r0') } : {}),
      },
    })),
  ),
};

const lines = (steps: Iterable<Becoming | undefined>): readonly string[] =>
  [...steps]
    .flatMap((step) =>
      step?.from.is === 'node' && step.to.is === 'node'
        ? [`${step.from.node} → ${step.to.node} ${step.dependsOn.join('; ')}`]
        : [],
    )
    .toSorted();

describe('trust in identity providers', () => {
  it('is found by the beginnings of subjects as by asking everybody', () => {
    let found = 0;
    fc.assert(
      fc.property(trusts, (all) => {
        const roles = rolesOf(all);
        const asEverybody = roles.map((role) => ({ ...role, admits: undefined }));
        for (const [some, every] of [
          [workflowsToRoles(github, roles), workflowsToRoles(github, asEverybody)],
          [serviceAccountsToRoles(cluster, roles), serviceAccountsToRoles(cluster, asEverybody)],
        ] as const) {
          const told = lines(some);
          expect(told).toEqual(lines(every));
          found += told.length;
        }
      }),
      { numRuns: 400 },
    );
    expect(found).toBeGreaterThan(400);
  });

  it('of service accounts is what the trust policies say of each, one by one', () => {
    fc.assert(
      fc.property(trusts, (all) => {
        const roles = rolesOf(all);
        const question = new TrustQuestion();
        const expected = new Set<string>();
        for (const role of roles)
          for (const { node, attributes } of cluster.nodes) {
            const isNamed = attributes['eks.amazonaws.com/role-arn'] === role.key;
            if (role.issuer !== issuers.cluster || (role.subjects.length === 0 && !isNamed)) continue;
            if (question.ask(role, attributes['username'] ?? '') !== undefined)
              expected.add(`${node} → ${role.node}`);
          }
        const told = lines(serviceAccountsToRoles(cluster, roles)).map((line) =>
          line.split(' ').slice(0, 3).join(' '),
        );
        expect(new Set(told)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('is not gone through beyond a bound, and what is left out is said', () => {
    const roles = rolesOf([
      [
        {
          issuer: 'github',
          effect: 'Allow',
          principal: 'provider',
          conditions: [{ by: 'StringLike', subjects: ['repo:*'] }],
        },
      ],
    ]);
    const missed: string[] = [];
    const told = lines(
      workflowsToRoles(github, roles, { most: 2, missed: (what) => void missed.push(what) }),
    );
    expect(told).toHaveLength(2);
    expect(missed).toEqual(['3 pairs of a repository and a role of AWS that may trust it']);
  });

  it('asks those alone that could let it in: ten thousand repositories and a thousand roles', () => {
    const names = Array.from({ length: 10_000 }, (_, n) => `team-${n % 1000}/r${n}`);
    const many = {
      source: must(isSourceId, 'code'),
      nodes: factsOf(
        names.map((name) => ({
          key: `repository/${name}#workflows`,
          is: 'group',
          attributes: { oidcSubject: `repo:${name}:*` },
        })),
      ),
    };
    const roles = rolesOf(
      Array.from({ length: 1000 }, (_, n): readonly Trust[] => [
        {
          issuer: 'github',
          effect: 'Allow',
          principal: 'provider',
          conditions: [{ by: 'StringLike', subjects: [`repo:team-${n}/*`] }],
        },
      ]),
    );
    const missed: string[] = [];
    const found = lines(
      workflowsToRoles(many, roles, { most: 10_000, missed: (what) => void missed.push(what) }),
    );
    expect(missed).toEqual([]);
    expect(found).toHaveLength(10_000);
  });
});
