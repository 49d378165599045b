import { exactJson } from './exact-json.ts';
import { leafHash } from './hashing.ts';
import { verifyInclusion } from './proofs.ts';
import {
  hasOnly,
  isDigestText,
  isInstantText,
  isObject,
  isPersonText,
  isText,
  isTextList,
  member,
  parseJson,
  type JsonObject,
} from './shape.ts';

/** A Statement (model/proposal.ts) as the verifier reads it from its exact canonical text. */
export interface StatementView {
  readonly text: string;
  readonly ledger: string;
  readonly purpose: string;
  readonly signer: string;
  readonly madeAt: string;
  readonly expiresAt: string;
  readonly nonce: string;
  readonly covers: { readonly item: JsonObject } | { readonly root: string; readonly size: number };
}

const members = ['v', 'ledger', 'purpose', 'signer', 'madeAt', 'expiresAt', 'nonce', 'covers'];

/** The statement, or a sentence saying why the text is not one. */
export function parseStatement(text: string): StatementView | string {
  const value = parseJson(text);
  if (!isObject(value) || !hasOnly(value, members))
    return 'the statement is not an object of a statement’s members';
  if (exactJson(value) !== text) return 'the statement is not in canonical form';
  if (member(value, 'v') !== 'countersign/statement/v1') return 'the statement is of another version';
  const [ledger, purpose, signer] = [
    member(value, 'ledger'),
    member(value, 'purpose'),
    member(value, 'signer'),
  ];
  const [madeAt, expiresAt, nonce] = [
    member(value, 'madeAt'),
    member(value, 'expiresAt'),
    member(value, 'nonce'),
  ];
  if (!isText(ledger) || !isText(purpose) || !isPersonText(signer))
    return 'the statement names no ledger, purpose or person';
  if (!isInstantText(madeAt) || !isInstantText(expiresAt) || madeAt >= expiresAt)
    return 'the statement’s times are not times';
  if (!isText(nonce) || nonce.length < 8) return 'the statement has no nonce';
  const covers = readCovers(member(value, 'covers'));
  if (covers === undefined) return 'the statement covers neither an item nor a root';
  return { text, ledger, purpose, signer, madeAt, expiresAt, nonce, covers };
}

function readCovers(value: unknown): StatementView['covers'] | undefined {
  if (!isObject(value)) return undefined;
  const item = member(value, 'item');
  if (isObject(item)) return hasOnly(value, ['item']) ? { item } : undefined;
  const [root, size] = [member(value, 'root'), member(value, 'size')];
  if (!isDigestText(root) || typeof size !== 'number' || !Number.isSafeInteger(size)) return undefined;
  return size > 0 && hasOnly(value, ['root', 'size']) ? { root, size } : undefined;
}

/**
 * The item that a body's statement covers: the one inside it, or, for a statement over a Merkle root, the body's `item`
 * proven by `index` and `proof` (hex hashes, RFC 6962 audit path over the items' canonical bytes). A sentence otherwise.
 */
export function coveredItem(statement: StatementView, body: JsonObject): JsonObject | string {
  const [item, index, proof] = [member(body, 'item'), member(body, 'index'), member(body, 'proof')];
  if ('item' in statement.covers)
    return item === undefined && index === undefined && proof === undefined
      ? statement.covers.item
      : 'the statement covers an item, and the body names another beside it';
  const { root, size } = statement.covers;
  const text = isObject(item) ? exactJson(item) : undefined;
  if (!isObject(item) || text === undefined || typeof index !== 'number')
    return 'the statement covers a root, and the body proves no item under it';
  if (!isTextList(proof) || !proof.every(isDigestText))
    return 'the statement covers a root, and the body’s proof is not a list of hashes';
  const path = proof.map((hex) => Buffer.from(hex, 'hex'));
  const holds = verifyInclusion(leafHash(Buffer.from(text)), index, size, path, Buffer.from(root, 'hex'));
  return holds ? item : 'the item is not under the root that was signed';
}
