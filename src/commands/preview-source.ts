import type { Gap } from '../estate/index.ts';
import { done, refuse, type Observation, type ObservationType, type Result } from '../model/index.ts';
import type { ReportCount } from './read-source.ts';
import { boundToImports, type AskedFrom } from './source-location.ts';
import type { AnyConnector, MappingProposed, Part, System } from './system.ts';
import type { FieldMapping } from '../platform/wire/field-mapping.ts';

/** What changes of Countersign's own record go by, and the source of its own tokens: nobody else's. */
export const reserved: readonly string[] = ['countersign', 'countersign-tokens'];

/** A preview looks at no more than this of a source, and for no longer. */
const most = { records: 20_000, seconds: 30, rowsOfAKind: 5, gaps: 50, characters: 200, fields: 50 } as const;

export interface SourceAsked {
  readonly connector: string;
  readonly location: string;
  /** What somebody says that its tables mean. */
  readonly mapping?: FieldMapping;
}

export interface PreviewRow {
  readonly key: string;
  /** Null where a record of its kind has none. */
  readonly name: string | null;
}

/** What a read would bring, as far as it was looked at. */
export interface SourcePreview {
  /** Which files would be read as what, where the source itself says so; null where it does not. */
  readonly parts: {
    readonly saidIn: string;
    readonly files: readonly (Omit<Part, 'fields'> & {
      readonly fields: Part['fields'];
      readonly moreFields: number;
    })[];
  } | null;
  /** The whole source was looked at: the counts are what there is, not the least. */
  readonly isWhole: boolean;
  readonly kinds: readonly {
    readonly kind: Exclude<ObservationType, 'gap'>;
    readonly count: number;
    readonly first: readonly PreviewRow[];
  }[];
  readonly notRead: readonly Pick<Gap, 'what' | 'why'>[];
  readonly moreNotRead: number;
  /** What its tables could mean, where nothing says so yet: then nothing else was looked at. */
  readonly proposed: MappingProposed | null;
}

/** The configuration of a source that somebody asks for, or why they may not have it. */
export function configOf(
  system: Pick<System, 'connectors' | 'importsFolder'>,
  asked: SourceAsked,
  from: AskedFrom,
): Result<{ readonly connector: AnyConnector; readonly config: Readonly<Record<string, unknown>> }> {
  const offered = system.connectors.filter(({ id }) => !reserved.includes(id));
  const connector = offered.find(({ id }) => id === asked.connector);
  if (connector === undefined)
    return refuse(
      'usage',
      `There is no connector \`${asked.connector}\`.`,
      `There are: ${offered.map(({ id }) => id).join(', ')}.`,
    );
  const located = locatedAs(system, connector, asked, from);
  if (!located.ok || asked.mapping === undefined)
    return located.ok ? done({ connector, config: located.value }) : located;
  const config = connector.withMapping(located.value, asked.mapping);
  return config === undefined
    ? refuse('usage', `A source of kind \`${connector.id}\` takes no mapping.`, 'Leave it out.')
    : done({ connector, config });
}

function locatedAs(
  { importsFolder }: Pick<System, 'importsFolder'>,
  connector: AnyConnector,
  asked: SourceAsked,
  from: AskedFrom,
): Result<Readonly<Record<string, unknown>>> {
  if (from === 'owner') return done(connector.locate(asked.location));
  // what is looked at is what was written, not what `locate` makes of it from the folder the server runs in
  const config = asked.location.includes('://')
    ? connector.locate(asked.location)
    : { ...connector.locate(asked.location), path: asked.location };
  return boundToImports(config, importsFolder);
}

/**
 * Reads the beginning of a source that is not there yet and keeps nothing: no row, no entry, no secret. What the connector
 * throws (unreachable, not what it should be) is the preview's answer too.
 */
export async function previewSource(
  system: System,
  asked: SourceAsked & { readonly from: AskedFrom },
  report: ReportCount,
  signal: AbortSignal,
): Promise<Result<SourcePreview>> {
  const found = configOf(system, asked, asked.from);
  if (!found.ok) return found;
  const { connector, config } = found.value;
  const proposed = await connector.propose(config, signal);
  if (proposed !== undefined)
    return done({ parts: null, isWhole: false, kinds: [], notRead: [], moreNotRead: 0, proposed });
  const parts = await connector.parts(config, signal);
  const ends = new AbortController();
  const read = connector.read(
    config,
    {
      now: system.clock.now(),
      signal: AbortSignal.any([signal, ends.signal]),
      fingerprint: (secret) => system.fingerprint(secret),
      secret: (reference) => system.secret(reference),
    },
    { limits: { seconds: most.seconds, pageSize: 500 } },
  );
  const kinds = new Map<Exclude<ObservationType, 'gap'>, { count: number; first: PreviewRow[] }>();
  const notRead: Pick<Gap, 'what' | 'why'>[] = [];
  let records = 0;
  let gaps = 0;
  let isWhole = false;
  try {
    for await (const page of read.pages) {
      for (const observation of page.observations) {
        records++;
        if (observation.type === 'gap') {
          if (gaps++ < most.gaps) notRead.push({ what: cut(observation.what), why: cut(observation.why) });
          continue;
        }
        const of = kinds.get(observation.type) ?? { count: 0, first: [] };
        of.count++;
        if (of.first.length < most.rowsOfAKind) of.first.push(rowOf(observation));
        kinds.set(observation.type, of);
      }
      report('looking', records);
      isWhole = page.complete === true;
      if (records >= most.records) break;
    }
  } finally {
    ends.abort();
  }
  return done({
    parts: parts === undefined ? null : { saidIn: parts.saidIn, files: parts.parts.map(shownPart) },
    isWhole,
    kinds: [...kinds].map(([kind, of]) => ({ kind, ...of })),
    notRead,
    moreNotRead: gaps - notRead.length,
    proposed: null,
  });
}

const cut = (text: string): string =>
  text.length > most.characters ? `${text.slice(0, most.characters)}…` : text;

const shownPart = ({ file, record, fields }: Part) => ({
  file,
  record,
  fields: fields.slice(0, most.fields).map((each) => ({ ...each, from: cut(each.from) })),
  moreFields: Math.max(0, fields.length - most.fields),
});

const rowOf = (observation: Observation): PreviewRow => ({
  key: cut(observation.key),
  name: 'name' in observation && typeof observation.name === 'string' ? cut(observation.name) : null,
});
