import type { RouteInput, RouteOutput } from '../api/route-table.ts';

/** Which list, and what is asked of it, as a view keeps it. */
export type Asks = RouteInput<'views.create'>['asks'];
export type SavedView = RouteOutput<'views.show'>['view'];

/** The id of the view that an address says it came from; anything else is none. */
export function readSaved(value: unknown): { readonly saved?: string } {
  return typeof value === 'string' && /^viw_[0-9a-z]{26}$/.test(value) ? { saved: value } : {};
}

/** Whether two searches ask the same: in whatever order their members and chosen values stand. */
export const sameSearch = (one: object, other: object): boolean => textOf(one) === textOf(other);

const textOf = (search: object): string =>
  JSON.stringify(
    Object.entries(search)
      .map(([name, value]: [string, unknown]) => [
        name,
        Array.isArray(value) ? value.map(String).toSorted() : value,
      ])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );

/** A search without what is gone: a filter that nothing is left of is none. */
export function withoutGone(
  search: Readonly<Record<string, unknown>>,
  gone: SavedView['gone'],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]): readonly (readonly [string, unknown])[] => {
      const lost = gone.filter((each) => each.in === name).map((each) => each.value);
      if (!Array.isArray(value)) return lost.includes(String(value)) ? [] : [[name, value]];
      const left = value.filter((each) => !lost.includes(String(each)));
      return left.length === 0 ? [] : [[name, left]];
    }),
  );
}

/** What is gone and still asked for. */
export const goneIn = (
  search: Readonly<Record<string, unknown>>,
  gone: SavedView['gone'],
): SavedView['gone'] =>
  gone.filter(({ in: name, value }) => {
    const asked = search[name];
    return Array.isArray(asked) ? asked.includes(value) : asked === value;
  });
