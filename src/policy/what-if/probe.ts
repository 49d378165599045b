import type { JudgeRequest } from '../../model/index.ts';
import type { PolicyAction } from '../cedar-schema.ts';
import { actions } from '../cedar-schema.ts';
import { compilePolicy, type CompiledPolicy } from '../compiled/compile-policy.ts';
import { sceneOf } from '../compiled/scene.ts';
import { isRecord } from '../compiled/values.ts';
import type { Policy } from '../parse-policies.ts';
import { shardOf } from '../shard.ts';
import { sliceOf } from '../slice.ts';

/**
 * Could one of these policies have a part in the answer to this kept request? Their `unless` is left out, so meeting a need
 * makes no difference; what errs, cannot be read or is not compiled counts as *it could*.
 */
export function probeOf(policies: readonly Policy[]): (request: unknown) => boolean {
  const shards = new Map<string, readonly CompiledPolicy[] | 'any'>();
  const shardFor = (action: PolicyAction, act: JudgeRequest['change']['act']) => {
    const name = `${action} ${act}`;
    const before = shards.get(name);
    if (before !== undefined) return before;
    const compiled = shardOf(policies, action, act).map(({ json }) => compilePolicy(json));
    const known = compiled.filter((each) => each !== undefined);
    const shard = known.length === compiled.length ? known : ('any' as const);
    shards.set(name, shard);
    return shard;
  };
  return (value) => {
    if (!isKept(value)) return true;
    const shard = shardFor(value.action, value.change.act);
    if (shard === 'any') return true;
    if (shard.length === 0) return false;
    try {
      const scene = sceneOf(sliceOf(value), value.action);
      return shard.some((policy) => policy.couldApply(scene));
    } catch {
      return true;
    }
  };
}

/**
 * Kept inputs were normalised before they were kept, and their digest was checked; all that is looked at here is what says
 * which policies could matter. Whatever could differ is read in full afterwards.
 */
const isKept = (value: unknown): value is JudgeRequest =>
  isRecord(value) &&
  actions.some((action) => action === value['action']) &&
  isRecord(value['change']) &&
  typeof value['change']['act'] === 'string' &&
  isRecord(value['principal']) &&
  isRecord(value['via']);
