import { piece, type Becoming } from '../becoming.ts';
import type { NodeFact, SourceAt } from '../source-at.ts';
import { SubjectIndex } from './admitted-subjects.ts';
import { TrustQuestion, type FederatedRole } from './federated-roles.ts';
import { serviceAccountRole, workflowRole } from './technique.ts';

const githubIssuer = 'token.actions.githubusercontent.com';

/** Where a workflow may run, for certain: any branch that whoever pushes names. */
const anyBranch = 'ref:refs/heads/any-branch-that-somebody-pushes';

/** Questions to trust policies beyond this are not asked; how many were left is said. */
const mostAsked = 500_000;

/** From the workflows of repositories to the roles that trust their tokens. */
export function* workflowsToRoles(
  github: Pick<SourceAt, 'source' | 'nodes'>,
  roles: readonly FederatedRole[],
  { most = mostAsked, missed }: Asked = {},
): Iterable<Becoming | typeof piece> {
  const question = new TrustQuestion();
  const trusting = roles.filter(
    ({ issuer }) => issuer === githubIssuer || issuer.startsWith(`${githubIssuer}/`),
  );
  if (trusting.length === 0) return;
  const index = new SubjectIndex(trusting.map((is) => ({ is, patterns: is.admits })));
  const alike = new Map<FederatedRole, Found | undefined>();
  let left = most;
  let leftOut = 0;
  for (const { node, key, attributes } of github.nodes) {
    const repository = /^repository\/(.+)#workflows$/.exec(key)?.[1];
    const said = attributes['oidcSubject'];
    if (repository === undefined || said === undefined) continue;
    const name = nameInKey(repository);
    const isUsual = said.startsWith('repo:');
    const candidates = isUsual ? [...index.open, ...index.beginning(`repo:${name}:`)] : trusting;
    for (const role of candidates) {
      // a trust policy that does not look at the subject says the same of every repository
      const isAlike = isUsual && role.subjects.length === 0;
      if (!isAlike && left-- <= 0) {
        leftOut++;
        continue;
      }
      if (isAlike && !alike.has(role)) alike.set(role, workflowInto(question, role, { name, isUsual, said }));
      const found = isAlike ? alike.get(role) : workflowInto(question, role, { name, isUsual, said });
      if (found !== undefined)
        yield {
          from: { is: 'node', node },
          to: { is: 'node', node: role.node },
          technique: workflowRole,
          dependsOn: found.dependsOn,
          because: [],
          says: found.says,
        };
    }
    yield piece;
  }
  if (leftOut > 0) missed?.(`${leftOut} pairs of a repository and a role of AWS that may trust it`);
}

/** How many questions may be asked, and who is told of what was left out. */
export interface Asked {
  readonly most?: number;
  readonly missed?: (what: string) => void;
}

interface Found {
  readonly dependsOn: readonly string[];
  readonly says: readonly string[];
}

/** The surest subject with which workflows of the repository come in. */
function workflowInto(
  question: TrustQuestion,
  role: FederatedRole,
  repository: { readonly name: string; readonly isUsual: boolean; readonly said: string },
): Found | undefined {
  if (!repository.isUsual) {
    const found = question.ask(role, undefined);
    return found === undefined
      ? undefined
      : {
          ...found,
          dependsOn: [...found.dependsOn, `the subject of its tokens, which is ${repository.said}`],
        };
  }
  const prefix = `repo:${repository.name}:`;
  const named = role.subjects
    .filter((subject) => subject.toLowerCase().startsWith(prefix.toLowerCase()))
    .map((subject) => subject.slice(prefix.length).replaceAll(/[*?]/g, 'x'));
  let best: Found | undefined;
  for (const context of [anyBranch, 'ref:refs/heads/main', 'pull_request', ...named]) {
    const found = question.ask(role, `${prefix}${context}`);
    if (found === undefined) continue;
    const dependsOn = [
      ...found.dependsOn,
      ...(context === anyBranch ? [] : [`its workflow runs as \`${context.slice(0, 200)}\``]),
    ];
    if (best === undefined || dependsOn.length < best.dependsOn.length)
      best = { dependsOn, says: found.says };
  }
  return best;
}

/** From service accounts to the roles that trust their cluster's tokens. */
export function* serviceAccountsToRoles(
  cluster: Pick<SourceAt, 'source' | 'nodes'>,
  roles: readonly FederatedRole[],
  { most = mostAsked, missed }: Asked = {},
): Iterable<Becoming | typeof piece> {
  const question = new TrustQuestion();
  const others = roles.filter(({ issuer }) => !issuer.startsWith(githubIssuer));
  const byIssuer = new Map<string, Trusting>();
  let left = most;
  let leftOut = 0;
  for (const account of cluster.nodes) {
    if (account.is !== 'account' || !account.key.startsWith('serviceaccount/')) continue;
    const subject = account.attributes['username'] ?? '';
    const annotated = roleNamed(account);
    const { issuer } = account.attributes;
    let trusting = byIssuer.get(issuer ?? '');
    if (trusting === undefined) byIssuer.set(issuer ?? '', (trusting = trustingOf(others, issuer)));
    for (const role of new Set([
      ...(trusting.byKey.get(annotated ?? '') ?? []),
      ...trusting.index.matching(subject),
      ...trusting.open,
    ])) {
      if (left-- <= 0) {
        leftOut++;
        continue;
      }
      const isAnnotated = annotated === role.key;
      const found = question.ask(role, subject);
      if (found === undefined) continue;
      yield {
        from: { is: 'node', node: account.node },
        to: { is: 'node', node: role.node },
        technique: serviceAccountRole,
        dependsOn: [
          ...found.dependsOn,
          // whoever writes an annotation says nothing of whose the cluster's tokens are
          ...(issuer === undefined
            ? [`tokens of the cluster ${cluster.source} are those of the provider ${role.issuer}`]
            : []),
        ],
        because: [],
        says: [
          ...found.says,
          ...(isAnnotated ? [`the service account names the role itself (${mark})`] : []),
        ],
      };
    }
    yield piece;
  }
  if (leftOut > 0) missed?.(`${leftOut} pairs of a service account and a role of AWS that may trust it`);
}

interface Trusting {
  readonly index: SubjectIndex<FederatedRole>;
  readonly open: readonly FederatedRole[];
  readonly byKey: ReadonlyMap<string, readonly FederatedRole[]>;
}

/** Roles that trust tokens of one issuer; undefined: it is not known whose they are, so any may be meant. */
function trustingOf(all: readonly FederatedRole[], issuer: string | undefined): Trusting {
  const roles = all.filter((role) => issuer === undefined || role.issuer === issuer);
  const index = new SubjectIndex(roles.map((is) => ({ is, patterns: is.admits })));
  return {
    index,
    // without a condition on the subject any token of the provider comes in: only who says so is known to be its own
    open: issuer === undefined ? index.open.filter(({ subjects }) => subjects.length > 0) : index.open,
    byKey: Map.groupBy(roles, ({ key }) => key),
  };
}

const mark = 'eks.amazonaws.com/role-arn';
const roleNamed = ({ attributes }: NodeFact): string | undefined => attributes[mark];

/** Keys percent-encode what parts them. */
function nameInKey(text: string): string {
  return text.replaceAll(/%(25|2F|23|2A|3F)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
