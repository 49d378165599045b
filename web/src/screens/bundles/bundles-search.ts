/** Which bundle is being changed or asked for, and of which mined role a new one is made. */
export interface BundlesSearch {
  readonly edit?: string;
  readonly ask?: string;
  readonly source?: string;
  /** From 1, as the screen of roles numbers them. */
  readonly role?: number;
}

const id = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z][a-z0-9-]{0,79}$/.test(value);

export function readBundlesSearch({
  edit,
  ask,
  source,
  role,
}: Readonly<Record<string, unknown>>): BundlesSearch {
  return {
    ...(edit === 'new' || id(edit) ? { edit } : {}),
    ...(id(ask) ? { ask } : {}),
    ...(id(source) ? { source } : {}),
    ...(typeof role === 'number' && Number.isInteger(role) && role >= 1 && role <= 2000 ? { role } : {}),
  };
}
