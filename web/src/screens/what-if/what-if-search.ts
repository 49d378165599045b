export const hows = ['take', 'give', 'disable', 'rules'] as const;
export type How = (typeof hows)[number];

/** What is supposed: by a case, by a recorded what-if, or as asked on the page. */
export interface WhatIfSearch {
  readonly proposal?: string;
  readonly entry?: string;
  readonly how?: How;
  readonly who?: string;
  readonly what?: string;
  readonly days?: number;
}

const text = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 400;

export function readWhatIfSearch(search: Readonly<Record<string, unknown>>): WhatIfSearch {
  const { proposal, entry, who, what, days } = search;
  const how = hows.find((each) => each === search['how']);
  return {
    ...(typeof proposal === 'string' && /^prp_[0-9a-z]{8,40}$/.test(proposal) ? { proposal } : {}),
    ...(typeof entry === 'string' && /^ent_[0-9a-z]{8,40}$/.test(entry) ? { entry } : {}),
    ...(how === undefined ? {} : { how }),
    ...(text(who) ? { who } : {}),
    ...(text(what) ? { what } : {}),
    ...(typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= 400 ? { days } : {}),
  };
}
