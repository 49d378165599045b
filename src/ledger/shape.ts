// Reading untrusted JSON by hand, so that the verifier needs no library.

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isText = (value: unknown): value is string => typeof value === 'string';

export const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(isText);

/** A member of an untrusted object, never one it inherits. */
export const member = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** Exactly these members and no others: what is signed has no room for what nobody checks. */
export const hasOnly = (object: JsonObject, names: readonly string[]): boolean =>
  Object.keys(object).every((key) => names.includes(key));

export const isDigestText = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const instantShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
export const isInstantText = (value: unknown): value is string =>
  typeof value === 'string' && instantShape.test(value) && !Number.isNaN(Date.parse(value));

export const isSubjectText = (value: unknown): value is string =>
  typeof value === 'string' && /^(psn|agt|prc)_[0-9a-z]{8,40}$/.test(value);

export const isPersonText = (value: unknown): value is string =>
  typeof value === 'string' && /^psn_[0-9a-z]{8,40}$/.test(value);

export const isEntryIdText = (value: unknown): value is string =>
  typeof value === 'string' && /^ent_[0-9a-z]{8,40}$/.test(value);

export const isBlobIdText = (value: unknown): value is string =>
  typeof value === 'string' && /^blb_[0-9a-z]{8,40}$/.test(value);

/** JSON.parse that answers undefined instead of throwing. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
