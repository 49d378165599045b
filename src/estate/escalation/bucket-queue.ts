/**
 * Vertices by their distance, nearest first (R. B. Dial, Algorithm 360: Shortest-path forest with topological ordering). What
 * was put in again with less stays in its old bucket too: whoever takes it out passes it over.
 */
export class BucketQueue {
  readonly #buckets: number[][] = [];
  #at = 0;

  /** Never with less than was taken last. */
  put(vertex: number, distance: number): void {
    const bucket = this.#buckets[distance];
    if (bucket !== undefined) bucket.push(vertex);
    else {
      while (this.#buckets.length < distance) this.#buckets.push([]);
      this.#buckets.push([vertex]);
    }
  }

  /** The distance of what `take` gives next; Infinity: there is nothing. */
  get nearest(): number {
    while (this.#at < this.#buckets.length && this.#buckets[this.#at]?.length === 0) {
      this.#buckets[this.#at] = [];
      this.#at++;
    }
    return this.#at < this.#buckets.length ? this.#at : Infinity;
  }

  take(): number | undefined {
    return this.nearest === Infinity ? undefined : this.#buckets[this.#at]?.pop();
  }
}
