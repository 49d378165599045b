/**
 * Who is at the door: challenges that a signer's key signs, one-time links, identity providers, sessions and API tokens. In: a
 * secret, a signed challenge or what a provider answered. Out: whose it is. It decides nothing and signs nothing: a session looks and asks, and what happens to
 * access rests on signatures alone. What a caller may do is policy's answer.
 */
export { signinSteps } from './schema.ts';
export { keepChallenge, newChallenge, takeChallenge } from './challenge.ts';
export { nobody, personSought, rolesGiven } from './oidc/asserted.ts';
export type { Asserted } from './oidc/asserted.ts';
export { createOidcClient } from './oidc/client.ts';
export type { OidcClient, ProviderInForce } from './oidc/client.ts';
export { flowSeconds, keepFlow, newFlow, takeFlow } from './oidc/flow.ts';
export { forgetLinks, linkSubject } from './oidc/links.ts';
export { algorithms, providerSchema, readProvider } from './oidc/provider.ts';
export type { Provider } from './oidc/provider.ts';
export { newLink, takeLink } from './links.ts';
export type { LinkFor } from './links.ts';
export {
  beginSession,
  endOtherSessions,
  endSession,
  openSession,
  openSessions,
  resumeSession,
  sessionLimits,
} from './sessions.ts';
export type { ListPlace, Session, SessionHow, SessionOf, SessionsAsked } from './sessions.ts';
export {
  digestOfTokens,
  issueToken,
  listTokens,
  longestTokenSeconds,
  revokeToken,
  ringTokens,
  tokenOfOwner,
  tokenOfSecret,
  tokensChannel,
  tokensInForce,
} from './tokens.ts';
export type { Token, TokenPlace, TokensAsked } from './tokens.ts';
export { noteVisit } from './visits.ts';
export type { LastVisit } from './visits.ts';
