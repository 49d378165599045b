import type { Observation } from '../../model/index.ts';
import type { Asking } from '../kit/rest/asking.ts';
import { endpoints } from './endpoints.ts';
import { teamKey } from './keys.ts';
import { memberOf } from '../kit/links.ts';
import type { People } from './people.ts';
import type { Repositories } from './repositories.ts';

/**
 * Teams, whose members receive what they may do, and what the teams above theirs may do: GitHub hands permissions down. It
 * lists members of a child team as members of its parent too, which gives them nothing that they would not have.
 */
export async function* readTeams(
  asking: Asking,
  org: string,
  { people, repositories }: { readonly people: People; readonly repositories: Repositories },
): AsyncIterable<Observation> {
  const slugs = new Set<string>();
  const parents = new Set<string>();
  for await (const { slug, name, parent } of (await asking.list(endpoints.teams, { org })) ?? []) {
    const key = teamKey(org, slug);
    slugs.add(slug);
    yield { type: 'group', key, name, kind: 'group', attributes: { what: `team of ${org}`, slug } };
    if (parent === undefined || parent === null) continue;
    parents.add(parent.slug);
    yield memberOf(key, teamKey(org, parent.slug));
  }
  for (const slug of parents)
    if (!slugs.has(slug))
      yield {
        type: 'group',
        key: teamKey(org, slug),
        name: slug,
        kind: 'group',
        attributes: { what: `team of ${org} that was not listed`, slug },
      };
  for (const team of slugs) {
    const key = teamKey(org, team);
    for await (const { login, type } of (await asking.list(endpoints.teamMembers, { org, team })) ?? [])
      yield memberOf(people.meet(login, type), key);
    for await (const repo of (await asking.list(endpoints.teamRepositories, { org, team })) ?? []) {
      yield* repositories.see(repo);
      yield* repositories.hold(key, repo.name, repo);
    }
  }
}
