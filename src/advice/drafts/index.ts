import { nhiNotUsedDraft } from './nhi-not-used.ts';
import { rightsNeverUsedDraft } from './rights-never-used.ts';
import { noDraft, type Drafter } from '../draft.ts';
import { disabledAccountStillHoldsRightsDraft } from './disabled-account-still-holds-rights.ts';
import { dormantPrivilegedAccountDraft } from './dormant-privileged-account.ts';
import { nhiWithoutOwnerDraft } from './nhi-without-owner.ts';
import { orphanAccountOfLeaverDraft } from './orphan-account-of-leaver.ts';
import { ownerGoneDraft } from './owner-gone.ts';
import { postgresPowerUnexpectedDraft } from './postgres-power-unexpected.ts';
import { wayDrafts } from './ways.ts';

/** How to answer each rule's findings; a rule without a line here fails a test. */
export const drafters: readonly Drafter[] = [
  orphanAccountOfLeaverDraft,
  dormantPrivilegedAccountDraft,
  disabledAccountStillHoldsRightsDraft,
  postgresPowerUnexpectedDraft,
  nhiWithoutOwnerDraft,
  ownerGoneDraft,
  ...wayDrafts,
  noDraft(
    'key-older-than-limit',
    'no change replaces a key: its consumer has to be moved to a new one first',
  ),
  noDraft('credential-never-used', 'no change removes a credential yet: switch it off where it is'),
  noDraft('console-access-without-mfa', 'only the person can enrol a second factor'),
  noDraft('wildcard-administrator-policy', 'no change narrows a policy: rewrite it where it is'),
  noDraft('vault-door-open', 'no change writes to Vault yet: bind the role where it is'),
  noDraft('vault-role-shared', 'no change writes to Vault yet: make a role for each where it is'),
  noDraft('secret-path-shared', 'no change narrows a policy of Vault: rewrite it where it is'),
  noDraft(
    'workloads-share-credential',
    'no change makes a credential: make one for each program where it signs in',
  ),
  noDraft('vault-way-to-root', 'no change narrows a policy of Vault: rewrite it where it is'),
  noDraft('password-without-expiry', 'no change sets the end of a password yet: set it where it is'),
  noDraft(
    'kubernetes-cluster-administrator',
    'no change writes to a cluster yet: replace the binding where it is',
  ),
  noDraft('kubernetes-wildcard-role', 'no change narrows a role: rewrite it where it is'),
  noDraft('kubernetes-secrets-everywhere', 'no change narrows a role: rewrite it where it is'),
  noDraft('kubernetes-way-to-administrator', 'no change narrows a role: limit it by name where it is'),
  noDraft(
    'kubernetes-token-without-end',
    'no change deletes a Secret: delete it where it is, once nothing uses it',
  ),
  noDraft(
    'exposed-credential-active',
    'no change replaces a credential: make a second one, move what uses it, then switch this one off',
  ),
  noDraft(
    'exposed-credential-of-unknown-owner',
    'first somebody has to say whose it is: ask who put it there, then name an owner',
  ),
  noDraft(
    'app-administers-organization',
    'no change writes to GitHub, Okta or Entra yet: suspend the app there, or take the permission away',
  ),
  noDraft('agent-without-sponsor', 'no change names a sponsor at Entra yet: name one there'),
  noDraft('consent-reaches-far', 'no change writes to Entra yet: withdraw the consent there'),
  noDraft('guest-holds-privilege', 'no change writes to Entra yet: take the role away there'),
  noDraft(
    'owner-may-act-as-privileged-app',
    'no change writes to Entra yet: change the owner, or the rights of what they own, there',
  ),
  noDraft(
    'standing-global-administrator',
    'no change writes to Entra yet: make the assignment eligible there',
  ),
  noDraft('deploy-key-may-write', 'no change writes to GitHub yet: replace the key by one that reads'),
  noDraft('outside-collaborator-administers', 'no change writes to GitHub yet: lower the role there'),
  noDraft('token-without-expiry', 'no change sets the end of a token: make one that ends, then revoke this'),
  noDraft('workflow-token-may-write', 'no change writes to GitHub yet: set the default to read there'),
  noDraft(
    'agent-holds-administrator-credential',
    'no change replaces a credential: take it out of the file where it is, and replace it at its system',
  ),
  noDraft(
    'agent-shares-credential',
    'no change makes an identity for an agent: make one where the credential is from',
  ),
  noDraft('mcp-server-in-the-clear', 'no change writes a client’s configuration: write https there'),
  noDraft(
    'mcp-server-not-allowed',
    'no change writes a client’s configuration: list the server, or take it out there',
  ),
  noDraft('mcp-server-unpinned', 'no change writes a client’s configuration: write the version there'),
  noDraft(
    'postgres-open-default-privileges',
    'no change alters default privileges yet: take them away where they are',
  ),
  noDraft(
    'postgres-open-definer-function',
    'no change alters a function yet: set its search_path and close it where it is',
  ),
  rightsNeverUsedDraft,
  noDraft('root-account-in-use', 'nothing can be taken from a root account: move its work to a role'),
  noDraft(
    'agent-reaches-control',
    'no change takes a tool from an agent: take the server out of its configuration, or give it less there',
  ),
  noDraft(
    'agent-reads-and-sends',
    'no change takes a tool from an agent: take one of the three out of its configuration',
  ),
  noDraft(
    'agent-writes-past-gateway',
    'no change writes a client’s configuration: have it go through the gateway there',
  ),
  noDraft(
    'credential-used-elsewhere',
    'no change replaces a credential: ask its owner first, then make a second one and switch this one off',
  ),
  noDraft(
    'duties-conflict',
    'which of the two duties it keeps is for a person to say: ask for the other to be taken away',
  ),
  noDraft(
    'person-acts-as-service',
    'no change makes an identity for a program: make one, move the program, then revoke the key',
  ),
  noDraft(
    'behaviour-changed',
    'whether it was meant is for whoever knows it to say: if nobody does, take its credentials away',
  ),
  nhiNotUsedDraft,
  noDraft(
    'provenance-changed',
    'whether it was meant to move is for its owner to say: narrow its trust policy where it is',
  ),
  noDraft('role-open-to-outsiders', 'no change rewrites a trust policy: name who may assume it there'),
  noDraft('service-acts-like-agent', 'no change registers an agent yet: name a sponsor and a purpose for it'),
  noDraft(
    'service-used-by-person',
    'no change gives a person an account: give them one of their own, then replace what they signed in with',
  ),
];
