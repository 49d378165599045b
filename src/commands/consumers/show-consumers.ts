import { accountViews } from '../../estate/index.ts';
import { done, type EstateRef, type Result } from '../../model/index.ts';
import { subjectsNamed } from '../subjects-named.ts';
import type { System } from '../system.ts';
import { consumerReader } from './consumer-reader.ts';
import type { ConsumerMap } from './consumers-of.ts';

export interface AccountConsumers extends ConsumerMap {
  readonly account: EstateRef;
}

/** Who or what uses each account of an identity: to be looked at before its secret is rotated or it is taken away. */
export async function showConsumers(
  system: Pick<System, 'access' | 'database' | 'behaviour'>,
  asked: { readonly identity: string },
): Promise<Result<{ readonly identity: EstateRef; readonly accounts: readonly AccountConsumers[] }>> {
  const named = await subjectsNamed(system, asked.identity);
  if (!named.ok) return named;
  const { identity, subjects } = named.value;
  const reader = consumerReader(system.behaviour);
  const accounts: AccountConsumers[] = [];
  const refs = subjects.filter(({ entity }) => entity === 'account');
  if (refs.length > 0)
    for await (const page of accountViews(system.database, system.access, { is: 'refs', refs }))
      for (const view of page)
        accounts.push({ account: view.ref, ...(await reader.of(system.database, view)) });
  return done({ identity, accounts });
}
