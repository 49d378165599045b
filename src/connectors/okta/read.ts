import type { Observation } from '../../model/index.ts';
import type { ReadContext, ReadPage } from '../kit/connector.ts';
import { observationPages } from '../kit/observation-pages.ts';
import { Asking, type Answers } from '../kit/rest/asking.ts';
import { AdminRoles } from './admin-roles.ts';
import { readApiServices } from './api-services.ts';
import { ApiTokens } from './api-tokens.ts';
import { readApps } from './apps.ts';
import { endpoints } from './endpoints.ts';
import { exportFolder } from './export-folder.ts';
import { observeGaps } from './gaps.ts';
import { readGroups } from './groups.ts';
import { organizationKey, userKey } from './keys.ts';
import { askOkta } from './live.ts';
import type { OktaConfig } from './location.ts';
import { Met } from './met.ts';
import { Rights } from './rights.ts';
import { ServiceAccounts } from './service-accounts.ts';
import { readUsers } from './users.ts';

/** The organisation: people, groups, apps and clients, what each may do and by which role, and what was not read. */
export const readOkta = (context: ReadContext<OktaConfig>): AsyncIterable<ReadPage> =>
  readAnswers(() => openAnswers(context));

async function openAnswers(context: ReadContext<OktaConfig>): Promise<Answers> {
  const { config, signal } = context;
  if ('path' in config) return exportFolder(config.path, signal);
  return askOkta(config, { secret: await context.secret(config.passwordFrom), signal });
}

/** The same, from wherever the answers come. */
export async function* readAnswers(open: () => Promise<Answers>): AsyncIterable<ReadPage> {
  const answers = await open();
  yield* observationPages(readOrganization(new Asking(answers, 'Okta')));
}

async function* readOrganization(asking: Asking): AsyncIterable<Observation> {
  const about = await asking.one(endpoints.organization, {});
  const name = about?.companyName ?? about?.subdomain ?? 'Okta organisation';
  yield {
    type: 'resource',
    key: organizationKey,
    name: name === '' ? 'Okta organisation' : name,
    kind: 'organization',
  };
  const met = new Met();
  const rights = new Rights();
  const roles = new AdminRoles(asking, rights);
  const tokens = new ApiTokens();
  const services = new ServiceAccounts();
  await roles.prepare();
  await tokens.read(asking);
  await services.read(asking);
  yield* readUsers(asking, { tokens, services, met });
  yield* tokens.observe(met);
  yield* services.observe();
  yield* readGroups(asking, { roles, met });
  for await (const { id } of (await asking.list(endpoints.assignees, {})) ?? [])
    yield* roles.heldBy('user', id, met.name(userKey(id), 'account'));
  yield* readApps(asking, { roles, rights, met });
  yield* readApiServices(asking, rights);
  yield* met.unlisted();
  yield* observeGaps(asking.unread, roles.unplaced);
}
