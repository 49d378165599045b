import type { AccessEngine } from '../../estate/index.ts';
import type { Instant } from '../../model/index.ts';
import { scopes } from './scopes.ts';

/** Whether an account of AWS surely has a scope, or perhaps, by its policies; absent: it has not. */
export type AwsScopes = (account: { readonly source: string; readonly key: string }, scope: string) => AwsHas;
export type AwsHas = 'sure' | 'perhaps' | 'no';

const mostHolders = 1_000_000;

/** Each scope asked of AWS by the evaluation of policies: rights as written say nothing of what takes them away again. */
export async function awsScopes(access: AccessEngine, now: Instant): Promise<AwsScopes> {
  const has = new Map<string, Exclude<AwsHas, 'no'>>();
  for (const { name, actions } of scopes)
    for (const action of actions['aws'] ?? []) {
      const { holders } = await access.whoCan({ action, resource: '*', limit: mostHolders, now });
      for (const { account, verdict } of holders) {
        const key = `${name} ${account.source} ${account.key}`;
        if (verdict === 'yes') has.set(key, 'sure');
        else if (!has.has(key)) has.set(key, 'perhaps');
      }
    }
  return ({ source, key }, scope) => has.get(`${scope} ${source} ${key}`) ?? 'no';
}
