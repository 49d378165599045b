import type { Instant, Observation } from '../../model/index.ts';
import type { ReadContext, ReadPage } from '../kit/connector.ts';
import { observationPages } from '../kit/observation-pages.ts';
import { Agents } from './agents.ts';
import { Asking, type Answers } from './answers.ts';
import { Delegated } from './delegated.ts';
import { endpoints } from './endpoints.ts';
import { exportFolder } from './export-folder.ts';
import { observeGaps } from './gaps.ts';
import { Groups } from './groups.ts';
import { cut, gathered } from './kept.ts';
import { directoryKey, groupKey, principalKey } from './keys.ts';
import { askGraph } from './live/graph-api.ts';
import type { EntraConfig } from './location.ts';
import { People } from './people.ts';
import { become, readPermissions } from './permissions.ts';
import { Roles } from './roles.ts';
import { ServicePrincipals } from './service-principals.ts';

/** One tenant: its roles, agents, consents, people, groups, applications and what each may do; what was not read. */
export const readEntra = (context: ReadContext<EntraConfig>): AsyncIterable<ReadPage> =>
  readAnswers(() => openAnswers(context), context.now);

async function openAnswers(context: ReadContext<EntraConfig>): Promise<Answers> {
  const { config, signal } = context;
  if ('path' in config) return exportFolder(config.path, signal);
  return askGraph(config, { secret: (await context.secret(config.passwordFrom)).trim(), signal });
}

/** The same, from wherever the answers come. */
export async function* readAnswers(open: () => Promise<Answers>, now: Instant): AsyncIterable<ReadPage> {
  yield* observationPages(readTenant(new Asking(await open()), now));
}

async function* readTenant(asking: Asking, now: Instant): AsyncIterable<Observation> {
  const [about] = await gathered(asking.each(endpoints.organization));
  yield {
    type: 'resource',
    key: directoryKey,
    name: cut(about?.displayName ?? directoryKey),
    kind: 'directory',
  };
  const roles = new Roles();
  await roles.read(asking);
  const agents = new Agents();
  await agents.read(asking);
  const delegated = new Delegated();
  await delegated.read(asking);

  const people = new People();
  yield* people.read(asking, { roles, agents });
  const principals = new ServicePrincipals({
    asking,
    now,
    tenant: about?.id,
    people,
    roles,
    agents,
    delegated,
  });
  for (const id of [...roles.holders(), ...delegated.clients()]) principals.mention(id);
  const groups = new Groups();
  yield* groups.read(asking, people, (id) => principals.mention(id));
  yield* principals.read();
  yield* readPermissions(asking, principals, roles);

  yield* delegated.observe(principals);
  yield* agents.observe(principals.byApp, (id) => people.has(id));
  yield* roles.observe((id) =>
    people.has(id)
      ? people.keyOf(id)
      : groups.has(id)
        ? groupKey(id)
        : principals.has(id)
          ? principalKey(id)
          : undefined,
  );
  for (const { key, ...power } of roles.leading()) yield* become(key, power, roles);
  yield* observeGaps(asking.unread, { hiddenGroups: groups.hidden, unplacedRoles: roles.unplaced });
}
