import { rightsNeverUsedCases } from './rights-never-used.cases.ts';
import { postgresOpenDefinerFunctionCases } from './postgres-open-definer-function.cases.ts';
import { postgresOpenDefaultPrivilegesCases } from './postgres-open-default-privileges.cases.ts';
import { mcpServerUnpinnedCases } from './mcp-server-unpinned.cases.ts';
import { mcpServerNotAllowedCases } from './mcp-server-not-allowed.cases.ts';
import { mcpServerInTheClearCases } from './mcp-server-in-the-clear.cases.ts';
import { agentSharesCredentialCases } from './agent-shares-credential.cases.ts';
import { agentHoldsAdministratorCredentialCases } from './agent-holds-administrator-credential.cases.ts';
import { personActsAsServiceCases } from './person-acts-as-service.cases.ts';
import { serviceUsedByPersonCases } from './service-used-by-person.cases.ts';
import { serviceActsLikeAgentCases } from './service-acts-like-agent.cases.ts';
import { behaviourChangedCases } from './behaviour-changed.cases.ts';
import { nhiNotUsedCases } from './nhi-not-used.cases.ts';
import { provenanceChangedCases } from './provenance-changed.cases.ts';
import { credentialUsedElsewhereCases } from './credential-used-elsewhere.cases.ts';
import { agentReachesControlCases } from './agent-reaches-control.cases.ts';
import { agentReadsAndSendsCases } from './agent-reads-and-sends.cases.ts';
import { agentWritesPastGatewayCases } from './agent-writes-past-gateway.cases.ts';
import type { RuleCases } from './case.ts';
import { appAdministersOrganizationCases } from './app-administers-organization.cases.ts';
import { couldBecomeAdministratorCases } from './could-become-administrator.cases.ts';
import { couldReachCrownJewelCases } from './could-reach-crown-jewel.cases.ts';
import { consoleAccessWithoutMfaCases } from './console-access-without-mfa.cases.ts';
import { credentialNeverUsedCases } from './credential-never-used.cases.ts';
import { deployKeyMayWriteCases } from './deploy-key-may-write.cases.ts';
import { disabledAccountStillHoldsRightsCases } from './disabled-account-still-holds-rights.cases.ts';
import { dormantPrivilegedAccountCases } from './dormant-privileged-account.cases.ts';
import { dutiesConflictCases } from './duties-conflict.cases.ts';
import { exposedCredentialActiveCases } from './exposed-credential-active.cases.ts';
import { exposedCredentialOfUnknownOwnerCases } from './exposed-credential-of-unknown-owner.cases.ts';
import { keyOlderThanLimitCases } from './key-older-than-limit.cases.ts';
import { kubernetesClusterAdministratorCases } from './kubernetes-cluster-administrator.cases.ts';
import { kubernetesSecretsEverywhereCases } from './kubernetes-secrets-everywhere.cases.ts';
import { kubernetesTokenWithoutEndCases } from './kubernetes-token-without-end.cases.ts';
import { kubernetesWayToAdministratorCases } from './kubernetes-way-to-administrator.cases.ts';
import { kubernetesWildcardRoleCases } from './kubernetes-wildcard-role.cases.ts';
import { nhiWithoutOwnerCases } from './nhi-without-owner.cases.ts';
import { orphanAccountOfLeaverCases } from './orphan-account-of-leaver.cases.ts';
import { outsideCollaboratorAdministersCases } from './outside-collaborator-administers.cases.ts';
import { ownerGoneCases } from './owner-gone.cases.ts';
import { passwordWithoutExpiryCases } from './password-without-expiry.cases.ts';
import { postgresPowerUnexpectedCases } from './postgres-power-unexpected.cases.ts';
import { roleOpenToOutsidersCases } from './role-open-to-outsiders.cases.ts';
import { rootAccountInUseCases } from './root-account-in-use.cases.ts';
import { tokenWithoutExpiryCases } from './token-without-expiry.cases.ts';
import { secretPathSharedCases } from './secret-path-shared.cases.ts';
import { vaultRoleSharedCases } from './vault-role-shared.cases.ts';
import { workloadsShareCredentialCases } from './workloads-share-credential.cases.ts';
import { vaultDoorOpenCases } from './vault-door-open.cases.ts';
import { vaultWayToRootCases } from './vault-way-to-root.cases.ts';
import { wayAcrossSystemsCases } from './way-across-systems.cases.ts';
import { wildcardAdministratorPolicyCases } from './wildcard-administrator-policy.cases.ts';
import { workflowTokenMayWriteCases } from './workflow-token-may-write.cases.ts';

import { agentWithoutSponsorCases } from './agent-without-sponsor.cases.ts';
import { consentReachesFarCases } from './consent-reaches-far.cases.ts';
import { guestHoldsPrivilegeCases } from './guest-holds-privilege.cases.ts';
import { ownerMayActAsPrivilegedAppCases } from './owner-may-act-as-privileged-app.cases.ts';
import { standingGlobalAdministratorCases } from './standing-global-administrator.cases.ts';
/** The cases of every rule; a rule without hit, clear and unknown among them fails the test. */
export const allCases: readonly RuleCases[] = [
  consoleAccessWithoutMfaCases,
  credentialNeverUsedCases,
  disabledAccountStillHoldsRightsCases,
  dormantPrivilegedAccountCases,
  keyOlderThanLimitCases,
  nhiWithoutOwnerCases,
  orphanAccountOfLeaverCases,
  ownerGoneCases,
  passwordWithoutExpiryCases,
  postgresPowerUnexpectedCases,
  roleOpenToOutsidersCases,
  rootAccountInUseCases,
  wildcardAdministratorPolicyCases,
  kubernetesClusterAdministratorCases,
  kubernetesWildcardRoleCases,
  kubernetesSecretsEverywhereCases,
  kubernetesWayToAdministratorCases,
  kubernetesTokenWithoutEndCases,
  dutiesConflictCases,
  exposedCredentialActiveCases,
  exposedCredentialOfUnknownOwnerCases,
  appAdministersOrganizationCases,
  deployKeyMayWriteCases,
  outsideCollaboratorAdministersCases,
  tokenWithoutExpiryCases,
  workflowTokenMayWriteCases,
  vaultDoorOpenCases,
  vaultWayToRootCases,
  agentHoldsAdministratorCredentialCases,
  agentSharesCredentialCases,
  mcpServerInTheClearCases,
  mcpServerNotAllowedCases,
  mcpServerUnpinnedCases,
  postgresOpenDefaultPrivilegesCases,
  postgresOpenDefinerFunctionCases,
  agentWithoutSponsorCases,
  consentReachesFarCases,
  guestHoldsPrivilegeCases,
  ownerMayActAsPrivilegedAppCases,
  standingGlobalAdministratorCases,
  couldBecomeAdministratorCases,
  wayAcrossSystemsCases,
  couldReachCrownJewelCases,
  secretPathSharedCases,
  vaultRoleSharedCases,
  workloadsShareCredentialCases,
  personActsAsServiceCases,
  serviceUsedByPersonCases,
  serviceActsLikeAgentCases,
  provenanceChangedCases,
  behaviourChangedCases,
  nhiNotUsedCases,
  credentialUsedElsewhereCases,
  agentReachesControlCases,
  agentReadsAndSendsCases,
  agentWritesPastGatewayCases,
  rightsNeverUsedCases,
];
