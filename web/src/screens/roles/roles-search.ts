/** Which source is looked at, which role is marked, and what is searched. */
export interface RolesSearch {
  readonly source?: string;
  /** From 1. */
  readonly role?: number;
  readonly find?: string;
}

export function readRolesSearch({ source, role, find }: Readonly<Record<string, unknown>>): RolesSearch {
  return {
    ...(typeof source === 'string' && /^[a-z][a-z0-9-]{0,62}$/.test(source) ? { source } : {}),
    ...(typeof role === 'number' && Number.isInteger(role) && role >= 1 && role <= 2000 ? { role } : {}),
    ...(typeof find === 'string' && find !== '' && find.length <= 200 ? { find } : {}),
  };
}
