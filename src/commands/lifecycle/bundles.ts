import type { Queryable } from '../../platform/store/index.ts';
import type { Bundles } from './situation-of.ts';

/** What bundles hold now. */
export async function bundlesNow(_on: Queryable): Promise<Bundles> {
  return Promise.resolve(() => undefined);
}
