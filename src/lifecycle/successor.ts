import type { PersonTold } from './person.ts';
import type { Successor } from './rule-book.ts';
import type { Situation } from './situation.ts';

export type Succession =
  | { readonly is: 'found'; readonly key: string; readonly because: string }
  | { readonly is: 'nobody'; readonly because: string };

/**
 * Who takes over what somebody answered for: the first of the succession who is here. Going up to managers ends where it comes
 * round again, since charts have loops; nobody is an answer, and then it stays open.
 */
export function successorOf(
  person: PersonTold,
  succession: readonly Successor[],
  situation: Pick<Situation, 'colleague'>,
): Succession {
  const tried: string[] = [];
  for (const next of succession) {
    if (next.is === 'person') {
      const named = situation.colleague(next.key);
      if (next.key !== person.key && named?.standing === 'here')
        return { is: 'found', key: next.key, because: `${named.name} is named by the rules` };
      tried.push(named === undefined ? `\`${next.key}\` is not in the feed` : `${named.name} is not here`);
      continue;
    }
    const seen = new Set([person.key]);
    let at = person.managerKey;
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      const manager = situation.colleague(at);
      if (manager?.standing === 'here')
        return {
          is: 'found',
          key: at,
          because:
            seen.size === 2
              ? `${manager.name} was their manager`
              : `${manager.name} is the first of their managers who is here`,
        };
      at = manager?.managerKey;
    }
    tried.push('no manager above them is here');
  }
  return { is: 'nobody', because: tried.length === 0 ? 'the rules name nobody' : tried.join('; ') };
}
