import type { OpenTrustView } from '../../model/index.ts';
import { outsidersNamed, type AwsOutsider } from './aws-outsiders.ts';
import {
  compilePolicy,
  contextOf,
  evaluate,
  Question,
  type CompiledPolicy,
  type CompiledStatement,
  type Context,
  type Named,
  type PolicySet,
} from './aws/index.ts';
import type { Organization } from './aws-organization.ts';
import { dependsOn, decidedBy } from './aws-ask.ts';

/** What of an AWS source says who may become its roles. */
export interface TrustOf {
  readonly known: ReadonlySet<string>;
  /** Numbers of accounts that are ours, of this source and of others. */
  readonly accounts: ReadonlySet<string>;
  readonly organization: Organization;
  /** The organisation was read, or AWS said that there is none: an account that is not known is somebody else's. */
  readonly knowsWhoIsOurs: boolean;
}

/**
 * Whom from outside the trust policy of a role lets become it without naming them narrowly: each asked about as somebody of whom
 * nobody has heard would ask, a stranger without an external id, a repository that nobody named, an assertion meant for another
 * service. What such a request depends on beyond that is told; a Deny or a resource control policy that was read takes it away.
 */
export function openTrusts(of: TrustOf, role: string, trust: PolicySet): readonly OpenTrustView[] {
  const unread = trust.unread.map((policy): OpenTrustView => ({
    kind: 'anybody',
    who: 'somebody from outside',
    lacks: 'a policy that was read',
    by: [],
    dependsOn: [`not read: ${policy}`],
  }));
  const found = new Map<string, OpenTrustView>();
  let looked = 0;
  // each is laid against this trust policy alone, and once
  const questions = new Map<string, Question>();
  const questionOf = (action: string): Question => {
    const known = questions.get(action) ?? new Question(action);
    questions.set(action, known);
    return known;
  };
  if (trust.policies.some(({ statements }) => statements.length > mostNamed)) return [...unread, tooMany];
  for (const policy of trust.policies)
    for (const statement of policy.statements) {
      if (statement.ref.effect === 'deny' || statement.principals === undefined) continue;
      const named = statement.principals.not ? [anyone] : statement.principals.named;
      for (const each of named) {
        if (++looked > mostNamed) return [...unread, ...found.values(), tooMany];
        // the widest first: whoever is among those is not told again
        for (const stranger of strangersBehind(of, each, statement)) {
          const open = openTo(of, { role, trust, stranger, question: questionOf(stranger.action) });
          if (open === undefined) continue;
          const name = `${stranger.kind} ${stranger.who}`;
          if (!found.has(name)) found.set(name, open);
          break;
        }
      }
    }
  const all = [...unread, ...found.values()];
  // where anybody may, those who are named are among them
  const isForAll = all.some(({ kind, dependsOn: on }) => kind === 'anybody' && on.length === 0);
  return isForAll ? all.filter(({ kind }) => kind !== 'account') : all;
}

/** AWS takes trust policies of 4,096 characters; each name is laid against all of its statements. */
const mostNamed = 200;
const tooMany: OpenTrustView = {
  kind: 'anybody',
  who: 'somebody else whom it names',
  lacks: 'an end: it names more than can be gone through',
  by: [],
  dependsOn: [`who they are: more than ${mostNamed} are named`],
};

const anyone: Named = { type: 'anyone', name: '*' };

/** Somebody of whom nobody has heard, as they would ask. */
interface Stranger extends Pick<OpenTrustView, 'kind' | 'who' | 'lacks'> {
  readonly outsider: AwsOutsider;
  readonly action: string;
  readonly context: Context;
  readonly alsoDependsOn: readonly string[];
}

function strangersBehind(of: TrustOf, named: Named, statement: CompiledStatement): readonly Stranger[] {
  return outsidersNamed(of, named, { signedIn: true }).flatMap((outsider): readonly Stranger[] => {
    const { caller } = outsider.principal.ask;
    if (caller.kind === 'identity_provider') return vouchedFor(outsider, caller.provider, statement);
    if (caller.kind === 'service' || named.type === 'canonical') return [];
    const account = 'account' in caller ? caller.account : '';
    const ask = { outsider, action: 'sts:AssumeRole', context: withoutExternalId };
    if (account === '')
      return [
        {
          ...ask,
          kind: 'anybody',
          who: outsider.name,
          lacks: 'any limit on whose account',
          alsoDependsOn: [],
        },
      ];
    if (of.accounts.has(account) || of.organization.standing(account).asPrincipal.size > 0) return [];
    return [
      {
        ...ask,
        kind: 'account',
        who: outsider.name,
        lacks: 'an external id',
        alsoDependsOn: of.knowsWhoIsOurs
          ? []
          : [`whether account ${account} is of the organisation, which was not read`],
      },
    ];
  });
}

/** Whoever asks from outside is of no organisation that a policy could name as ours, and chooses what can be chosen. */
const withoutExternalId = contextOf({
  'sts:ExternalId': null,
  'aws:PrincipalOrgID': null,
  'aws:PrincipalOrgPaths': null,
  'aws:MultiFactorAuthPresent': 'true',
  'aws:SecureTransport': 'true',
});

/** Nobody registered it; a name that a policy holds by accident would make an answer worse, never better. */
const probe = 'countersign-probe-of-nobody';

function vouchedFor(
  outsider: AwsOutsider,
  provider: string,
  statement: CompiledStatement,
): readonly Stranger[] {
  const of = { outsider, kind: 'provider', alsoDependsOn: [] } as const;
  if (provider.includes(':saml-provider/'))
    return [
      {
        ...of,
        action: 'sts:AssumeRoleWithSAML',
        who: `whoever ${nameOf(provider)} signs an assertion for, also for another service`,
        lacks: 'a condition on `SAML:aud`',
        context: contextOf({ 'SAML:aud': `https://${probe}.invalid/` }),
      },
    ];
  const issuer = nameOf(provider);
  const tested = (claim: string): readonly string[] =>
    statement.tests.flatMap(({ key, values }) =>
      key === `${issuer}:${claim}`.toLowerCase() ? values.map(({ text }) => text) : [],
    );
  const [audience = 'sts.amazonaws.com'] = tested('aud');
  // where whoever asks for a token chooses its audience, the audience tells nobody apart
  const aud = choosesAudience.test(issuer) ? { [`${issuer}:aud`]: audience } : {};
  const asking = (subject: string): Pick<Stranger, 'action' | 'context'> => ({
    action: 'sts:AssumeRoleWithWebIdentity',
    context: contextOf({ ...aud, [`${issuer}:sub`]: subject }),
  });
  const subjects = tested('sub');
  const owners = new Set(subjects.flatMap((text) => ownerIn.exec(text)?.[1] ?? []));
  return [
    {
      ...of,
      ...asking(strangersSubject(issuer)),
      who: `whoever ${issuer} vouches for`,
      lacks: `a condition on \`${issuer}:sub\``,
    },
    ...subjects
      .filter((text) => ownerIsOpen.test(text))
      .map((text) => ({
        ...of,
        ...asking(text.replaceAll('*', probe).replaceAll('?', 'x')),
        who: `whoever registers a name at ${issuer} that is like \`${text}\``,
        lacks: `the whole name of the owner in \`${issuer}:sub\``,
      })),
    ...[...owners].map((owner) => ({
      ...of,
      ...asking(`${owner}${probe}:ref:refs/heads/${probe}`),
      who: `every repository of ${owner.replace(/^[a-z_]+:|\/$/g, '')} at ${issuer}, on any branch`,
      lacks: `the name of a repository in \`${issuer}:sub\``,
    })),
  ];
}

/** What a token says of somebody nobody has heard of, in the words of its issuer where these are known. */
function strangersSubject(issuer: string): string {
  if (issuer === 'token.actions.githubusercontent.com')
    return `repo:${probe}/${probe}:ref:refs/heads/${probe}`;
  if (issuer === 'gitlab.com') return `project_path:${probe}/${probe}:ref_type:branch:ref:${probe}`;
  if (issuer === 'app.terraform.io')
    return `organization:${probe}:project:${probe}:workspace:${probe}:run_phase:apply`;
  if (issuer.startsWith('oidc.eks.')) return `system:serviceaccount:${probe}:${probe}`;
  return probe;
}

const choosesAudience =
  /^(?:token\.actions\.githubusercontent\.com|gitlab\.com|app\.terraform\.io|oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/)/;
/** A wildcard within the owner: whoever registers a name that fits is let in. */
const ownerIsOpen = /^(?:repo|project_path):[^/]*[*?]/;
/** `repo:OWNER/` of GitHub, `project_path:GROUP/` of GitLab, as far as it is written out. */
const ownerIn = /^((?:repo|project_path):[^/*?$]+\/)/;

/** A name is told as far as anybody would write it. */
const longest = 200;

const nameOf = (provider: string): string =>
  provider.replace(/^arn:[^:]+:iam::\d*:(?:oidc-provider\/|saml-provider\/)/, '');

function openTo(
  of: TrustOf,
  asked: {
    readonly role: string;
    readonly trust: PolicySet;
    readonly stranger: Stranger;
    readonly question: Question;
  },
): OpenTrustView | undefined {
  const { role, trust, stranger, question } = asked;
  const { caller, context } = stranger.outsider.principal.ask;
  const standing = of.organization.standing(role.split(':')[4] ?? '');
  const answer = evaluate(question, {
    caller,
    resource: role,
    resourceAccount: role.split(':')[4] ?? null,
    // a stranger's own account allows them whatever they want
    identity: { policies: everything === undefined ? [] : [everything], unread: [] },
    resourcePolicy: { policies: trust.policies, unread: [] },
    scps: [],
    // what was not read of them is told of the source, not of each role again
    rcps: standing.rcps.filter(({ unread }) => unread.length === 0),
    context: new Map([...standing.asResource, ...context, ...stranger.context]),
  });
  if (answer.verdict === 'deny') return undefined;
  const { kind, who, lacks, alsoDependsOn } = stranger;
  return {
    kind,
    who: who.slice(0, longest),
    lacks: lacks.slice(0, longest),
    by: decidedBy(answer).filter((line) => line.startsWith('policy on the resource')),
    dependsOn: [...alsoDependsOn, ...dependsOn(answer)],
  };
}

const compiled = compilePolicy('what their own account allows', {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});
const everything: CompiledPolicy | undefined = compiled.ok ? compiled.value : undefined;
