import { Fault } from '../../model/index.ts';
import type { ReadPage } from '../kit/connector.ts';
import { AccessKeyIds } from './access-keys.ts';
import { AccountReader } from './account-reader.ts';
import { hasAccessKey, readReportRow, type ReportedUser } from './credential-report.ts';
import { observeGaps } from './gaps.ts';
import { askIam, rowsOf, type IamAnswers } from './live/iam.ts';
import { askOrganizations } from './live/organizations.ts';
import { askResources } from './live/resource-calls.ts';
import { openSession } from './live/session.ts';
import { SignedRequests } from './live/signed-requests.ts';
import type { Patience } from './live/caller.ts';
import type { LiveConfig } from './location.ts';
import { observeDetail } from './observe-detail.ts';
import { organizationPages } from './organization/read-organization.ts';
import { partitionOf } from './resources/exported.ts';
import { readResources } from './resources/read-resources.ts';
import { resourceServices } from './resources/services.ts';

/**
 * Asks the account itself what its exports would hold. What the credentials may not ask is a gap; without the details or the
 * report the read is partial and closes nothing. Throws Fault `source_unreachable` when they may ask neither.
 */
export async function* readLive(
  config: LiveConfig,
  secret: (reference: string) => Promise<string>,
  patience: Patience,
): AsyncIterable<ReadPage> {
  const { settings, credentials } = await openSession(config, secret, patience);
  const iam = await askIam(settings, patience);
  const { reported, keyIds, why } = await readReport(iam);
  const reader = new AccountReader(reported);
  const details = await iam.details();
  if (details.is !== 'read' && why !== undefined) throw neither(why);
  if (details.is === 'read')
    for await (const page of details.pages)
      yield { observations: page.flatMap(({ path, at, value }) => observeDetail(reader, path, at, value)) };
  for (const observations of reader.atTheEnd()) yield { observations };
  const accounts = new Set<string>();
  const organization = yield* organizationPages(await askOrganizations(settings, patience), accounts);
  if (config.resources !== 'none')
    yield* resourcePages(config, new SignedRequests(settings, credentials), { patience, accounts });
  const missing = reader.missing({
    details: details.is === 'read' ? undefined : whyNot(details),
    report: why,
    keyIds,
    organization,
  });
  yield {
    observations: observeGaps(missing, 'it is not asked'),
    complete: details.is === 'read' && why === undefined,
  };
}

/** Buckets once, and in each region what else can have a policy of its own. */
async function* resourcePages(
  config: LiveConfig,
  requests: SignedRequests,
  of: { readonly patience: Patience; readonly accounts: Set<string> },
): AsyncIterable<ReadPage> {
  for (const region of new Set([config.region, ...(config.regions?.split(',') ?? [])])) {
    const where = { account: config.account, partition: partitionOf(region) };
    const answers = askResources(requests, region, { ...of.patience, isForgiving: true });
    for (const service of resourceServices)
      if (!service.isGlobal || region === config.region)
        yield* readResources(answers, { service, where, region }, of.accounts);
  }
}

interface Report {
  readonly reported: ReadonlyMap<string, ReportedUser>;
  /** Which key id is in which slot was told of every user. */
  readonly keyIds: boolean;
  /** Why there is no report. */
  readonly why?: string;
}

/** The report once for who has a key, and once whole with the ids of those keys. */
async function readReport(iam: IamAnswers): Promise<Report> {
  const report = await iam.report();
  if (report.is !== 'answered') return { reported: new Map(), keyIds: false, why: whyNot(report) };
  const ids = new AccessKeyIds();
  let keyIds = true;
  for await (const { record } of rowsOf(report.value)) {
    if (!keyIds || !hasAccessKey(record)) continue;
    const keys = await iam.accessKeys(record['user'] ?? '');
    if (keys.is === 'unread') keyIds = false;
    else if (keys.is === 'answered') for (const key of keys.value) ids.add(key, `keys of a user`);
  }
  const reported = new Map<string, ReportedUser>();
  for await (const row of rowsOf(report.value)) {
    const user = readReportRow(row, ids);
    if (reported.has(user.key))
      throw new Fault('source_untrusted', 'The credential report has a user twice.', {
        next: 'Read the source again.',
      });
    reported.set(user.key, user);
  }
  return { reported, keyIds };
}

const whyNot = (of: { readonly is: 'none' } | { readonly is: 'unread'; readonly why: string }): string =>
  of.is === 'unread' ? of.why : 'AWS says that there is none';

const neither = (why: string): Fault =>
  new Fault(
    'source_unreachable',
    `The credentials may ask neither for the details of IAM nor for its report: ${why}.`,
    {
      next: 'Give them the permissions that docs/connectors/aws.md lists.',
    },
  );
