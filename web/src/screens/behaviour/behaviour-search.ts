/** What of behaviour is looked at, as it stands in the address. */
export interface BehaviourSearch {
  readonly show?: Shown;
}
export const shown = ['dormant', 'changed'] as const;
export type Shown = (typeof shown)[number];

/** Reads an address leniently: what is unknown is not there. */
export function readBehaviourSearch(raw: Readonly<Record<string, unknown>>): BehaviourSearch {
  const show = shown.find((each) => each === raw['show']);
  return show === undefined ? {} : { show };
}
