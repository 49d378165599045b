import { parseArgs } from 'node:util';
import { reachesSeverity, scan, type ScanReport } from '../commands/scan.ts';
import { codes, Fault, type Severity } from '../model/index.ts';
import { systemClock, type Clock } from '../platform/clock.ts';
import { inert, inertJson } from '../platform/text.ts';
import { keyNamed } from './fingerprint-key.ts';
import { scanSarif } from './scan-sarif.ts';
import { scanText } from './scan-text.ts';

/** What the command is given by the process: where to write and what it may know of its surroundings. */
export interface ScanIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock?: Clock;
}

const thresholds = ['critical', 'high', 'medium', 'low', 'none'] as const;

const usage = `countersign scan [path…] [--json | --sarif] [--fail-on high|medium|low|critical|none] [--fingerprint-key env:NAME|file:PATH]

Lists the agents, tools and keys on this machine or in a repository, what each reaches, and what is wrong.
Without a path: the usual places of your home folder, and the current folder. Reads only; needs no database;
values are compared in memory and never printed or kept.

Exit status: 0 nothing at or above --fail-on (default high); 1 something is; 2 usage; 3 it did not work.
`;
const examples = [
  'countersign scan                        # this machine and the current folder',
  'countersign scan ~/work/project         # one repository',
  'countersign scan . --fail-on medium     # in CI',
  'countersign scan . --sarif > scan.sarif # for code scanning',
] as const;

/** `countersign scan`, as one value for the command line's list. */
export const scanCommand = {
  name: 'scan',
  summary:
    'list the agents and keys on this machine or in a repository, what each reaches, and what is wrong',
  usage,
  examples,
  run,
} as const;

/** Returns the exit status; every failure is a sentence on stderr, never an exception with what was read. */
async function run(argv: readonly string[], io: ScanIo): Promise<number> {
  try {
    const request = readArguments(argv);
    if (request === 'help') {
      io.stdout.write(`${usage}\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}\n`);
      return 0;
    }
    const home = io.env['HOME'] ?? io.env['USERPROFILE'];
    const report = scan({
      paths: request.paths,
      cwd: io.cwd,
      now: (io.clock ?? systemClock).now(),
      ...(home === undefined || home === '' ? {} : { home }),
      ...(request.keyFrom === undefined ? {} : { fingerprintKey: keyNamed(request.keyFrom, io.env) }),
    });
    io.stdout.write(rendered(report, request.format));
    return request.failOn !== 'none' && reachesSeverity(report, request.failOn) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Fault)) {
      // What went wrong inside may quote what was read; only its kind is told.
      io.stderr.write(
        `countersign scan: it stopped on an internal error (${error instanceof Error ? inert(error.name) : 'unknown'}).\n`,
      );
      return codes.internal.exit;
    }
    io.stderr.write(
      `countersign scan: ${inert(error.message)}\n${error.next === undefined ? '' : `next: ${inert(error.next)}\n`}`,
    );
    return codes[error.code].exit;
  }
}

interface Arguments {
  readonly paths: readonly string[];
  readonly format: 'text' | 'json' | 'sarif';
  readonly failOn: Severity | 'none';
  readonly keyFrom: string | undefined;
}

function readArguments(argv: readonly string[]): Arguments | 'help' {
  const { values, positionals } = parsed(argv);
  if (values.help === true) return 'help';
  if (values.json === true && values.sarif === true)
    throw usageFault('`--json` and `--sarif` cannot both be given');
  const wanted = values['fail-on'] ?? 'high';
  const failOn = thresholds.find((name) => name === wanted);
  if (failOn === undefined) throw usageFault('`--fail-on` takes critical, high, medium, low or none');
  return {
    paths: positionals,
    format: values.json === true ? 'json' : values.sarif === true ? 'sarif' : 'text',
    failOn,
    keyFrom: values['fingerprint-key'],
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        sarif: { type: 'boolean' },
        'fail-on': { type: 'string' },
        'fingerprint-key': { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch {
    throw usageFault('an option is not known or lacks its value');
  }
}

const usageFault = (message: string): Fault =>
  new Fault('usage', message, { next: 'countersign scan --help' });

const rendered = (report: ScanReport, format: Arguments['format']): string =>
  format === 'json'
    ? `${inertJson(report)}\n`
    : format === 'sarif'
      ? `${inertJson(scanSarif(report))}\n`
      : scanText(report);
