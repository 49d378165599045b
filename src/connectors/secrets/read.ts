import { basename } from 'node:path';
import { Fault, type Observation } from '../../model/index.ts';
import { streamCsv } from '../../platform/csv-stream.ts';
import { sniff } from '../../platform/input-kind.ts';
import { streamJson } from '../../platform/json-stream.ts';
import { linesOf } from '../../platform/text-lines.ts';
import type { ReadContext, ReadPage } from '../kit/connector.ts';
import { bytesOf, inFile, listInput, refuseLinksOut } from '../kit/input-files.ts';
import { containerOfReport } from './container.ts';
import type { FoundSecret } from './found-secret.ts';
import { observeGaps } from './gaps.ts';
import { fromGitleaks, fromGitleaksRow } from './gitleaks.ts';
import type { SecretsConfig } from './location.ts';
import { SecretObserver } from './observe-secrets.ts';
import { readSarif } from './sarif.ts';
import { failuresOf } from './text-pieces.ts';
import { fromTrufflehog } from './trufflehog.ts';

const pageSize = 1000;
const reportNames = /\.(?:jsonl?|ndjson|csv|sarif|xml)$/i;

/** Each report in the order of its name, then the credentials that their results are of, then what could not be told. */
export async function* readSecrets(context: ReadContext<SecretsConfig>): AsyncIterable<ReadPage> {
  const { config, signal } = context;
  const observer = new SecretObserver((secret) => context.fingerprint(secret));
  const files = await reportsIn(config.path);
  for (const file of files) {
    let page: Observation[] = [];
    for await (const found of inFile(file, resultsOf(file, signal, observer))) {
      page.push(...observer.take(found));
      if (page.length < pageSize) continue;
      yield { observations: page };
      page = [];
    }
    yield { observations: page };
  }
  let page: Observation[] = [];
  for (const credential of observer.credentials())
    if (page.push(credential) >= pageSize) {
      yield { observations: page };
      page = [];
    }
  yield { observations: [...page, ...observeGaps(observer.tally)], complete: true };
}

async function reportsIn(path: string): Promise<readonly string[]> {
  const found = await listInput(path);
  if (found.length === 1 && found[0] === path) return found;
  const reports = found.filter((file) => reportNames.test(basename(file)));
  if (reports.length === 0)
    throw new Fault(
      'not_found',
      `The folder \`${path}\` holds no report (.json, .jsonl, .csv, .sarif, .xml).`,
      {
        next: 'Make one with `gitleaks git --report-format json --report-path NAME.gitleaks.json`.',
      },
    );
  await refuseLinksOut(path, reports);
  return reports;
}

/** What a report is, is judged by its beginning, since every scanner calls its output `report.json`. */
async function* resultsOf(
  file: string,
  signal: AbortSignal,
  observer: SecretObserver,
): AsyncIterable<FoundSecret> {
  const container = containerOfReport(file);
  const head = await headOf(file, signal);
  const open = (): AsyncIterable<Uint8Array> => bytesOf(file, signal);
  const { kind, looksLike } = sniff(head);
  const text = Buffer.from(head)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (kind === 'markup')
    for await (const failure of failuresOf(open()))
      yield fromGitleaks(jsonOf(failure), 'a failure', container);
  else if (text.startsWith('[') && text.trimEnd() !== '[]')
    for await (const { at, value } of streamJson(open(), ['*'])) yield fromGitleaks(value, at, container);
  if (kind === 'markup' || text.startsWith('[')) return;
  if (text.startsWith('{') && isSarif(text))
    for await (const each of readSarif(open, container))
      if (each.is === 'found') yield each.found;
      else if (each.is === 'suppressed') observer.tally.suppressed++;
      else observer.tally.other.set(each.tool, (observer.tally.other.get(each.tool) ?? 0) + 1);
  else if (text.startsWith('{'))
    for await (const { line, text: json } of linesOf(open())) {
      const found = fromTrufflehog(jsonOf(json), line, container);
      if (found !== undefined) yield found;
    }
  else if (/^"?RuleID"?,/.test(text))
    for await (const row of streamCsv(open())) yield fromGitleaksRow(row, container);
  else if (kind !== 'empty' || !/\.(?:jsonl?|ndjson)$/i.test(file)) throw notAReport(looksLike);
}

async function headOf(file: string, signal: AbortSignal): Promise<Uint8Array> {
  for await (const chunk of bytesOf(file, signal)) return chunk.subarray(0, 8192);
  return new Uint8Array(0);
}

const isSarif = (head: string): boolean =>
  /"\$schema"\s*:\s*"[^"]*sarif|"runs"\s*:\s*\[|"version"\s*:\s*"2\.1\.0"/.test(head);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // the parser's message would repeat a part of the text, which holds secrets
    throw new Fault('input_invalid', 'A result is not whole: the report was cut off, or is none.', {
      next: 'Make the report again and check that it was written to its end.',
    });
  }
}

const notAReport = (looksLike: string): Fault =>
  new Fault(
    'input_wrong_kind',
    `The file looks like ${looksLike}: it is no report of gitleaks, trufflehog or SARIF.`,
    {
      next: 'docs/connectors/secrets.md says how each report is made.',
    },
  );
