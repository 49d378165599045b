import { Fault } from '../../model/index.ts';
import type { ReadPage } from '../kit/connector.ts';
import { AccountReader } from './account-reader.ts';
import { observeGaps } from './gaps.ts';
import type { Patience } from './live/caller.ts';
import { Members } from './live/members.ts';
import { askOrganizations } from './live/organizations.ts';
import { readAccount } from './live/read-account.ts';
import { askResources } from './live/resource-calls.ts';
import { openSession, type AccountSession } from './live/session.ts';
import { SignedRequests } from './live/signed-requests.ts';
import type { LiveConfig } from './location.ts';
import { organizationPages } from './organization/read-organization.ts';
import { partitionOf } from './resources/exported.ts';
import { readResources } from './resources/read-resources.ts';
import { resourceServices } from './resources/services.ts';

/**
 * Asks the account itself what its exports would hold, and with `memberRole=` each account of its organisation. What the
 * credentials may not ask is a gap; without the details or the report of the account itself the read is partial and closes
 * nothing. Throws Fault `source_unreachable` when they may ask neither.
 */
export async function* readLive(
  config: LiveConfig,
  secret: (reference: string) => Promise<string>,
  patience: Patience,
): AsyncIterable<ReadPage> {
  const session = await openSession(config, secret, patience);
  const reader = new AccountReader();
  const { account } = config;
  const own = yield* readAccount(reader, { account, session, needsDetails: false }, patience);
  if (own.details !== undefined && own.report !== undefined) throw neither(own.report);
  const accounts = new Set<string>();
  const organization = yield* organizationPages(await askOrganizations(session.settings, patience), accounts);
  const members = new Members(config, organization);
  const resources = (of: string, as: AccountSession): AsyncIterable<ReadPage> =>
    resourcePages(config, new SignedRequests(as.settings, as.credentials), {
      account: of,
      patience,
      accounts,
    });
  yield* members.pages(reader, { session, patience, more: resources });
  for (const observations of reader.atTheEnd()) yield { observations };
  yield* resources(account, session);
  const missing = reader.missing({
    details: own.details,
    report: own.report,
    keyIds: own.keyIds && members.keyIds,
    organization,
  });
  const keeps = members.keeps();
  yield {
    observations: [...observeGaps(missing, 'it is not asked'), ...members.gaps()],
    complete: own.details === undefined && own.report === undefined,
    ...(keeps === undefined ? {} : { keeps }),
  };
}

/** Buckets once, and in each region what else can have a policy of its own. */
async function* resourcePages(
  config: LiveConfig,
  requests: SignedRequests,
  of: { readonly account: string; readonly patience: Patience; readonly accounts: Set<string> },
): AsyncIterable<ReadPage> {
  if (config.resources === 'none') return;
  for (const region of new Set([config.region, ...(config.regions?.split(',') ?? [])])) {
    const where = { account: of.account, partition: partitionOf(region) };
    const answers = askResources(requests, region, { ...of.patience, isForgiving: true });
    for (const service of resourceServices)
      if (!service.isGlobal || region === config.region)
        yield* readResources(answers, { service, where, region }, of.accounts);
  }
}

const neither = (why: string): Fault =>
  new Fault(
    'source_unreachable',
    `The credentials may ask neither for the details of IAM nor for its report: ${why}.`,
    {
      next: 'Give them the permissions that docs/connectors/aws.md lists.',
    },
  );
