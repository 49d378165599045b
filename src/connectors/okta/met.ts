import { Fault, type Observation } from '../../model/index.ts';

const most = 1_000_000;

/** Users and groups that were listed, and those that something else names: what was named and not listed is told too. */
export class Met {
  readonly #listed = new Set<string>();
  readonly #named = new Map<string, 'account' | 'group'>();

  list(key: string): void {
    if (this.#listed.size >= most)
      throw new Fault('input_too_large', `The organisation has more than ${most} users and groups.`, {
        next: 'Check where this export comes from.',
      });
    this.#listed.add(key);
  }

  /** Gives the key back, so that it can stand where it is used. */
  name(key: string, as: 'account' | 'group'): string {
    if (!this.#listed.has(key)) this.#named.set(key, as);
    return key;
  }

  *unlisted(): Iterable<Observation> {
    for (const [key, as] of this.#named) {
      if (this.#listed.has(key)) continue;
      const name = key.replace(/^[a-z]+\//, '');
      if (as === 'group') yield { type: 'group', key, name, kind: 'group' };
      else yield { type: 'account', key, name, kind: 'unknown', state: 'unknown' };
    }
  }
}
