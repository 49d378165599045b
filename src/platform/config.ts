import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { Fault } from '../model/failure.ts';
import { isSourceId } from '../model/ids.ts';
import { isInstant } from '../model/time.ts';
import { writeFileAtomically, type FileOptions } from './files.ts';
import { isReference, refusePasswordIn } from './secrets/index.ts';

const location = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => {
    try {
      refusePasswordIn(text);
      return true;
    } catch {
      return false;
    }
  }, 'holds a password');
const reference = z.string().max(4200).refine(isReference, 'is no reference to a secret');

const source = z.strictObject({
  id: z.string().refine(isSourceId),
  connector: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  location,
  addedAt: z.string().max(30).refine(isInstant),
});
export type SourceEntry = z.infer<typeof source>;

const shape = z.strictObject({
  format: z.literal('countersign-config-1'),
  createdAt: z.string().max(30).refine(isInstant),
  /** Whether the ledger opened as a demo. Fixed at the first start; the ledger's bootstrap entry is what counts. */
  demo: z.boolean(),
  database: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('embedded') }),
    /** The URL is where the reference says: it may hold a password. */
    z.strictObject({ kind: z.literal('external'), url: reference }),
  ]),
  sources: z.array(source).max(500),
  /** The port that `start --port` asked for; absent: the usual one. */
  port: z.int().min(1).max(65_535).exactOptional(),
});

/** What `start` was asked, kept in the data folder. Secrets are in it only by reference. */
export type Config = z.infer<typeof shape>;

/** The configuration of a data folder; undefined before the first start. Throws Fault `input_invalid` naming what is wrong where. */
export function readConfig(path: string): Config | undefined {
  if (!existsSync(path)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw invalid(path, 'it is not JSON', error);
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    // Paths and messages only: a value could be what should never have been in it.
    const [first] = parsed.error.issues;
    throw invalid(path, `\`${first?.path.join('.') ?? ''}\`: ${first?.message ?? 'is wrong'}`);
  }
  const ids = parsed.data.sources.map((s) => s.id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw invalid(path, `two sources are called \`${twice}\``);
  return parsed.data;
}

/** Replaces the configuration; after a crash either the old or the new one is there. Throws Fault `input_invalid`. */
export function writeConfig(path: string, config: Config, access: Partial<FileOptions> = {}): void {
  const parsed = shape.safeParse(config);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    throw invalid(path, `\`${first?.path.join('.') ?? ''}\`: ${first?.message ?? 'is wrong'}`);
  }
  writeFileAtomically(path, `${JSON.stringify(parsed.data, null, 2)}\n`, { mode: 0o644, ...access });
}

const invalid = (path: string, what: string, cause?: unknown): Fault =>
  new Fault('input_invalid', `The configuration \`${path}\` cannot be used: ${what}.`, {
    next: 'Mend that place in the file, or put the file back from your backup.',
    cause,
  });

/**
 * Which database to use: a DATABASE_URL now in force wins over what the folder was started with, and what that was is
 * said, so nobody works on another ledger unawares.
 */
export function databaseChoice(
  config: Config | undefined,
  env: Readonly<Record<string, string | undefined>>,
): { readonly database: Config['database']; readonly differsFromBefore: boolean } {
  const url = env['DATABASE_URL'];
  const database: Config['database'] =
    url !== undefined && url !== ''
      ? { kind: 'external', url: 'env:DATABASE_URL' }
      : (config?.database ?? { kind: 'embedded' });
  const differsFromBefore = config !== undefined && config.database.kind !== database.kind;
  return { database, differsFromBefore };
}
