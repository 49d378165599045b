import { z } from 'zod';
import {
  authorization,
  collaborator,
  deployKey,
  environment,
  installation,
  oidcSubject,
  organization,
  programmaticGrant,
  repository,
  secretName,
  team,
  user,
  workflowDefaults,
} from './shapes.ts';

/** Where an answer belongs: always an organisation, and one of its repositories or teams. */
export interface Where {
  readonly org: string;
  readonly repo?: string;
  readonly team?: string;
}

/** One question of GitHub's REST API, as data: the live reader asks it, an export holds its answer under the same path. */
export interface Endpoint<T> {
  readonly id: string;
  /** Without a slash before it: `orgs/{org}/members`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** `list`: the answer is one; `one`: it is a single object; else the member that holds the list. */
  readonly answer: 'list' | 'one' | { readonly member: string };
  readonly item: z.ZodType<T>;
  /** What is not known without it. */
  readonly what: string;
  /** What the credential of a live read needs for it, as GitHub names it. */
  readonly permission: string;
}

const endpoint = <T>(given: Endpoint<T>): Endpoint<T> => given;
const organisationAdministration = 'organization permission Administration: read';
const members = 'organization permission Members: read';
const ofRepositories = (name: string): string => `repository permission ${name}: read`;

export const endpoints = {
  organization: endpoint({
    id: 'organization',
    path: 'orgs/{org}',
    answer: 'one',
    item: organization,
    what: 'what every member may do on every repository (default repository permission)',
    permission: organisationAdministration,
  }),
  members: endpoint({
    id: 'members',
    path: 'orgs/{org}/members',
    answer: 'list',
    item: user,
    what: 'members',
    permission: members,
  }),
  owners: endpoint({
    id: 'owners',
    path: 'orgs/{org}/members',
    query: { role: 'admin' },
    answer: 'list',
    item: user,
    what: 'which members own the organisation',
    permission: members,
  }),
  withoutSecondFactor: endpoint({
    id: 'members-2fa',
    path: 'orgs/{org}/members',
    query: { filter: '2fa_disabled' },
    answer: 'list',
    item: user,
    what: 'who signs in without a second factor',
    permission: `${members}, asked by an owner`,
  }),
  outside: endpoint({
    id: 'outside-collaborators',
    path: 'orgs/{org}/outside_collaborators',
    answer: 'list',
    item: user,
    what: 'outside collaborators',
    permission: members,
  }),
  teams: endpoint({
    id: 'teams',
    path: 'orgs/{org}/teams',
    answer: 'list',
    item: team,
    what: 'teams and which lies in which',
    permission: members,
  }),
  teamMembers: endpoint({
    id: 'team-members',
    path: 'orgs/{org}/teams/{team}/members',
    answer: 'list',
    item: user,
    what: 'members of teams',
    permission: members,
  }),
  teamRepositories: endpoint({
    id: 'team-repos',
    path: 'orgs/{org}/teams/{team}/repos',
    answer: 'list',
    item: repository,
    what: 'what teams may do on which repositories',
    permission: members,
  }),
  repositories: endpoint({
    id: 'repos',
    path: 'orgs/{org}/repos',
    answer: 'list',
    item: repository,
    what: 'repositories',
    permission: ofRepositories('Metadata'),
  }),
  collaborators: endpoint({
    id: 'collaborators',
    path: 'repos/{org}/{repo}/collaborators',
    query: { affiliation: 'direct' },
    answer: 'list',
    item: collaborator,
    what: 'who may do what on repositories without a team',
    permission: ofRepositories('Metadata'),
  }),
  deployKeys: endpoint({
    id: 'keys',
    path: 'repos/{org}/{repo}/keys',
    answer: 'list',
    item: deployKey,
    what: 'deploy keys',
    permission: ofRepositories('Administration'),
  }),
  repositorySecrets: endpoint({
    id: 'repo-secrets',
    path: 'repos/{org}/{repo}/actions/secrets',
    answer: { member: 'secrets' },
    item: secretName,
    what: 'names of the secrets that workflows of repositories use',
    permission: ofRepositories('Secrets'),
  }),
  environments: endpoint({
    id: 'environments',
    path: 'repos/{org}/{repo}/environments',
    answer: { member: 'environments' },
    item: environment,
    what: 'environments and who has to approve a deployment',
    permission: ofRepositories('Actions'),
  }),
  repositoryOidc: endpoint({
    id: 'repo-oidc',
    path: 'repos/{org}/{repo}/actions/oidc/customization/sub',
    answer: 'one',
    item: oidcSubject,
    what: 'by which subject clouds know the workflows of repositories',
    permission: ofRepositories('Actions'),
  }),
  repositoryWorkflow: endpoint({
    id: 'repo-workflow',
    path: 'repos/{org}/{repo}/actions/permissions/workflow',
    answer: 'one',
    item: workflowDefaults,
    what: 'what the token of workflows may do in repositories when a workflow does not say',
    permission: ofRepositories('Administration'),
  }),
  installations: endpoint({
    id: 'installations',
    path: 'orgs/{org}/installations',
    answer: { member: 'installations' },
    item: installation,
    what: 'apps and what they may do',
    permission: organisationAdministration,
  }),
  personalAccessTokens: endpoint({
    id: 'personal-access-tokens',
    path: 'orgs/{org}/personal-access-tokens',
    answer: 'list',
    item: programmaticGrant,
    what: 'fine-grained tokens',
    permission: 'organization permission Personal access tokens: read (GitHub answers only an app)',
  }),
  authorizations: endpoint({
    id: 'credential-authorizations',
    path: 'orgs/{org}/credential-authorizations',
    answer: 'list',
    item: authorization,
    what: 'classic tokens and SSH keys of members (GitHub lists those authorised for SAML single sign-on, and no others)',
    permission: `${organisationAdministration}; Enterprise Cloud with SAML single sign-on`,
  }),
  organizationSecrets: endpoint({
    id: 'org-secrets',
    path: 'orgs/{org}/actions/secrets',
    answer: { member: 'secrets' },
    item: secretName,
    what: 'names of the secrets that workflows of the whole organisation use',
    permission: 'organization permission Secrets: read',
  }),
  organizationOidc: endpoint({
    id: 'org-oidc',
    path: 'orgs/{org}/actions/oidc/customization/sub',
    answer: 'one',
    item: oidcSubject,
    what: 'the organisation’s template for the subject by which clouds know its workflows',
    permission: organisationAdministration,
  }),
  organizationWorkflow: endpoint({
    id: 'org-workflow',
    path: 'orgs/{org}/actions/permissions/workflow',
    answer: 'one',
    item: workflowDefaults,
    what: 'the organisation’s default for the token of workflows',
    permission: organisationAdministration,
  }),
} as const;

const safe = /^[A-Za-z0-9._-]{1,200}$/;
/** A name that may stand in a path: of a file here, of a request there. */
export const isPathName = (name: string): boolean => safe.test(name) && !/^\.+$/.test(name);

/** The path for one organisation, repository or team; undefined when a name cannot stand in one. */
export function pathOfEndpoint(
  { path }: Pick<Endpoint<unknown>, 'path'>,
  { org, repo = '', team: slug = '' }: Where,
): string | undefined {
  const names = [org, ...(path.includes('{repo}') ? [repo] : []), ...(path.includes('{team}') ? [slug] : [])];
  if (!names.every(isPathName)) return undefined;
  return path.replace('{org}', org).replace('{repo}', repo).replace('{team}', slug);
}
