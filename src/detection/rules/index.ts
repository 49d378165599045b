import { rightsNeverUsed } from './rights-never-used.ts';
import type { Rule } from '../rule.ts';
import { agentHoldsAdministratorCredential } from './agent-holds-administrator-credential.ts';
import { agentSharesCredential } from './agent-shares-credential.ts';
import { appAdministersOrganization } from './app-administers-organization.ts';
import { couldBecomeAdministrator } from './could-become-administrator.ts';
import { couldReachCrownJewel } from './could-reach-crown-jewel.ts';
import { consoleAccessWithoutMfa } from './console-access-without-mfa.ts';
import { credentialNeverUsed } from './credential-never-used.ts';
import { deployKeyMayWrite } from './deploy-key-may-write.ts';
import { disabledAccountStillHoldsRights } from './disabled-account-still-holds-rights.ts';
import { dormantPrivilegedAccount } from './dormant-privileged-account.ts';
import { dutiesConflict } from './duties-conflict.ts';
import { exposedCredentialActive } from './exposed-credential-active.ts';
import { exposedCredentialOfUnknownOwner } from './exposed-credential-of-unknown-owner.ts';
import { keyOlderThanLimit } from './key-older-than-limit.ts';
import { kubernetesClusterAdministrator } from './kubernetes-cluster-administrator.ts';
import { kubernetesSecretsEverywhere } from './kubernetes-secrets-everywhere.ts';
import { kubernetesTokenWithoutEnd } from './kubernetes-token-without-end.ts';
import { kubernetesWayToAdministrator } from './kubernetes-way-to-administrator.ts';
import { kubernetesWildcardRole } from './kubernetes-wildcard-role.ts';
import { mcpServerInTheClear } from './mcp-server-in-the-clear.ts';
import { mcpServerNotAllowed } from './mcp-server-not-allowed.ts';
import { mcpServerUnpinned } from './mcp-server-unpinned.ts';
import { nhiWithoutOwner } from './nhi-without-owner.ts';
import { orphanAccountOfLeaver } from './orphan-account-of-leaver.ts';
import { outsideCollaboratorAdministers } from './outside-collaborator-administers.ts';
import { ownerGone } from './owner-gone.ts';
import { passwordWithoutExpiry } from './password-without-expiry.ts';
import { postgresOpenDefaultPrivileges } from './postgres-open-default-privileges.ts';
import { postgresOpenDefinerFunction } from './postgres-open-definer-function.ts';
import { postgresPowerUnexpected } from './postgres-power-unexpected.ts';
import { roleOpenToOutsiders } from './role-open-to-outsiders.ts';
import { rootAccountInUse } from './root-account-in-use.ts';
import { tokenWithoutExpiry } from './token-without-expiry.ts';
import { secretPathShared } from './secret-path-shared.ts';
import { vaultRoleShared } from './vault-role-shared.ts';
import { workloadsShareCredential } from './workloads-share-credential.ts';
import { vaultDoorOpen } from './vault-door-open.ts';
import { vaultWayToRoot } from './vault-way-to-root.ts';
import { wayAcrossSystems } from './way-across-systems.ts';
import { wildcardAdministratorPolicy } from './wildcard-administrator-policy.ts';
import { workflowTokenMayWrite } from './workflow-token-may-write.ts';
import { agentWithoutSponsor } from './agent-without-sponsor.ts';
import { consentReachesFar } from './consent-reaches-far.ts';
import { guestHoldsPrivilege } from './guest-holds-privilege.ts';
import { ownerMayActAsPrivilegedApp } from './owner-may-act-as-privileged-app.ts';
import { standingGlobalAdministrator } from './standing-global-administrator.ts';
import { personActsAsService } from './person-acts-as-service.ts';
import { serviceUsedByPerson } from './service-used-by-person.ts';
import { serviceActsLikeAgent } from './service-acts-like-agent.ts';
import { provenanceChanged } from './provenance-changed.ts';
import { behaviourChanged } from './behaviour-changed.ts';
import { nhiNotUsed } from './nhi-not-used.ts';
import { credentialUsedElsewhere } from './credential-used-elsewhere.ts';
import { agentReachesControl } from './agent-reaches-control.ts';
import { agentReadsAndSends } from './agent-reads-and-sends.ts';
import { agentWritesPastGateway } from './agent-writes-past-gateway.ts';

/** Every rule, in no order that matters. */
export const rules: readonly Rule[] = [
  nhiWithoutOwner,
  ownerGone,
  dormantPrivilegedAccount,
  keyOlderThanLimit,
  credentialNeverUsed,
  consoleAccessWithoutMfa,
  wildcardAdministratorPolicy,
  postgresPowerUnexpected,
  passwordWithoutExpiry,
  orphanAccountOfLeaver,
  disabledAccountStillHoldsRights,
  roleOpenToOutsiders,
  rootAccountInUse,
  kubernetesClusterAdministrator,
  kubernetesWildcardRole,
  kubernetesSecretsEverywhere,
  kubernetesWayToAdministrator,
  kubernetesTokenWithoutEnd,
  dutiesConflict,
  exposedCredentialActive,
  exposedCredentialOfUnknownOwner,
  appAdministersOrganization,
  deployKeyMayWrite,
  outsideCollaboratorAdministers,
  tokenWithoutExpiry,
  agentHoldsAdministratorCredential,
  agentSharesCredential,
  mcpServerInTheClear,
  mcpServerNotAllowed,
  mcpServerUnpinned,
  postgresOpenDefaultPrivileges,
  postgresOpenDefinerFunction,
  workflowTokenMayWrite,
  agentWithoutSponsor,
  consentReachesFar,
  guestHoldsPrivilege,
  ownerMayActAsPrivilegedApp,
  standingGlobalAdministrator,
  vaultDoorOpen,
  vaultWayToRoot,
  couldBecomeAdministrator,
  wayAcrossSystems,
  couldReachCrownJewel,
  secretPathShared,
  vaultRoleShared,
  workloadsShareCredential,
  personActsAsService,
  serviceUsedByPerson,
  serviceActsLikeAgent,
  provenanceChanged,
  behaviourChanged,
  nhiNotUsed,
  credentialUsedElsewhere,
  agentReachesControl,
  agentReadsAndSends,
  agentWritesPastGateway,
  rightsNeverUsed,
];
