/** What of the policies is looked at, as it stands in the address. */
export interface PolicySearch {
  readonly tab?: PolicyTab;
  readonly q?: string;
  readonly layer?: Layer;
  readonly act?: string;
  readonly subject?: string;
  /** A proposed set that is looked at. */
  readonly change?: string;
}

export const policyTabs = ['rights', 'list', 'changes', 'console', 'tester'] as const;
export type PolicyTab = (typeof policyTabs)[number];
export const layers = ['fixed', 'file', 'rights'] as const;
export type Layer = (typeof layers)[number];

/** Reads an address leniently: what is unknown is not there. */
export function readPolicySearch(raw: Readonly<Record<string, unknown>>): PolicySearch {
  const { q, act, subject, change } = raw;
  const tab = policyTabs.find((each) => each === raw['tab']);
  const layer = layers.find((each) => each === raw['layer']);
  return {
    ...(tab === undefined ? {} : { tab }),
    ...(layer === undefined ? {} : { layer }),
    ...(short(q) ? { q } : {}),
    ...(short(act) ? { act } : {}),
    ...(short(subject) ? { subject } : {}),
    ...(short(change) ? { change } : {}),
  };
}

const short = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 200;
