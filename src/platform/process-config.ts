import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Fault, isSubjectId } from '../model/index.ts';

/**
 * What one of our processes is started with: a JSON file that only its own OS user can read. Passwords and keys stand in
 * files of the same folder, never in the environment or on the command line.
 */
const processConfigSchema = z.strictObject({
  role: z.enum(['server', 'enforcer', 'sequencer']),
  subject: z.string().refine(isSubjectId),
  database: z.strictObject({ url: z.string().max(2000), passwordFile: z.string().max(4096) }),
  ledger: z.strictObject({
    origin: z.string().max(200),
    /** The checkpoint key that this process trusts (C2SP vkey). */
    checkpointKey: z.string().max(500),
    outsideFile: z.string().max(4096),
  }),
  /** The process's own folder in the data folder. */
  folder: z.string().max(4096),
  dataFolder: z.string().max(4096),
  policies: z.string().max(4096),
  /** Server only: where its API listens. */
  apiSocket: z.string().max(107).exactOptional(),
  /** Server only: the loopback port to serve on; when it is taken a free one will do. */
  consolePort: z.int().min(1).max(65_535).exactOptional(),
  /** Server only: hold every answer of the API to its schema. For tests and development. */
  checkAnswers: z.boolean().exactOptional(),
});
export type ProcessConfig = z.infer<typeof processConfigSchema>;

/** Reads the file named after `--config`; throws Fault `usage` or `input_invalid`. */
export function readProcessConfig(argv: readonly string[]): ProcessConfig {
  const at = argv.indexOf('--config');
  const file = at < 0 ? undefined : argv[at + 1];
  if (file === undefined)
    throw new Fault('usage', 'This process is started by `countersign start`, with `--config FILE`.');
  return parseProcessConfig(readFileSync(file, 'utf8'), file);
}

/** The text of such a file; throws Fault `input_invalid` naming what is wrong. */
export function parseProcessConfig(text: string, file: string): ProcessConfig {
  const parsed = processConfigSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Fault('input_invalid', `\`${file}\`: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
