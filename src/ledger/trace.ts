import { commitmentOf } from './commitment.ts';
import { leafHash } from './hashing.ts';
import { parseLeaf } from './parse-entry.ts';
import { verifyInclusion } from './proofs.ts';
import { isObject, isText, member, parseJson, type JsonObject } from './shape.ts';
import { verifySignature } from './signature.ts';
import { foldSigners, type KeyTenure, type SignerFold } from './signers.ts';
import { coveredItem, parseStatement } from './statement.ts';
import { inclusionProof, rootAt, type TileSource } from './tiles.ts';
import { toLeaf } from './to-leaf.ts';
import type { Leaf } from '../model/entry.ts';
import type { LeafView } from './leaf.ts';
import type { LedgerBytes } from './verify-input.ts';

/** A statement that somebody signed, read from the entry that carries it, and by which key. */
export interface TracedSignature {
  readonly purpose: string;
  readonly signer: string;
  readonly madeAt: string;
  readonly item: JsonObject;
  readonly keyFingerprint: string;
  /** Whose the key was when the entry was numbered, by enrolments in the ledger; undefined: nobody’s. */
  readonly key: KeyTenure | undefined;
}

/** One entry of a story. */
export interface TracedEntry {
  readonly leaf: Leaf;
  /** Its bytes are under the newest checkpoint’s root, by the tiles of the export. */
  readonly isIncluded: boolean;
  readonly signature: TracedSignature | undefined;
  /** Content that the entry committed to, by name: as it was, or the entry that erased it; undefined: it is not there. */
  readonly contents: ReadonlyMap<
    string,
    { readonly content: string } | { readonly erasedBy: string } | undefined
  >;
}

export interface LedgerTrace {
  /** By what the stories are about, in order of their first entries. */
  readonly stories: ReadonlyMap<string, readonly TracedEntry[]>;
  /** Entries that stories rest on: mandates, delegations, enrolments, the law. By id. */
  readonly grounds: ReadonlyMap<string, TracedEntry>;
  /** Cases whose content was erased, so that nobody can tell whether they are about the same. */
  readonly unreadable: readonly string[];
}

/**
 * Reads from a ledger’s bytes alone everything about one thing: a case, an entry, a campaign, a person, or an account, group or
 * right by its key or name. Reads the whole log three times and keeps only what it tells of. What the bytes are worth is the
 * verifier’s question.
 */
export async function traceLedger(bytes: LedgerBytes, size: number, about: string): Promise<LedgerTrace> {
  const found = await findCases(bytes, about);
  const tree = await treeOf(bytes, size);
  const signers = foldSigners();
  const stories = new Map<string, TracedEntry[]>();
  const named = new Set<string>();
  for await (const read of leavesOf(bytes)) {
    signers.apply(read.leaf);
    const { correlation, causedBy } = read.leaf.entry;
    if (!found.cases.has(correlation)) continue;
    const traced = await tracedOf(tree, read, signers);
    const story = stories.get(correlation) ?? [];
    story.push(traced);
    stories.set(correlation, story);
    for (const cause of causedBy) named.add(cause);
    const standsFor = traced.signature === undefined ? undefined : member(traced.signature.item, 'standsFor');
    const delegation = isObject(standsFor) ? member(standsFor, 'delegation') : undefined;
    if (isText(delegation)) named.add(delegation);
  }
  const grounds = new Map<string, TracedEntry>();
  // what a story rests on stands before it, with the keys that were in force then
  const before = foldSigners();
  for await (const read of leavesOf(bytes)) {
    before.apply(read.leaf);
    const { id, correlation } = read.leaf.entry;
    if (named.has(id) && !found.cases.has(correlation)) grounds.set(id, await tracedOf(tree, read, before));
  }
  return {
    stories: await withContents(bytes, stories),
    grounds,
    unreadable: found.unreadable,
  };
}

interface Read {
  readonly leaf: LeafView;
  /** The same in the model’s words. */
  readonly told: Leaf;
  readonly raw: Uint8Array;
}

/** Every entry that is one; what is none is the verifier’s to name. */
async function* leavesOf(bytes: LedgerBytes): AsyncGenerator<Read> {
  for await (const page of bytes.entries())
    for (const { leaf: raw } of page) {
      const leaf = parseLeaf(raw);
      const told = typeof leaf === 'string' ? undefined : toldOf(leaf);
      if (typeof leaf !== 'string' && told !== undefined) yield { leaf, told, raw };
    }
}

/** Undefined: it cannot be told in the model’s words; an export may be anybody’s. */
function toldOf(leaf: LeafView): Leaf | undefined {
  try {
    return toLeaf(leaf);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Which cases are about it: by id, by who acted, or by what their changes name. */
async function findCases(
  bytes: LedgerBytes,
  about: string,
): Promise<{ readonly cases: ReadonlySet<string>; readonly unreadable: readonly string[] }> {
  const cases = new Set<string>();
  const filedIn = new Map<string, string>();
  for await (const { leaf } of leavesOf(bytes)) {
    const { entry } = leaf;
    const { correlation, body, actor, subjects } = entry;
    if (entry.type === 'proposal.filed')
      for (const { id, name } of entry.blobs) if (name === 'proposal') filedIn.set(id, correlation);
    const acted = [actor.id, ...actor.via, ...subjects, member(body, 'requester')];
    if (
      correlation === about ||
      entry.id === about ||
      member(body, 'campaign') === about ||
      (about.startsWith('psn_') && acted.includes(about) && /^(prp|cmp)_/.test(correlation))
    )
      cases.add(correlation);
  }
  const unreadable: string[] = [];
  for await (const page of bytes.blobs())
    for (const { id, content } of page) {
      const correlation = filedIn.get(id);
      if (correlation === undefined || cases.has(correlation)) continue;
      if (content === null) unreadable.push(correlation);
      else if (isAbout(content, about)) cases.add(correlation);
    }
  return { cases, unreadable };
}

/** Whether a proposal changes something of this key or name. */
function isAbout(content: string, about: string): boolean {
  const proposal = parseJson(content);
  const changes = isObject(proposal) ? member(proposal, 'changes') : undefined;
  if (!Array.isArray(changes)) return false;
  return changes.some((one: unknown) => {
    const change = isObject(one) ? member(one, 'change') : undefined;
    if (!isObject(change)) return false;
    return Object.entries(change).some(([name, key]) => {
      if (!isText(key) || (name !== 'bundle' && name !== 'findingId' && !name.endsWith('Key'))) return false;
      const source = member(change, name.replace(/Key$/, 'Source')) ?? member(change, 'source');
      return key === about || `${String(source)}/${key}` === about || nameIn(key) === about;
    });
  });
}

function nameIn(key: string): string {
  const last = key.slice(key.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

async function tracedOf(
  tree: Tree | undefined,
  { leaf, told, raw }: Read,
  signers: SignerFold,
): Promise<TracedEntry> {
  return {
    leaf: told,
    isIncluded: await isIncluded(tree, leaf.seq, raw),
    signature: signatureOf(leaf, signers),
    contents: new Map(),
  };
}

interface Tree extends TileSource {
  readonly size: number;
  readonly root: Uint8Array;
}

/** The tiles with the root that they give; undefined: none are kept. */
async function treeOf(bytes: LedgerBytes, size: number): Promise<Tree | undefined> {
  const read = bytes.tile?.bind(bytes);
  if (read === undefined || size === 0) return undefined;
  const tile = async (level: number, index: number, width: number): Promise<Uint8Array> =>
    (await read(level, index, width)) ?? new Uint8Array(width * 32);
  return { tile, size, root: await rootAt({ tile }, size) };
}

/** By the audit path from the tiles to their own root; that this is the signed root is what the verifier tells. */
async function isIncluded(tree: Tree | undefined, seq: number, raw: Uint8Array): Promise<boolean> {
  if (tree === undefined || seq >= tree.size) return false;
  const path = await inclusionProof(tree, seq, tree.size);
  return verifyInclusion(leafHash(raw), seq, tree.size, path, tree.root);
}

function signatureOf({ entry, sequencedAt }: LeafView, signers: SignerFold): TracedSignature | undefined {
  const [text, signature] = [member(entry.body, 'statement'), member(entry.body, 'signature')];
  if (!isText(text) || !isText(signature)) return undefined;
  const statement = parseStatement(text);
  const checked = verifySignature(text, signature);
  if (typeof statement === 'string' || !checked.ok) return undefined;
  const item = coveredItem(statement, entry.body);
  if (typeof item === 'string') return undefined;
  const { purpose, signer, madeAt } = statement;
  return {
    purpose,
    signer,
    madeAt,
    item,
    keyFingerprint: checked.fingerprint,
    key: signers.standing(checked.fingerprint, sequencedAt),
  };
}

/** Puts beside each entry what it committed to, where that is exactly what is there. */
async function withContents(
  bytes: LedgerBytes,
  stories: ReadonlyMap<string, readonly TracedEntry[]>,
): Promise<LedgerTrace['stories']> {
  const wanted = new Set(
    [...stories.values()].flatMap((entries) =>
      entries.flatMap(({ leaf }) => leaf.entry.blobs.map(({ id }): string => id)),
    ),
  );
  const kept = new Map<
    string,
    { readonly salt: Uint8Array | null; readonly content: string | null; readonly erasedBy: string | null }
  >();
  for await (const page of bytes.blobs())
    for (const blob of page) if (wanted.has(blob.id)) kept.set(blob.id, blob);
  const contentOf = (id: string, commitment: string) => {
    const blob = kept.get(id);
    if (blob === undefined) return undefined;
    if (blob.content === null || blob.salt === null)
      return blob.erasedBy === null ? undefined : { erasedBy: blob.erasedBy };
    return commitmentOf(blob.salt, blob.content) === commitment ? { content: blob.content } : undefined;
  };
  return new Map(
    [...stories].map(([about, entries]) => [
      about,
      entries.map((traced) => ({
        ...traced,
        contents: new Map(
          traced.leaf.entry.blobs.map(({ id, name, commitment }) => [name, contentOf(id, commitment)]),
        ),
      })),
    ]),
  );
}
