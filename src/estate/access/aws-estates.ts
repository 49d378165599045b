import type { Queryable } from '../../platform/store/index.ts';
import { AwsCompiled } from './aws-compiled.ts';
import type { AwsEstate } from './aws-estate.ts';
import { loadAws } from './load-aws.ts';

type Of = Parameters<typeof loadAws>[1];

interface Latest {
  readonly read: number;
  readonly compiled: AwsCompiled;
  /** Whoever compiles with it waits for whoever does. */
  readonly done: Promise<unknown>;
}

const mostKept = 4;

/**
 * AWS sources of one process as they were at the reads asked for, compiled when they are first needed; a few are kept. A later read
 * is compiled from the one before: what did not change between them is the same object. An earlier one is compiled by itself.
 */
export class AwsEstates {
  readonly #kept = new Map<string, Promise<AwsEstate | undefined>>();
  readonly #latest = new Map<number, Latest>();

  /** Undefined for a source of another kind that kept no policies of AWS. */
  at(db: Queryable, of: Of): Promise<AwsEstate | undefined> {
    const name = `${of.sourceNo}:${of.read}`;
    const known = this.#kept.get(name);
    const loading =
      known ??
      this.#load(db, of).catch((error: unknown) => {
        this.#kept.delete(name);
        throw error;
      });
    this.#kept.delete(name); // and put last: the first of the map is the one used longest ago
    this.#kept.set(name, loading);
    for (const oldest of this.#kept.keys()) if (this.#kept.size > mostKept) this.#kept.delete(oldest);
    return loading;
  }

  #load(db: Queryable, of: Of): Promise<AwsEstate | undefined> {
    const before = this.#latest.get(of.sourceNo);
    if (before !== undefined && before.read > of.read) return loadAws(db, of);
    const compiled = before?.compiled ?? new AwsCompiled();
    const loading = Promise.resolve(before?.done).then(() => loadAws(db, of, compiled));
    this.#latest.set(of.sourceNo, { read: of.read, compiled, done: loading.catch(() => undefined) });
    return loading;
  }
}
