import { describe, expect, it } from 'vitest';
import { openTrusts, type TrustOf } from './aws-open-trust.ts';
import { Organization } from './aws-organization.ts';
import { compilePolicy } from './aws/index.ts';

const ours = '111122223333';
const role = `arn:aws:iam::${ours}:role/r`;
const place = (rest: string, kind: string, parent: string | null) => ({
  key: `arn:aws:organizations::${ours}:${rest}`,
  kind,
  parent,
});
const account = (number: string, parent: string) => ({
  key: `arn:aws:iam::${number}:root`,
  kind: 'aws_account',
  parent,
});
const root = place('root/o-acme/r-1', 'aws_organization_root', null);
const of: TrustOf = {
  known: new Set([`arn:aws:iam::${ours}:user/ana`]),
  accounts: new Set([ours]),
  organization: new Organization({
    places: [root, account('444455556666', root.key)],
    attached: [],
    unread: new Map(),
  }),
  knowsWhoIsOurs: true,
};

function open(trust: object | readonly object[], given: TrustOf = of): readonly string[] {
  const statements = (Array.isArray(trust) ? trust : [trust]).map((each: object) => ({
    Effect: 'Allow',
    Action: 'sts:*',
    ...each,
  }));
  const policy = compilePolicy('trust', { Version: '2012-10-17', Statement: statements });
  if (!policy.ok) throw new Error(policy.message);
  return openTrusts(given, role, { policies: [policy.value], unread: [] }).map(
    ({ who, dependsOn }) => `${who}${dependsOn.length === 0 ? '' : ` ? ${dependsOn.join('; ')}`}`,
  );
}

const aws = (AWS: string, Condition: object = {}): object => ({ Principal: { AWS }, Condition });
const anybody = 'anybody with an AWS account';
const vendor = 'account 555566667777';

describe('a trust policy is open to outsiders', () => {
  it('when it names everybody, or all but some', () => {
    expect(open(aws('*'))).toEqual([anybody]);
    expect(open({ Principal: '*' })).toEqual([anybody]);
    expect(open({ NotPrincipal: { AWS: `arn:aws:iam::${ours}:user/ana` } })).toEqual([anybody]);
    expect(open([aws('*'), aws('555566667777')])).toEqual([anybody]);
  });

  it('and not when a condition, a Deny or a policy over the account keeps strangers out', () => {
    expect(open(aws('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-acme' } }))).toEqual([]);
    expect(open(aws('*', { StringEquals: { 'sts:ExternalId': 'k' } }))).toEqual([]);
    expect(
      open([
        aws('*'),
        {
          Effect: 'Deny',
          Principal: '*',
          Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-acme' } },
        },
      ]),
    ).toEqual([]);
    const rcp = compilePolicy('rcp', {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sts:AssumeRole',
          Resource: '*',
          Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-acme' } },
        },
      ],
    });
    if (!rcp.ok) throw new Error(rcp.message);
    const managed = { ...root, key: root.key.replace(ours, '999988887777') };
    const places = [managed, account(ours, managed.key)];
    const attached = places.map(({ key }) => ({
      use: 'rcp' as const,
      key: `${key}#rcp`,
      place: key,
      policy: rcp.value,
    }));
    const organization = new Organization({ places, attached, unread: new Map() });
    expect(open(aws('*'), { ...of, organization })).toEqual([]);
  });

  it('and depends on what is not known of a stranger', () => {
    expect(open(aws('*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }))).toEqual([
      `${anybody} ? \`aws:sourceip\` of the request: IpAddress aws:SourceIp: 203.0.113.0/24`,
    ]);
    expect(open(aws('*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }))).toEqual([anybody]);
  });

  it('when it names the account of somebody else without an external id', () => {
    expect(open(aws('555566667777'))).toEqual([vendor]);
    expect(open(aws('arn:aws:iam::555566667777:role/reader'))).toEqual([
      'arn:aws:iam::555566667777:role/reader',
    ]);
    expect(open(aws('555566667777', { StringEquals: { 'sts:ExternalId': 'k' } }))).toEqual([]);
    expect(open(aws('555566667777', { StringEqualsIfExists: { 'sts:ExternalId': 'k' } }))).toEqual([vendor]);
    expect(open(aws('555566667777', { StringLike: { 'sts:ExternalId': '*' } }))).toEqual([]);
  });

  it('and not to accounts that are ours, of the organisation or of another source, nor to services', () => {
    expect(open(aws('444455556666'))).toEqual([]);
    expect(open(aws(ours))).toEqual([]);
    expect(open(aws(`arn:aws:iam::${ours}:user/ana`))).toEqual([]);
    expect(open(aws('555566667777'), { ...of, accounts: new Set([ours, '555566667777']) })).toEqual([]);
    expect(open({ Principal: { Service: 'ec2.amazonaws.com' } })).toEqual([]);
  });

  it('and an account of which nobody knows whether it is ours stays open', () => {
    expect(open(aws('555566667777'), { ...of, knowsWhoIsOurs: false })).toEqual([
      `${vendor} ? whether account 555566667777 is of the organisation, which was not read`,
    ]);
  });

  const oidc = (
    issuer: string,
    claims: Readonly<Record<string, string>>,
    operator = 'StringLike',
  ): object => ({
    Principal: { Federated: `arn:aws:iam::${ours}:oidc-provider/${issuer}` },
    Condition: {
      [operator]: Object.fromEntries(
        Object.entries(claims).map(([claim, value]) => [`${issuer}:${claim}`, value]),
      ),
    },
  });
  const github = 'token.actions.githubusercontent.com';

  it('when whoever an issuer vouches for may, or every repository of an owner', () => {
    expect(open(oidc(github, { aud: 'sts.amazonaws.com' }))).toEqual([`whoever ${github} vouches for`]);
    expect(open(oidc(github, { aud: 'acme', sub: '*' }))).toEqual([`whoever ${github} vouches for`]);
    expect(open(oidc(github, { sub: 'repo:*/*' }))).toEqual([`whoever ${github} vouches for`]);
    expect(open(oidc(github, { sub: 'repo:acme*/app:*' }))).toEqual([
      `whoever registers a name at ${github} that is like \`repo:acme*/app:*\``,
    ]);
    expect(open(oidc(github, { sub: 'repo:acme/*' }))).toEqual([
      `every repository of acme at ${github}, on any branch`,
    ]);
    expect(open(oidc('gitlab.com', { sub: 'project_path:acme/*' }))).toEqual([
      'every repository of acme at gitlab.com, on any branch',
    ]);
    const cluster = 'oidc.eks.eu-north-1.amazonaws.com/id/5D2F';
    expect(open(oidc(cluster, { sub: 'system:serviceaccount:*:*' }))).toEqual([
      `whoever ${cluster} vouches for`,
    ]);
  });

  it('and not when it names the repository, the service account, or a star that is no wildcard', () => {
    expect(open(oidc(github, { aud: 'sts.amazonaws.com', sub: 'repo:acme/app:*' }))).toEqual([]);
    expect(open(oidc(github, { sub: 'repo:acme/app:ref:refs/heads/main' }, 'StringEquals'))).toEqual([]);
    expect(open(oidc(github, { sub: 'repo:acme/*' }, 'StringEquals'))).toEqual([]);
  });

  it('and depends on the audience where an issuer gives each its own', () => {
    expect(open(oidc('accounts.google.com', { aud: '123.apps' }, 'StringEquals'))).toEqual([
      'whoever accounts.google.com vouches for ? `accounts.google.com:aud` of the request: StringEquals accounts.google.com:aud: 123.apps',
    ]);
  });

  it('when an assertion for any other service is taken', () => {
    const saml = (Condition: object): object => ({
      Principal: { Federated: `arn:aws:iam::${ours}:saml-provider/idp` },
      Action: 'sts:AssumeRoleWithSAML',
      Condition,
    });
    expect(open(saml({}))).toEqual(['whoever idp signs an assertion for, also for another service']);
    expect(open(saml({ StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } }))).toEqual([]);
  });

  it('perhaps when it names more than can be gone through, and names as long as can be are cut', () => {
    const many = Array.from({ length: 5000 }, (_, n) => String(300_000_000_000 + n));
    const others = 'somebody else whom it names ? who they are: more than 200 are named';
    const found = open({ Principal: { AWS: many } });
    expect([found.length, found.at(-1)]).toEqual([201, others]);
    expect(open(many.map((AWS) => ({ Principal: { AWS } })))).toEqual([others]);
    const long = open(oidc('x'.repeat(8000), {}));
    expect(long.map((each) => each.length < 300)).toEqual([true]);
    expect(open(oidc('__proto__', { sub: 'constructor' }, 'StringEquals'))).toEqual([]);
  });

  it('perhaps when its trust policy was not read', () => {
    expect(openTrusts(of, role, { policies: [], unread: ['r#trust'] })).toMatchObject([
      { dependsOn: ['not read: r#trust'] },
    ]);
  });
});
