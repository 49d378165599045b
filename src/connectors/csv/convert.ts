import { Fault, readInstant, type Observation } from '../../model/index.ts';
import { checkObservation } from '../kit/check-observation.ts';
import { joinKeys } from '../kit/keys.ts';
import { fieldsOf, isObservationType, type FieldKind } from '../kit/observation-shape.ts';
import { shapeOf, type FileMapping } from './mapping.ts';

export type Row = Readonly<Record<string, string>>;
type Converted =
  | { readonly is: 'observation'; readonly observation: Observation }
  | { readonly is: 'bad'; readonly why: string };

/** One row under a mapping → an observation, or why it cannot be one. An empty cell is a field that was not stated. */
export function convert(row: Row, mapping: FileMapping, fingerprint: (secret: string) => string): Converted {
  const values = new Map<string, unknown>([['type', mapping.record]]);
  const attributes = new Map<string, string>();
  const cells: readonly (readonly [string, string])[] = [
    ...Object.entries(mapping.columns).map(([field, column]) => [field, (row[column] ?? '').trim()] as const),
    ...Object.entries(mapping.constants),
  ];
  for (const [field, cell] of cells) {
    const text = meaningOf(mapping, field, cell);
    if (text === '') continue;
    if (field.startsWith('attributes.')) attributes.set(field.slice('attributes.'.length), text);
    else if (field === 'secret') values.set('fingerprint', fingerprint(text));
    else {
      const kind = shapeOf(mapping.record, field)?.kind ?? 'text';
      const value = valueOf(text, kind);
      if (value === undefined) return { is: 'bad', why: `\`${field}\` is ${expectedOf(kind)}` };
      values.set(field, value);
    }
  }
  if (attributes.size > 0) values.set('attributes', Object.fromEntries(attributes));
  derive(values, mapping.record);
  return checked(Object.fromEntries(values), mapping);
}

function meaningOf(mapping: FileMapping, field: string, cell: string): string {
  const meanings = mapping.values[field];
  return meanings !== undefined && Object.hasOwn(meanings, cell) ? (meanings[cell] ?? cell) : cell;
}

function valueOf(text: string, kind: FieldKind): unknown {
  if (typeof kind !== 'string') return kind.includes(text) ? text : undefined;
  if (kind === 'boolean') return booleans.get(text.toLowerCase());
  if (kind === 'instant') return readInstant(text);
  if (kind === 'instant or null') return text.toLowerCase() === 'never' ? null : readInstant(text);
  if (kind === 'texts') return text.split(';').map((item) => item.trim());
  return text;
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'y', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'n', '0'].map((word) => [word, false] as const),
]);

function expectedOf(kind: FieldKind): string {
  if (typeof kind !== 'string') return `not one of ${kind.join(', ')} (map it under \`values\`)`;
  if (kind === 'boolean') return 'neither true nor false';
  return kind === 'instant or null'
    ? 'neither an ISO 8601 date nor `never`'
    : 'not an ISO 8601 date (2026-01-31)';
}

/** Keys of records that a table rarely has a key for, and what goes without saying. Only where nothing was stated. */
function derive(values: Map<string, unknown>, record: FileMapping['record']): void {
  const text = (field: string): string => {
    const value = values.get(field);
    return typeof value === 'string' ? value : '';
  };
  const unless = (field: string, value: unknown): void => {
    if (!values.has(field)) values.set(field, value);
  };
  if (record === 'account' || record === 'group' || record === 'resource') unless('name', text('key'));
  if (record === 'account') {
    unless('kind', 'unknown');
    unless('state', 'unknown');
  }
  if (record === 'group') unless('kind', 'group');
  if (record === 'resource') unless('kind', 'resource');
  if (record === 'membership') {
    unless('via', 'member');
    unless('key', joinKeys(text('memberKey'), text('groupKey')));
  }
  if (record === 'credential') {
    unless('state', 'unknown');
    unless('key', joinKeys(text('accountKey'), text('credential')));
  }
  if (record === 'entitlement') {
    unless('resourcePattern', values.get('resourceKey') ?? '*');
    unless('key', joinKeys(text('action'), text('resourcePattern')));
  }
  if (record === 'grant') {
    unless('effect', 'allow');
    unless('key', joinKeys(text('subjectKey'), text('entitlementKey')));
  }
  if (record === 'ownership') {
    unless('role', 'owner');
    unless('key', joinKeys(text('subjectKey'), text('role'), text('ownerRef')));
  }
}

function checked(value: unknown, mapping: FileMapping): Converted {
  if (!hasType(value)) return { is: 'bad', why: 'it has no type' };
  const missing = fieldsOf(mapping.record).find(
    ([field, shape]) => shape.required && !Object.hasOwn(value, field),
  );
  if (missing !== undefined) return { is: 'bad', why: `\`${missing[0]}\` is empty` };
  try {
    return { is: 'observation', observation: checkObservation(value).observation };
  } catch (error) {
    if (error instanceof Fault) return { is: 'bad', why: 'a field is too long' };
    throw error;
  }
}

/** Type and fields were set above from the table that checks them; the host checks every field once more. */
const hasType = (value: unknown): value is Observation =>
  typeof value === 'object' && value !== null && 'type' in value && isObservationType(value.type);
