import type { Environment, Observation } from '../../model/index.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { endpoints } from './endpoints.ts';
import { keyOf } from '../kit/keys.ts';
import { organizationKey, repositoryKey, roleKey } from './keys.ts';
import { grantOf, memberOf } from '../kit/links.ts';
import type { environment, oidcSubject } from './shapes.ts';
import type { z } from 'zod';

const pushes = 'by pushing a workflow; protected branches and rulesets were not evaluated';

/** The group of all workflows of one repository: who can write there can have one run. */
const workflowsOf = (org: string, repo: string): string => `${repositoryKey(org, repo)}#workflows`;

/**
 * What workflows of GitHub Actions may do: secrets by name, environments with who approves, the subject by which clouds know
 * them, and the token that they get when they do not say what they need.
 */
export class Workflows {
  readonly #asking: Asking;
  readonly #org: string;
  #template: z.infer<typeof oidcSubject> | undefined;

  constructor(asking: Asking, org: string) {
    this.#asking = asking;
    this.#org = org;
  }

  /** Of the organisation: its template, its default, its secrets. Before those of its repositories. */
  async *ofOrganization(): AsyncIterable<Observation> {
    const where = { org: this.#org };
    const organization = organizationKey(this.#org);
    const all = `${organization}#workflows`;
    this.#template = await this.#asking.one(endpoints.organizationOidc, where);
    const defaults = await this.#asking.one(endpoints.organizationWorkflow, where);
    yield {
      type: 'group',
      key: all,
      name: `workflows of every repository of ${this.#org}`,
      kind: 'role',
      attributes: {
        ...(defaults === undefined ? {} : { defaultToken: defaults.default_workflow_permissions }),
        ...(this.#template?.include_claim_keys === undefined
          ? {}
          : { oidcSubject: madeOf(this.#template.include_claim_keys) }),
      },
    };
    if (defaults?.default_workflow_permissions === 'write')
      yield tokenAccount(keyOf('actions', this.#org), `GitHub Actions of ${this.#org}`, {
        what: 'what the token of workflows may do in new repositories',
        defaultToken: 'write',
        approvesPullRequests: String(defaults.can_approve_pull_request_reviews),
      });
    for await (const { name, visibility } of (await this.#asking.list(
      endpoints.organizationSecrets,
      where,
    )) ?? [])
      yield* secret(all, {
        key: keyOf('secret', this.#org, name),
        name,
        parentKey: organization,
        ...(visibility === 'all' || visibility === undefined
          ? {}
          : {
              conditions: [
                visibility === 'private'
                  ? 'only in private and internal repositories'
                  : 'only in the repositories that were selected for it; which they are was not read',
              ],
            }),
      });
  }

  async *ofRepository(repo: string): AsyncIterable<Observation> {
    const where = { org: this.#org, repo };
    const repository = repositoryKey(this.#org, repo);
    const subject = await this.#asking.one(endpoints.repositoryOidc, where);
    const defaults = await this.#asking.one(endpoints.repositoryWorkflow, where);
    const group = workflowsOf(this.#org, repo);
    yield {
      type: 'group',
      key: group,
      name: `workflows of ${this.#org}/${repo}`,
      kind: 'role',
      attributes: { oidcSubject: this.#subjectOf(repo, subject) },
    };
    yield memberOf(group, `${organizationKey(this.#org)}#workflows`);
    for (const holder of [repository, organizationKey(this.#org)])
      yield memberOf(roleKey(holder, 'write'), group, { via: 'assume', conditions: [pushes] });
    if (defaults !== undefined) {
      const token = defaults.default_workflow_permissions;
      const account = keyOf('actions', this.#org, repo);
      yield memberOf(group, roleKey(repository, token === 'write' ? 'write' : 'read'), {
        conditions: ['unless the workflow says what its token may do'],
      });
      if (token === 'write') {
        yield tokenAccount(account, `GitHub Actions of ${this.#org}/${repo}`, {
          what: 'the token of workflows that do not say what they need',
          defaultToken: token,
          approvesPullRequests: String(defaults.can_approve_pull_request_reviews),
        });
        yield memberOf(account, group);
      }
    }
    for await (const { name } of (await this.#asking.list(endpoints.repositorySecrets, where)) ?? [])
      yield* secret(group, {
        key: keyOf('secret', this.#org, repo, name),
        name,
        parentKey: repository,
      });
    for await (const each of (await this.#asking.list(endpoints.environments, where)) ?? [])
      yield* this.#environment(each, repo);
  }

  async *#environment(given: z.infer<typeof environment>, repo: string): AsyncIterable<Observation> {
    const key = keyOf('environment', this.#org, repo, given.name);
    const as = environmentNamed(given.name);
    const conditions = conditionsOf(given);
    yield {
      type: 'resource',
      key,
      name: `${this.#org}/${repo} ${given.name}`,
      kind: 'environment',
      parentKey: repositoryKey(this.#org, repo),
      ...(as === undefined ? {} : { environment: as }),
    };
    const right = `${key}#deploy`;
    const group = workflowsOf(this.#org, repo);
    yield { type: 'entitlement', key: right, resourceKey: key, action: 'deploy', resourcePattern: key };
    yield grantOf(group, right, conditions);
    const where = { org: this.#org, repo, environment: given.name };
    for await (const { name } of (await this.#asking.list(endpoints.environmentSecrets, where)) ?? [])
      yield* secret(group, {
        key: keyOf('secret', this.#org, repo, given.name, name),
        name,
        parentKey: key,
        conditions,
      });
  }

  #subjectOf(repo: string, said: z.infer<typeof oidcSubject> | undefined): string {
    const custom = said?.use_default === false ? said.include_claim_keys : undefined;
    const template = said?.use_default === true ? undefined : this.#template?.include_claim_keys;
    const keys = custom ?? (said === undefined ? template : undefined);
    if (keys !== undefined && keys.length > 0) return madeOf(keys);
    return `repo:${this.#org}/${repo}:*`;
  }
}

/** Bounded as an attribute is; GitHub knows some twenty claims. */
const madeOf = (claims: readonly string[]): string => `made of ${claims.join(', ')}`.slice(0, 4000);

const tokenAccount = (
  key: string,
  name: string,
  attributes: Readonly<Record<string, string>>,
): Observation => ({
  type: 'account',
  key,
  name,
  kind: 'workload',
  state: 'active',
  interactive: false,
  attributes,
});

function* secret(
  holder: string,
  given: {
    readonly key: string;
    readonly name: string;
    readonly parentKey: string;
    readonly conditions?: readonly string[];
  },
): Iterable<Observation> {
  const { key, name, parentKey, conditions } = given;
  const right = `${key}#use`;
  yield { type: 'resource', key, name, kind: 'secret', parentKey };
  yield { type: 'entitlement', key: right, resourceKey: key, action: 'use', resourcePattern: key };
  yield grantOf(holder, right, conditions);
}

function conditionsOf({
  protection_rules: rules = [],
  deployment_branch_policy: branches,
}: z.infer<typeof environment>): readonly string[] {
  const approvers = rules.flatMap(({ reviewers = [] }) =>
    reviewers.flatMap(
      ({ reviewer }) => reviewer?.login ?? (reviewer?.slug === undefined ? [] : `team ${reviewer.slug}`),
    ),
  );
  return [
    ...(rules.some(({ type }) => type === 'required_reviewers')
      ? [
          `after approval by ${approvers.length === 0 ? 'a reviewer' : `one of ${approvers.join(', ').slice(0, 3000)}`}`,
        ]
      : []),
    ...(branches === undefined || branches === null
      ? []
      : [
          branches.protected_branches
            ? 'only from protected branches'
            : 'only from branches with certain names',
        ]),
    ...rules
      .filter(({ type }) => !['required_reviewers', 'wait_timer', 'branch_policy'].includes(type))
      .map(({ type }) => `only when the rule ${type} allows it`),
  ];
}

/** Only a name that says it; everything else is not said. */
function environmentNamed(name: string): Environment | undefined {
  if (/^prod(?:uction)?$/i.test(name)) return 'production';
  if (/^stag(?:e|ing)$/i.test(name)) return 'staging';
  return /^dev(?:elopment)?$/i.test(name) ? 'development' : undefined;
}
