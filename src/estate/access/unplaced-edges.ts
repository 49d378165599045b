import type { Hash64 } from '../tables/keyed-hash.ts';

/** A membership (member → group) or grant (holder → entitlement) as its row has it: by key hashes. */
export interface EdgeRow {
  readonly kind: 'membership' | 'grant';
  readonly key: Hash64;
  readonly from: Hash64;
  readonly to: Hash64;
  readonly flags: number;
}
export type UnplacedEdge = EdgeRow & { readonly sourceNo: number };

/** More than these are counted and not kept: the next version is then loaded anew. */
const mostKept = 100_000;

/** Edges whose ends are not both there, kept for the version in which they are. */
export class UnplacedEdges {
  readonly #kept: UnplacedEdge[] = [];
  #count = 0;

  add(edge: UnplacedEdge): void {
    this.#count++;
    if (this.#kept.length < mostKept) this.#kept.push(edge);
  }

  get count(): number {
    return this.#count;
  }
  /** All of them, or undefined when there are too many to keep. */
  get kept(): readonly UnplacedEdge[] | undefined {
    return this.#count > mostKept ? undefined : this.#kept;
  }
}
