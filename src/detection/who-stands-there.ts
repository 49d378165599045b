import type { AccountView, Contribution } from '../model/index.ts';
import { actsForAgent } from './mcp-server.ts';

/** It is whoever does not sign in (`system:anonymous`), and nobody's own. */
export const isAnyone = ({ attributes }: AccountView): boolean => attributes['standsFor'] === 'anyone';

export const anyoneStandsThere: Contribution = {
  what: 'anybody stands at the start, without signing in',
  points: 44,
};

/** Who an account lets in, as far as that makes misuse likely: somebody from outside before an agent, a machine, a person of the house. */
export function whoStandsThere(view: AccountView): Contribution {
  if (isAnyone(view)) return anyoneStandsThere;
  if (view.attributes['userType'] === 'Guest' || view.attributes['affiliation'] === 'outside collaborator')
    return { what: 'somebody from outside stands at the start', points: 40 };
  if (actsForAgent(view))
    return { what: 'an agent stands at the start, and whoever can make it read something', points: 38 };
  if (view.kind === 'person') return { what: 'a person of the house stands at the start', points: 25 };
  if (view.kind === 'unknown') return { what: 'nobody knows who stands at the start', points: 28 };
  return { what: 'a token of a machine stands at the start', points: 30 };
}
