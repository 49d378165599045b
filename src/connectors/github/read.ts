import type { Observation } from '../../model/index.ts';
import type { ReadContext, ReadPage } from '../kit/connector.ts';
import { observationPages } from '../kit/observation-pages.ts';
import { Asking } from '../kit/rest/asking.ts';
import { Workflows } from './actions.ts';
import { readApps } from './apps.ts';
import { endpoints } from './endpoints.ts';
import { Etags } from './etags.ts';
import { exportFolder, type GithubAnswers } from './export-folder.ts';
import { observeGaps } from './gaps.ts';
import { everyRepository, organizationKey } from './keys.ts';
import { askGithub } from './live.ts';
import type { GithubConfig } from './location.ts';
import { People } from './people.ts';
import { Repositories, rolesOn } from './repositories.ts';
import { readTeams } from './teams.ts';
import { readTokens } from './tokens.ts';

/** Of this process; each answer is kept with the digest of the token that it was given to. */
const etags = new Etags();

/** Each organisation: what it is, its teams, repositories, apps, tokens and workflows; everybody who was met; what was not read. */
export const readGithub = (context: ReadContext<GithubConfig>): AsyncIterable<ReadPage> =>
  readAnswers(() => openAnswers(context));

async function openAnswers(context: ReadContext<GithubConfig>): Promise<GithubAnswers> {
  const { config, signal } = context;
  if ('path' in config) return exportFolder(config.path, signal);
  return askGithub(config, { token: (await context.secret(config.passwordFrom)).trim(), signal, etags });
}

/** The same, from wherever the answers come. */
export async function* readAnswers(open: () => Promise<GithubAnswers>): AsyncIterable<ReadPage> {
  const answers = await open();
  yield* observationPages(readAll(answers));
}

async function* readAll(answers: GithubAnswers): AsyncIterable<Observation> {
  for (const org of await answers.organizations()) yield* readOrganization(answers, org);
}

async function* readOrganization(answers: GithubAnswers, org: string): AsyncIterable<Observation> {
  const asking = new Asking(answers, 'GitHub');
  const about = await asking.one(endpoints.organization, { org });
  const people = new People(org);
  const repositories = new Repositories(org, people);
  const workflows = new Workflows(asking, org);
  const key = organizationKey(org);
  yield { type: 'resource', key, name: org, kind: 'organization' };
  yield* rolesOn(key, `every repository of ${org}`, everyRepository(org));
  yield* people.groups(about?.default_repository_permission ?? undefined);
  await people.read(asking);
  for await (const repo of (await asking.list(endpoints.repositories, { org })) ?? [])
    yield* repositories.see(repo);
  yield* readTeams(asking, org, { people, repositories });
  yield* workflows.ofOrganization();
  for (const repo of repositories.names) {
    yield* repositories.collaborators(asking, repo);
    yield* repositories.deployKeys(asking, repo);
    yield* workflows.ofRepository(repo);
  }
  yield* readApps(asking, org);
  yield* readTokens(asking, org, people);
  yield* people.observe({ readPublic: repositories.hasPublic });
  yield* observeGaps(org, asking.unread, repositories.customRoles);
}
