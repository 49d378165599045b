/** Whose machine a file was found on, by its path: `dana@acme.example/…`, `laptop-7/home/dana/…`, `Users/dana/…`. */
export interface Whose {
  readonly owner?: string;
  readonly machine?: string;
}

const mail = /^[^\s@/]{1,64}@[^\s@/]{1,190}\.\p{L}{2,24}$/u;

/** Nothing is taken for an owner that the path does not say: a repository's files have none. */
export function whoseIs(path: string): Whose {
  const parts = path.split('/').slice(0, -1);
  const named = parts.findIndex((part) => mail.test(part));
  if (named !== -1) return of(parts[named], parts[named - 1]);
  const homes = parts.findIndex((part) => /^(?:home|Users)$/.test(part));
  return homes === -1 ? {} : of(parts[homes + 1], parts[homes - 1]);
}

const of = (owner: string | undefined, machine: string | undefined): Whose => ({
  ...(owner === undefined ? {} : { owner }),
  ...(machine === undefined ? {} : { machine }),
});
