import { Fault } from '../../../model/index.ts';
import type { ReadPage } from '../../kit/connector.ts';
import { AccessKeyIds } from '../access-keys.ts';
import type { AccountReader } from '../account-reader.ts';
import { hasAccessKey, readReportRow, type ReportedUser } from '../credential-report.ts';
import { observeDetail } from '../observe-detail.ts';
import type { Patience } from './caller.ts';
import { askIam, rowsOf, type IamAnswers } from './iam.ts';
import type { AccountSession } from './session.ts';

/** What was not read of one account's IAM, and why; undefined: it was. */
export interface AccountRead {
  readonly details: string | undefined;
  readonly report: string | undefined;
  /** Which key id is in which slot was told of every user. */
  readonly keyIds: boolean;
}

/**
 * The report and the details of one account, a page of AWS a page. Of an account whose details may not be asked for nothing is
 * told if `needsDetails`, since its users would look as if they had no groups and policies any more.
 */
export async function* readAccount(
  reader: AccountReader,
  of: { readonly account: string; readonly session: AccountSession; readonly needsDetails: boolean },
  patience: Patience,
): AsyncGenerator<ReadPage, AccountRead> {
  const iam = await askIam(of.session.settings, patience);
  const { reported, keyIds, why } = await readReport(iam);
  const details = await iam.details();
  const missing = { report: why, keyIds };
  if (details.is !== 'read' && of.needsDetails) return { ...missing, details: whyNot(details) };
  reader.account(of.account, reported);
  if (details.is !== 'read') return { ...missing, details: whyNot(details) };
  for await (const page of details.pages)
    yield { observations: page.flatMap(({ path, at, value }) => observeDetail(reader, path, at, value)) };
  return { ...missing, details: undefined };
}

interface Report {
  readonly reported: ReadonlyMap<string, ReportedUser> | undefined;
  readonly keyIds: boolean;
  /** Why there is no report. */
  readonly why: string | undefined;
}

/** The report once for who has a key, and once whole with the ids of those keys. */
async function readReport(iam: IamAnswers): Promise<Report> {
  const report = await iam.report();
  if (report.is !== 'answered') return { reported: undefined, keyIds: false, why: whyNot(report) };
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
  return { reported, keyIds, why: undefined };
}

const whyNot = (of: { readonly is: 'none' } | { readonly is: 'unread'; readonly why: string }): string =>
  of.is === 'unread' ? of.why : 'AWS says that there is none';
