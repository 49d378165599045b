import { Fault } from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import type { Cluster } from './cluster.ts';
import { issuerIn, keepIssuer } from './issuer.ts';
import { anyObject } from './object-shape.ts';
import { takers, type Kept, type Taken } from './takers.ts';

/** `kept` is absent for a kind that says nothing about access. */
export interface Prepared {
  readonly kind: string;
  readonly kept: Kept | undefined;
}

const mostObjects = 1_000_000;
const mostTexts = 10_000_000;

/**
 * Puts objects into a cluster one by one, keeping of each only what its kind needs. An object given twice must be the same
 * both times. Bounds what is kept: a million objects, ten million texts in rules and bindings.
 */
export class Gatherer {
  readonly #cluster: Cluster;
  readonly #fingerprint: Taken['fingerprint'];
  readonly #seen = new Map<string, string>();
  #texts = 0;

  constructor(cluster: Cluster, fingerprint: Taken['fingerprint']) {
    this.#cluster = cluster;
    this.#fingerprint = fingerprint;
  }

  /** Objects that were kept. */
  get size(): number {
    return this.#seen.size;
  }

  /** True when it is a Kubernetes object at all, of a kind that is read or not. */
  take(value: unknown): boolean {
    const issuer = issuerIn(value);
    if (issuer !== undefined) {
      keepIssuer(this.#cluster, issuer);
      return true;
    }
    const prepared = this.prepare(value);
    if (prepared !== undefined) this.keep(prepared);
    return prepared !== undefined;
  }

  /** The object as far as it is read, not yet part of the cluster; undefined when it is no Kubernetes object. */
  prepare(value: unknown): Prepared | undefined {
    const any = anyObject.safeParse(value);
    if (!any.success) return undefined;
    const { kind, apiVersion } = any.data;
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const taker = takers.get(`${group}:${kind}`);
    return { kind, kept: taker?.({ kind, value, cluster: this.#cluster, fingerprint: this.#fingerprint }) };
  }

  keep({ kind, kept }: Prepared): void {
    if (kept === undefined) return;
    const { templates } = this.#cluster;
    const isTemplate = kept.name.includes('{{');
    this.#keepOnce(
      `${kind} ${kept.namespace ?? ''} ${kept.name}`,
      isTemplate ? { ...kept, content: 'template', keep: () => templates.add(kept.name) } : kept,
    );
  }

  #keepOnce(id: string, kept: Kept): void {
    const digest = digestOf(JSON.stringify([kept.content]));
    const before = this.#seen.get(id);
    if (before === digest) return;
    if (before !== undefined)
      throw new Fault('source_untrusted', `There are two different ${kept.what} in what was given.`, {
        next: 'Keep one of them: a source is one cluster, and there an object has one content.',
      });
    this.#seen.set(id, digest);
    this.#texts += kept.texts ?? 0;
    if (this.#seen.size > mostObjects || this.#texts > mostTexts)
      throw new Fault(
        'input_too_large',
        `There are more than ${mostObjects} objects, or more than ${mostTexts} verbs, resources and subjects in them.`,
        { next: 'Read each cluster as a source of its own.' },
      );
    kept.keep();
  }
}
