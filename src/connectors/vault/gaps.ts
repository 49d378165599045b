import type { Observation } from '../../model/index.ts';
import type { Unread } from '../kit/rest/asking.ts';
import { unreadGaps } from '../kit/rest/unread-gaps.ts';

/** What is never asked for. Said on every answer that could depend on it. */
export const neverRead = [
  ['batch-tokens', 'batch tokens that are in use: Vault keeps no list of them'],
  ['secrets', 'which secrets there are: no secret engine is asked for anything'],
  ['sentinel', 'Sentinel policies (EGP, RGP) and control groups of Vault Enterprise, which may deny'],
  ['namespaces', 'namespaces below the one that is read'],
  ['external-groups', 'who is in external groups: the directory that they come from knows'],
  ['engine-roles', 'what roles of secret engines (database, PKI, clouds) hand out'],
] as const;

export const observeGaps = (unread: ReadonlyMap<string, Unread>): readonly Observation[] => [
  ...neverRead.map(([key, what]): Observation => ({ type: 'gap', key, what, why: 'it is not asked for' })),
  ...unreadGaps(unread, { scope: 'Vault' }),
];
