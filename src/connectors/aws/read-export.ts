import { Fault } from '../../model/index.ts';
import { streamCsv } from '../../platform/csv-stream.ts';
import { streamJson } from '../../platform/json-stream.ts';
import type { ReadContext, ReadPage } from '../kit/connector.ts';
import { bytesOf, inFile, named } from '../kit/input-files.ts';
import { AccessKeyIds } from './access-keys.ts';
import { AccountReader } from './account-reader.ts';
import { readReportRow, type ReportedUser } from './credential-report.ts';
import { observeGaps } from './gaps.ts';
import { observeDetail } from './observe-detail.ts';
import { findFiles, type ExportConfig } from './location.ts';
import { answersIn } from './export-folder.ts';
import { organizationPages } from './organization/read-organization.ts';
import { exportedResources } from './resources/exported.ts';

const mostReportRows = 1_000_000;
const lists = ['UserDetailList.*', 'GroupDetailList.*', 'RoleDetailList.*', 'Policies.*'];

/**
 * First the credential reports (a row a user, at most a million), then the details as a stream: a page of observations an
 * item. What refers to something later in the files (groups by name, trust) is told at the end, from ~300 bytes a principal.
 */
export async function* readExport({
  config,
  signal,
}: Pick<ReadContext<ExportConfig>, 'config' | 'signal'>): AsyncIterable<ReadPage> {
  const files = await findFiles(config.path);
  const ids = new AccessKeyIds();
  for (const file of files.accessKeys) await inTheFile(file, () => ids.take(bytesOf(file, signal)));
  const reported = new Map<string, ReportedUser>();
  for (const file of files.reports)
    for await (const row of inFile(file, reportRows(file, signal, ids))) {
      if (reported.has(row.key)) throw repeated(file, row.key);
      if (reported.size >= mostReportRows) throw tooMany(file);
      reported.set(row.key, row);
    }
  const reader = new AccountReader(reported);
  for (const file of files.details)
    for await (const page of inFile(file, detailPages(file, signal, reader))) yield page;
  for (const observations of reader.atTheEnd()) yield { observations };
  const accounts = new Set<string>();
  const organization =
    files.organization === undefined
      ? ({ is: 'unread', why: 'the export does not hold them' } as const)
      : yield* organizationPages(answersIn(config.path, files.organization, signal), accounts);
  yield* exportedResources({ root: config.path, folder: files.resources }, accounts, signal);
  const missing = reader.missing({
    details: files.details.length === 0 ? 'there is no authorization-details export' : undefined,
    report: files.reports.length === 0 ? 'there is no credential report' : undefined,
    keyIds: ids.size > 0,
    organization,
  });
  yield { observations: observeGaps(missing, 'the export does not hold them'), complete: reader.isWhole };
}

async function inTheFile(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof Fault ? named(file, error) : error;
  }
}

async function* reportRows(
  file: string,
  signal: AbortSignal,
  ids: AccessKeyIds,
): AsyncIterable<ReportedUser> {
  for await (const record of streamCsv(bytesOf(file, signal))) yield readReportRow(record, ids);
}

/** Marker and IsTruncated are there when one page of the API was saved by itself. */
async function* detailPages(
  file: string,
  signal: AbortSignal,
  reader: AccountReader,
): AsyncIterable<ReadPage> {
  let truncated = false;
  let marker: string | undefined;
  let items = 0;
  for await (const { path, at, value } of streamJson(bytesOf(file, signal), [
    ...lists,
    'IsTruncated',
    'Marker',
  ])) {
    if (path === 'IsTruncated') truncated = value === true;
    else if (path === 'Marker') marker = typeof value === 'string' ? value : undefined;
    else {
      items++;
      yield { observations: observeDetail(reader, path, at, value) };
    }
  }
  if (items === 0 && marker === undefined) throw notDetails();
  reader.pageEnded(truncated);
  if (marker !== undefined) yield { observations: [], token: marker };
}

const notDetails = (): Fault =>
  new Fault(
    'input_wrong_kind',
    'The JSON has nothing in UserDetailList, GroupDetailList, RoleDetailList or Policies: it is no export of an account.',
    { next: 'Make it with `aws iam get-account-authorization-details > authorization-details.json`.' },
  );
const repeated = (file: string, key: string): Fault =>
  new Fault('source_untrusted', `\`${file}\`: the user \`${key.slice(0, 200)}\` is in the reports twice.`, {
    next: 'Keep one credential report for each AWS account in the folder.',
  });
const tooMany = (file: string): Fault =>
  new Fault('input_too_large', `\`${file}\`: the reports hold more than ${mostReportRows} users.`, {
    next: 'AWS allows 5,000 users in an account: check where this file comes from.',
  });
