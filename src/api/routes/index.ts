import type { Route } from '../route.ts';
import { access } from './access.ts';
import { activity } from './activity.ts';
import { administration } from './administration.ts';
import { campaigns } from './campaigns.ts';
import { changed } from './changed.ts';
import { decisions } from './decisions.ts';
import { delegations } from './delegations.ts';
import { duties } from './duties.ts';
import { escalation } from './escalation.ts';
import { events } from './events.ts';
import { executions } from './executions.ts';
import { findings } from './findings.ts';
import { identities } from './identities.ts';
import { inbox } from './inbox.ts';
import { ledger } from './ledger.ts';
import { notifications } from './notifications.ts';
import { overview } from './overview.ts';
import { passkeys } from './passkeys.ts';
import { policies } from './policies.ts';
import { bundles } from './bundles.ts';
import { lifecycle } from './lifecycle.ts';
import { mandates } from './mandates.ts';
import { policyChanges } from './policy-changes.ts';
import { nature } from './nature.ts';
import { privilege } from './privilege.ts';
import { proposals } from './proposals.ts';
import { provider } from './provider.ts';
import { replay } from './replay.ts';
import { rollbacks, rollouts } from './rollbacks.ts';
import { windows } from './windows.ts';
import { requests } from './requests.ts';
import { reviews } from './reviews.ts';
import { roles } from './roles.ts';
import { session } from './session.ts';
import { signers } from './signers.ts';
import { sources } from './sources.ts';
import { status } from './status.ts';
import { tokens } from './tokens.ts';
import { views } from './views.ts';
import { whatIfs } from './what-ifs.ts';

/** Every family of routes, a file each, in the order of the API reference. */
export const families = {
  status,
  overview,
  session,
  tokens,
  administration,
  passkeys,
  sources,
  findings,
  identities,
  activity,
  access,
  nature,
  privilege,
  escalation,
  changed,
  duties,
  lifecycle,
  bundles,
  whatIfs,
  replay,
  roles,
  views,
  proposals,
  requests,
  decisions,
  campaigns,
  delegations,
  inbox,
  notifications,
  reviews,
  executions,
  mandates,
  rollbacks,
  rollouts,
  windows,
  policies,
  policyChanges,
  signers,
  provider,
  ledger,
  events,
};

/** Every route there is. */
export const routes: readonly Route[] = Object.values(families).flatMap((family) =>
  Object.values<Route>(family),
);

export {
  access,
  activity,
  administration,
  campaigns,
  changed,
  decisions,
  delegations,
  inbox,
  duties,
  escalation,
  events,
  executions,
  findings,
  identities,
  ledger,
  bundles,
  whatIfs,
  lifecycle,
  mandates,
  notifications,
  overview,
  passkeys,
  policies,
  policyChanges,
  nature,
  privilege,
  proposals,
  provider,
  replay,
  requests,
  reviews,
  roles,
  rollbacks,
  rollouts,
  windows,
  session,
  signers,
  sources,
  status,
  tokens,
};
