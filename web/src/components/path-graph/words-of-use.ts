import type { EdgeUse } from './graph-shape.ts';

/** The message for how an edge was used. */
export const wordsOfUse: Readonly<
  Record<EdgeUse, 'used' | 'grantedOnly' | 'useUnknown' | 'possible' | 'chokePoint'>
> = {
  used: 'used',
  granted: 'grantedOnly',
  unknown: 'useUnknown',
  possible: 'possible',
  choke: 'chokePoint',
};
