import type { Becoming } from '../becoming.ts';
import type { NodeFact, SourceAt } from '../source-at.ts';
import { TrustQuestion, type FederatedRole } from './federated-roles.ts';
import { serviceAccountRole, workflowRole } from './technique.ts';

const githubIssuer = 'token.actions.githubusercontent.com';

/** Where a workflow may run, for certain: any branch that whoever pushes names. */
const anyBranch = 'ref:refs/heads/any-branch-that-somebody-pushes';

/** From the workflows of a repository to the roles that trust its tokens. */
export function* workflowsToRoles(github: SourceAt, roles: readonly FederatedRole[]): Iterable<Becoming> {
  const question = new TrustQuestion();
  const trusting = roles.filter(
    ({ issuer }) => issuer === githubIssuer || issuer.startsWith(`${githubIssuer}/`),
  );
  if (trusting.length === 0) return;
  for (const { node, key, attributes } of github.nodes) {
    const repository = /^repository\/(.+)#workflows$/.exec(key)?.[1];
    const said = attributes['oidcSubject'];
    if (repository === undefined || said === undefined) continue;
    const name = nameInKey(repository);
    for (const role of trusting) {
      const found = workflowInto(question, role, { name, isUsual: said.startsWith('repo:'), said });
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
  }
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

/** Roles times service accounts that are tried; beyond it only those that name each other. */
const mostTried = 200_000;

/** From service accounts to the roles that trust their cluster's tokens. */
export function* serviceAccountsToRoles(
  cluster: SourceAt,
  roles: readonly FederatedRole[],
): Iterable<Becoming> {
  const question = new TrustQuestion();
  const accounts = cluster.nodes.filter(
    ({ key, is }) => is === 'account' && key.startsWith('serviceaccount/'),
  );
  const others = roles.filter(({ issuer }) => !issuer.startsWith(githubIssuer));
  const isFew = accounts.length * others.length <= mostTried;
  for (const role of others) {
    const named = new Set(role.subjects);
    for (const account of accounts) {
      const subject = account.attributes['username'] ?? '';
      const isAnnotated = roleNamed(account) === role.key;
      if (!isFew && !isAnnotated && !named.has(subject)) continue;
      const found = question.ask(role, subject);
      if (found === undefined) continue;
      // without a condition on the subject any token of the provider comes in: only who says so is known to be its own
      if (role.subjects.length === 0 && !isAnnotated) continue;
      yield {
        from: { is: 'node', node: account.node },
        to: { is: 'node', node: role.node },
        technique: serviceAccountRole,
        dependsOn: [
          ...found.dependsOn,
          ...(isAnnotated
            ? []
            : [`tokens of the cluster ${cluster.source} are those of the provider ${role.issuer}`]),
        ],
        because: [],
        says: [
          ...found.says,
          ...(isAnnotated ? [`the service account names the role itself (${mark})`] : []),
        ],
      };
    }
  }
}

const mark = 'eks.amazonaws.com/role-arn';
const roleNamed = ({ attributes }: NodeFact): string | undefined => attributes[mark];

/** Keys percent-encode what parts them. */
function nameInKey(text: string): string {
  return text.replaceAll(/%(25|2F|23|2A|3F)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
