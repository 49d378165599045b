import { selects, type Change, type Instant, type MandateTerms } from '../../model/index.ts';
import type { System } from '../system.ts';
import { accountsIn, changesOf } from './candidates.ts';
import { mandateFacts, plainFacts } from './fact-reader.ts';
import { factSources } from './fact-sources.ts';

export interface SelectedChange {
  readonly change: Change;
  readonly because: string;
}
export interface Looked {
  readonly is: 'selected' | 'unknown';
  readonly found: SelectedChange;
}

/**
 * Everything in the estate that the conditions of these terms select now, one by one, and what they cannot tell: in no
 * order of importance, and never less than there is. It changes nothing.
 */
export async function* selectedBy(
  system: Pick<System, 'database' | 'views'>,
  terms: MandateTerms,
  now: Instant,
): AsyncGenerator<Looked> {
  const reader = mandateFacts(system.views, factSources);
  for await (const account of accountsIn(system, terms.scope.sources)) {
    if (selects(terms.when, plainFacts(account, now)).is === 'not selected') continue;
    for (const change of await changesOf(system, account, terms.does)) {
      const facts = await reader.factsOf(system.database, change, undefined, now);
      const { is, because } = selects(terms.when, facts);
      if (is !== 'not selected') yield { is, found: { change, because } };
    }
  }
}
