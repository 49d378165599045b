import { fieldsOf } from '../../kit/observation-shape.ts';
import { derivable, recordTypes, type RecordType } from '../mapping.ts';
import { wordsOf, type Column } from './sample.ts';
import { fileWords, meanings, synonyms } from './synonyms.ts';

/** A column that speaks for a field, and how that is known. */
export interface Chosen {
  readonly field: string;
  readonly column: Column;
  readonly because: string;
  readonly points: number;
  readonly values?: Readonly<Record<string, string>>;
}
/** A column whose name speaks for a field that its values do not fit. */
export interface Unfit {
  readonly field: string;
  readonly column: Column;
  readonly why: string;
}
export interface Choice {
  readonly record: RecordType;
  readonly chosen: readonly Chosen[];
  readonly unfit: readonly Unfit[];
  readonly lacking: readonly string[];
  readonly points: number;
}

/** What a file most likely is: the record whose fields its columns fill best. Undefined: none with all that it needs. */
export function chooseRecord(file: string, columns: readonly Column[]): Choice | undefined {
  const [best] = recordTypes
    .map((record) => choiceOf(record, file, columns))
    .filter(({ lacking, points }) => lacking.length === 0 && points >= 6)
    .toSorted((a, b) => b.points - a.points);
  return best;
}

export function choiceOf(record: RecordType, file: string, columns: readonly Column[]): Choice {
  const offers = columns
    .flatMap((column) => [...offersOf(record, column)])
    .toSorted((a, b) => b.points - a.points);
  const chosen: Chosen[] = [];
  const unfit: Unfit[] = [];
  for (const offer of offers) {
    if (offer.why !== undefined) {
      unfit.push({ field: offer.field, column: offer.column, why: offer.why });
      continue;
    }
    if (chosen.some(({ field }) => field === offer.field)) continue;
    // one column may be the key of a record and say something else of it, and nothing more
    const others = chosen.filter(({ column }) => column === offer.column);
    if (
      others.length > 0 &&
      !mayShare(
        offer.field,
        others.map(({ field }) => field),
      )
    )
      continue;
    chosen.push(offer);
  }
  const has = (field: string): boolean => chosen.some((each) => each.field === field);
  const instead =
    chosen.find(({ field }) => field === 'email') ?? chosen.find(({ field }) => field === 'key');
  if (record === 'person' && !has('name') && instead !== undefined)
    chosen.push({ ...instead, field: 'name', because: 'no column holds the whole name', points: 0 });
  const lacking = fieldsOf(record)
    .filter(([field, { required }]) => required && !has(field) && !derivable[record].includes(field))
    .map(([field]) => field)
    .filter(
      (field) =>
        !(record === 'person' && field === 'state') && !(record === 'credential' && field === 'credential'),
    );
  const said = wordsOf(file.replace(/\.[a-z]+$/i, '')).join(' ');
  const isNamed = fileWords[record].some((word) => ` ${said} `.includes(` ${word} `));
  return {
    record,
    chosen,
    unfit: unfit.filter(({ column }) => !chosen.some((each) => each.column === column)),
    lacking,
    points:
      chosen.reduce(
        (sum, { points, field }) => sum + points * (telling.has(`${record}.${field}`) ? 2 : 1),
        0,
      ) + (isNamed ? 12 : 0),
  };
}

/** Fields that hardly any other record has. */
const telling: ReadonlySet<string> = new Set([
  'person.managerKey',
  'person.department',
  'person.title',
  'person.startedAt',
  'person.leftAt',
  'account.lastUsedAt',
  'account.mfa',
  'account.kind',
  'credential.secret',
  'credential.rotatedAt',
  'credential.publicId',
  'resource.environment',
  'resource.dataClass',
  'resource.tier',
  'entitlement.action',
  'entitlement.privileged',
  'membership.groupKey',
  'grant.entitlementKey',
  'ownership.ownerRef',
]);

const mayShare = (field: string, others: readonly string[]): boolean =>
  field === 'key' || others.includes('key') ? [field, ...others].every((each) => sharing.has(each)) : false;
const sharing: ReadonlySet<string> = new Set(['key', 'employeeNumber', 'name', 'email', 'publicId']);

function* offersOf(record: RecordType, column: Column): Iterable<Chosen & { readonly why?: string }> {
  const said = column.words.join(' ');
  for (const [field, names] of Object.entries(synonyms[record])) {
    const at = names.indexOf(said);
    const inside =
      at === -1 ? names.findIndex((name) => name.includes(' ') && ` ${said} `.includes(` ${name} `)) : -1;
    if (at === -1 && inside === -1) continue;
    const surely = at === -1 ? 1 : Math.max(2, 5 - at * 0.2);
    const fit = fitOf(record, field, column);
    yield {
      field,
      column,
      because: `its name${fit.because === undefined ? '' : `; ${fit.because}`}`,
      points: surely + (fit.because === undefined ? 0 : 1),
      ...(fit.values === undefined ? {} : { values: fit.values }),
      ...(fit.why === undefined ? {} : { why: fit.why }),
    };
  }
}

interface Fit {
  readonly because?: string;
  readonly why?: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** Whether a column's values can be that field's. */
function fitOf(record: RecordType, field: string, column: Column): Fit {
  const kind = fieldsOf(record).find(([name]) => name === field)?.[1].kind ?? 'text';
  if (column.distinct.size === 0) return field === 'key' ? { why: 'it is empty' } : {};
  if (field === 'key')
    return column.isUnique
      ? { because: 'every row has another value' }
      : { why: 'its values are not all there, or not all different' };
  if (field === 'email')
    return column.emails >= 0.95
      ? { because: 'its values are e-mail addresses' }
      : { why: 'its values are not e-mail addresses' };
  if (kind === 'instant' || kind === 'instant or null')
    return column.dates === 1
      ? { because: 'its values are ISO 8601 dates' }
      : {
          why: 'its values are not all ISO 8601 dates (2026-01-31): written otherwise, a day and a month can be taken for each other',
        };
  if (kind === 'boolean')
    return column.booleans === 1
      ? { because: 'its values are yes and no' }
      : { why: 'its values are not yes and no' };
  if (typeof kind === 'string') return {};
  return meant(record, field, kind, column);
}

function meant(record: RecordType, field: string, kind: readonly string[], column: Column): Fit {
  const known = meanings[`${record}.${field}`] ?? {};
  const values: Record<string, string> = {};
  for (const value of column.distinct) {
    if (kind.includes(value)) continue;
    const word = value.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
    const means = Object.hasOwn(known, word) ? known[word] : undefined;
    if (means === undefined)
      return { why: `it holds ${shown(value, column)}, and only ${kind.join(', ')} can be meant` };
    values[value] = means;
  }
  return { because: 'its values are understood', ...(Object.keys(values).length === 0 ? {} : { values }) };
}

/** A value is shown where it is a word of a few: anything else in the column could be what nobody should see. */
const shown = (value: string, { distinct }: Column): string =>
  distinct.size <= 20 && /^[\p{L} _-]{1,24}$/u.test(value) ? `\`${value}\`` : 'values of another kind';
