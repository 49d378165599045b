import { keepPreviousData } from '@tanstack/react-query';
import { useRoute } from '../api/queries.ts';
import type { RouteOutput } from '../api/route-table.ts';
import { useSettled } from '../settled.ts';

type Suggested = RouteOutput<'access.suggest'>;

/** What answers to a part of a name. Until it is here, what of the answer before still holds the part stays. */
export function useSuggestions(typed: string, about: { readonly resource?: string }): Suggested | undefined {
  const part = typed.trim().slice(0, 200);
  const text = useSettled(part);
  const { data, isPlaceholderData } = useRoute(
    'access.suggest',
    { text, limit: 12, ...about },
    { placeholderData: keepPreviousData },
  );
  if (data === undefined || (!isPlaceholderData && text === part)) return data;
  const fits = (name: string): boolean => name.toLowerCase().includes(part.toLowerCase());
  return {
    ...data,
    resources: data.resources.filter(({ key }) => fits(key)),
    actions: data.actions.filter(fits),
    identities: data.identities.filter(({ name }) => fits(name)),
  };
}
