import type { Tagged } from '../kit/rest/requester.ts';

/**
 * Answers of earlier reads by URL, so that GitHub can say that nothing changed: such an answer counts nothing against the
 * rate limit. In memory, of one process; the longest unused goes first.
 */
export class Etags {
  readonly #most: number;
  readonly #kept = new Map<string, Tagged & { readonly size: number }>();
  #size = 0;

  constructor(most = 32 << 20) {
    this.#most = most;
  }

  get(name: string): Tagged | undefined {
    const found = this.#kept.get(name);
    if (found === undefined) return undefined;
    this.#kept.delete(name);
    this.#kept.set(name, found);
    return found;
  }

  set(name: string, tagged: Tagged): void {
    const size = JSON.stringify(tagged.data).length + name.length;
    this.drop(name);
    if (size > this.#most / 4) return;
    this.#kept.set(name, { ...tagged, size });
    this.#size += size;
    for (const [oldest] of this.#kept) {
      if (this.#size <= this.#most) return;
      this.drop(oldest);
    }
  }

  drop(name: string): void {
    this.#size -= this.#kept.get(name)?.size ?? 0;
    this.#kept.delete(name);
  }
}
