import { z } from 'zod';
import { Fault, readInstant } from '../../model/index.ts';
import { repositoryName } from './container.ts';
import { credentialOf, partsOf, type Container, type FoundSecret } from './found-secret.ts';

const text = z.string().max(1 << 20);
const short = z.string().max(4096);
const where = z.object({
  repository: short.optional(),
  image: short.optional(),
  tag: short.optional(),
  bucket: short.optional(),
  file: short.optional(),
  path: short.optional(),
  layer: short.optional(),
  link: short.optional(),
  line: z.number().int().optional(),
  commit: short.optional(),
  email: short.optional(),
  timestamp: short.optional(),
});
type Where = z.infer<typeof where>;

/** One line of `trufflehog --json` (v3). What is not named here is never kept. */
const result = z.object({
  SourceMetadata: z.object({ Data: z.record(short, z.unknown()) }),
  DetectorName: short.min(1),
  Verified: z.boolean().optional(),
  Raw: text.optional(),
  RawV2: text.optional(),
  Redacted: text.optional(),
});

/**
 * A line of trufflehog's output: a result, or undefined for a line of its log. Throws Fault `input_wrong_kind` when it is
 * neither.
 */
export function fromTrufflehog(value: unknown, line: number, report: Container): FoundSecret | undefined {
  if (isLogLine(value)) return undefined;
  const parsed = result.safeParse(value);
  if (!parsed.success) throw notAResult(line, parsed.error.issues[0]?.path.join('.') ?? '');
  const { SourceMetadata, DetectorName, Verified, Raw = '', RawV2 = '', Redacted = '' } = parsed.data;
  const [kind = 'unknown', data] = Object.entries(SourceMetadata.Data)[0] ?? [];
  const place = where.safeParse(data);
  if (!place.success) throw notAResult(line, `SourceMetadata.Data.${kind}`);
  const parts = secretOf(Raw, RawV2, Redacted);
  const at = place.data;
  const since = readInstant(at.timestamp ?? '');
  return {
    tool: 'trufflehog',
    rule: DetectorName,
    container: containerOf(kind, at, report),
    file: at.file ?? at.path ?? at.layer ?? withoutQuery(at.link ?? ''),
    ...(at.line === undefined ? {} : { line: at.line }),
    ...(at.commit === undefined || at.commit === '' ? {} : { commit: at.commit }),
    ...(at.email === undefined || at.email === '' ? {} : { author: addressIn(at.email) }),
    ...(since === undefined ? {} : { since }),
    ...parts,
    credential: credentialOf(DetectorName, parts.secret),
    ...(Verified === true ? { verified: true as const } : {}),
  };
}

/** Of an AWS key, `Raw` is the id and `RawV2` id and secret; `Redacted` repeats the id also where the rest was taken out. */
function secretOf(raw: string, both: string, redacted: string): Pick<FoundSecret, 'secret' | 'publicId'> {
  const [first, second] = [partsOf(raw), partsOf(both)];
  if (first.publicId !== undefined || second.publicId !== undefined) return { ...first, ...second };
  if (first.secret !== undefined) return first;
  const { publicId } = partsOf(redacted);
  return publicId === undefined ? {} : { publicId };
}

function containerOf(kind: string, at: Where, report: Container): Container {
  const named = (name: string, as: string): Container => ({ name, kind: as, isGuessed: false });
  if (at.repository !== undefined && at.repository !== '')
    return named(repositoryName(at.repository), 'repository');
  if (at.image !== undefined && at.image !== '')
    return named(at.tag === undefined || at.tag === '' ? at.image : `${at.image}:${at.tag}`, 'image');
  if (at.bucket !== undefined && at.bucket !== '') return named(at.bucket, 'bucket');
  return {
    ...report,
    kind:
      kind === 'Filesystem'
        ? 'folder'
        : kind
            .toLowerCase()
            .replaceAll(/[^a-z0-9_-]/g, '_')
            .slice(0, 40),
  };
}

const withoutQuery = (link: string): string => link.replace(/[?#].*$/, '').replace(/\/\/[^/@]*@/, '//');
const addressIn = (email: string): string => /<([^<>\s]+)>/.exec(email)?.[1] ?? email;

/** trufflehog writes its log to the same stream unless it is parted: `{"level":"info-0","ts":…,"msg":…}`. */
const isLogLine = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.hasOwn(value, 'level') &&
  Object.hasOwn(value, 'msg') &&
  !Object.hasOwn(value, 'DetectorName');

const notAResult = (line: number, field: string): Fault =>
  new Fault(
    'input_wrong_kind',
    `Line ${line}${field === '' ? '' : `, field \`${field.slice(0, 100)}\``}: this is no result as trufflehog 3 writes it.`,
    { next: 'Make the report with `trufflehog git … --json > NAME.trufflehog.json`.' },
  );
