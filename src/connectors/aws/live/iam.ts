import { Fault } from '../../../model/index.ts';
import { streamCsv, type CsvRecord } from '../../../platform/csv-stream.ts';
import { call, pages, usualPause, type Called, type Patience } from './caller.ts';
import type { ClientSettings } from './session.ts';

const pageSize = 500;
/** AWS makes a report within seconds; one of a large account within minutes. */
const reportTries = 60;
const reportPauseMs = 3000;

type Details = AsyncIterable<
  readonly { readonly path: string; readonly at: string; readonly value: unknown }[]
>;
type Unread = Exclude<Called<unknown>, { readonly is: 'answered' }>;

/** What IAM is asked, page by page; moments are text, as in its exports. */
export interface IamAnswers {
  details(): Promise<Unread | { readonly is: 'read'; readonly pages: Details }>;
  /** The credential report, which AWS is asked to make. */
  report(): Promise<Called<Uint8Array>>;
  /** Metadata of a user's access keys, never the keys. */
  accessKeys(user: string): Promise<Called<readonly unknown[]>>;
}

const lists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;

export async function askIam(settings: ClientSettings, patience: Patience): Promise<IamAnswers> {
  const iam = await import('@aws-sdk/client-iam');
  const client = new iam.IAMClient(settings);
  return {
    async details() {
      const found = await pages('iam:GetAccountAuthorizationDetails', patience, {
        ask: (Marker) =>
          client.send(
            new iam.GetAccountAuthorizationDetailsCommand({
              MaxItems: pageSize,
              ...(Marker === undefined ? {} : { Marker }),
            }),
          ),
        next: (page) => (page.IsTruncated === true ? (page.Marker ?? '') : undefined),
      });
      if (found.is !== 'read') return found;
      return {
        is: 'read',
        pages: mapped(found.pages, (page, number) => {
          if (page.IsTruncated === true && (page.Marker ?? '') === '')
            throw new Fault('source_untrusted', 'AWS says that there is more of IAM and not where.', {
              next: 'Read the source again.',
            });
          return lists.flatMap((list) =>
            (page[list] ?? []).map((value, at) => ({
              path: `${list}.*`,
              at: `page ${number}, ${list}.${at}`,
              value: asExported(value),
            })),
          );
        }),
      };
    },
    async report() {
      for (let tried = 1; ; tried++) {
        const made = await call('iam:GenerateCredentialReport', patience, () =>
          client.send(new iam.GenerateCredentialReportCommand({})),
        );
        if (made.is !== 'answered') return made;
        if (made.value.State === 'COMPLETE') break;
        if (tried >= reportTries) return { is: 'unread', why: 'AWS had not made the report after minutes' };
        await (patience.pause ?? usualPause)(reportPauseMs, patience.signal);
      }
      const found = await call('iam:GetCredentialReport', patience, () =>
        client.send(new iam.GetCredentialReportCommand({})),
      );
      if (found.is !== 'answered') return found;
      const { Content } = found.value;
      return Content === undefined
        ? { is: 'unread', why: 'AWS gave a report without content' }
        : { is: 'answered', value: Content };
    },
    async accessKeys(user) {
      const found = await pages('iam:ListAccessKeys', patience, {
        ask: (Marker) =>
          client.send(
            new iam.ListAccessKeysCommand({ UserName: user, ...(Marker === undefined ? {} : { Marker }) }),
          ),
        next: (page) => (page.IsTruncated === true ? (page.Marker ?? '') : undefined),
      });
      if (found.is !== 'read') return found;
      const keys: unknown[] = [];
      for await (const page of found.pages) keys.push(...(page.AccessKeyMetadata ?? []).map(asExported));
      return { is: 'answered', value: keys };
    },
  };
}

/** The rows of a report that is in memory. */
export async function* rowsOf(report: Uint8Array): AsyncIterable<CsvRecord> {
  yield* streamCsv(
    (async function* () {
      yield report;
    })(),
  );
}

async function* mapped<T, R>(from: AsyncIterable<T>, how: (each: T, number: number) => R): AsyncIterable<R> {
  let number = 0;
  for await (const each of from) yield how(each, ++number);
}

/** Moments as the CLI writes them. */
const asExported = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
