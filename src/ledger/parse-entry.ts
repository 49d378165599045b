import type { EntryView, LeafView } from './leaf.ts';
import { leafVersion } from './leaf.ts';
import {
  hasOnly,
  isBlobIdText,
  isDigestText,
  isEntryIdText,
  isInstantText,
  isObject,
  isSubjectText,
  isText,
  isTextList,
  member,
  parseJson,
  type JsonObject,
} from './shape.ts';

const entryMembers = [
  'actor',
  'at',
  'basis',
  'blobs',
  'body',
  'causedBy',
  'correlation',
  'id',
  'policy',
  'subjects',
  'type',
];
const actorKinds = ['person', 'process', 'agent', 'machine'];

/** An entry of the expected shape, or a sentence saying what is wrong with it. */
export function parseEntry(value: unknown): EntryView | string {
  if (!isObject(value)) return 'the entry is not an object';
  if (!hasOnly(value, entryMembers)) return 'the entry has members that no entry has';
  const [id, type, at] = [member(value, 'id'), member(value, 'type'), member(value, 'at')];
  if (!isEntryIdText(id)) return '`id` is not an entry id';
  if (!isText(type)) return '`type` is not text';
  if (!isInstantText(at)) return '`at` is not a moment';
  const actor = readActor(member(value, 'actor'));
  if (actor === undefined) return '`actor` is not an actor';
  const subjects = member(value, 'subjects');
  if (!isTextList(subjects)) return '`subjects` is not a list of text';
  const causedBy = member(value, 'causedBy');
  if (!Array.isArray(causedBy) || !causedBy.every(isEntryIdText))
    return '`causedBy` is not a list of entry ids';
  const correlation = member(value, 'correlation');
  if (!isText(correlation)) return '`correlation` is not text';
  const policy = member(value, 'policy');
  if (policy !== null && !isDigestText(policy)) return '`policy` is neither null nor a digest';
  const basis = readBasis(member(value, 'basis'));
  if (basis === undefined) return '`basis` is not a record of digests';
  const blobs = readBlobs(member(value, 'blobs'));
  if (blobs === undefined) return '`blobs` is not a list of blob references';
  const body = member(value, 'body');
  if (!isObject(body)) return '`body` is not an object';
  return { id, type, at, actor, subjects, causedBy, correlation, policy, basis, blobs, body };
}

/** A leaf of the expected shape, or a sentence saying what is wrong with it. */
export function parseLeaf(bytes: Uint8Array): LeafView | string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const value = parseJson(text);
  if (!isObject(value)) return 'the leaf is not a JSON object';
  if (!hasOnly(value, ['entry', 'seq', 'sequencedAt', 'v', 'writer']))
    return 'the leaf has members that no leaf has';
  const seq = member(value, 'seq');
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 0) return '`seq` is not a number';
  const [v, sequencedAt, writer] = [
    member(value, 'v'),
    member(value, 'sequencedAt'),
    member(value, 'writer'),
  ];
  if (v !== leafVersion) return `\`v\` is not \`${leafVersion}\``;
  if (!isInstantText(sequencedAt)) return '`sequencedAt` is not a moment';
  if (!isText(writer)) return '`writer` is not text';
  const entry = parseEntry(member(value, 'entry'));
  return typeof entry === 'string' ? entry : { v, seq, sequencedAt, writer, entry };
}

function readActor(value: unknown): EntryView['actor'] | undefined {
  if (!isObject(value) || !hasOnly(value, ['kind', 'id', 'via'])) return undefined;
  const [kind, id, via] = [member(value, 'kind'), member(value, 'id'), member(value, 'via')];
  if (!isText(kind) || !actorKinds.includes(kind) || !isSubjectText(id)) return undefined;
  if (!isTextList(via) || !via.every(isSubjectText)) return undefined;
  return { kind, id, via };
}

function readBasis(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isObject(value)) return undefined;
  const basis: [string, string][] = [];
  for (const [name, digest] of Object.entries(value)) {
    if (!isDigestText(digest)) return undefined;
    basis.push([name, digest]);
  }
  return Object.fromEntries(basis);
}

function readBlobs(value: unknown): EntryView['blobs'] | undefined {
  if (!Array.isArray(value)) return undefined;
  const blobs: { id: string; name: string; commitment: string }[] = [];
  for (const item of value) {
    const blob: unknown = item;
    if (!isObject(blob)) return undefined;
    const read = readBlob(blob);
    if (read === undefined) return undefined;
    blobs.push(read);
  }
  return blobs;
}

function readBlob(blob: JsonObject): EntryView['blobs'][number] | undefined {
  const [id, name, commitment] = [member(blob, 'id'), member(blob, 'name'), member(blob, 'commitment')];
  if (!isBlobIdText(id) || !isText(name) || !isDigestText(commitment)) return undefined;
  return hasOnly(blob, ['id', 'name', 'commitment']) ? { id, name, commitment } : undefined;
}
