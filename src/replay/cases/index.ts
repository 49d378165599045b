import type { Breach } from '../breach.ts';
import { actionTokenChain } from './action-token-chain.ts';
import { administratorInAScript } from './administrator-in-a-script.ts';
import { agentDeletesDatabase } from './agent-deletes-database.ts';
import { backEndServiceAccount } from './back-end-service-account.ts';
import { chatVendorTokens } from './chat-vendor-tokens.ts';
import { ciVendorSecrets } from './ci-vendor-secrets.ts';
import { cloudKeysForModels } from './cloud-keys-for-models.ts';
import { codeHostTokensOfVendors } from './code-host-tokens-of-vendors.ts';
import { codeToStorage } from './code-to-storage.ts';
import { connectedApps } from './connected-apps.ts';
import { developerPortal } from './developer-portal.ts';
import { issueSteersCodeAgent } from './issue-steers-code-agent.ts';
import { keyInPublicCode } from './key-in-public-code.ts';
import { leftoversAfterAnIncident } from './leftovers-after-an-incident.ts';
import { mailToolTurns } from './mail-tool-turns.ts';
import { oldSigningKey } from './old-signing-key.ts';
import { openLogDatabase } from './open-log-database.ts';
import { packageWorm } from './package-worm.ts';
import { promptInARelease } from './prompt-in-a-release.ts';
import { publishTokenAndAssistants } from './publish-token-and-assistants.ts';
import { remoteSupportKey } from './remote-support-key.ts';
import { storageTokenPublished } from './storage-token-published.ts';
import { supportSystemAccount } from './support-system-account.ts';
import { testTenantToProduction } from './test-tenant-to-production.ts';
import { ticketSteersDatabaseAgent } from './ticket-steers-database-agent.ts';
import { tokensInSourceCode } from './tokens-in-source-code.ts';
import { uploaderScript } from './uploader-script.ts';
import { warehouseWithStolenPasswords } from './warehouse-with-stolen-passwords.ts';

/** The breaches of others that are tried here, by id. Adding one is a file and a line. */
export const breaches: readonly Breach[] = [
  supportSystemAccount,
  leftoversAfterAnIncident,
  testTenantToProduction,
  storageTokenPublished,
  oldSigningKey,
  tokensInSourceCode,
  warehouseWithStolenPasswords,
  ciVendorSecrets,
  actionTokenChain,
  chatVendorTokens,
  remoteSupportKey,
  developerPortal,
  openLogDatabase,
  administratorInAScript,
  cloudKeysForModels,
  uploaderScript,
  backEndServiceAccount,
  codeHostTokensOfVendors,
  connectedApps,
  packageWorm,
  agentDeletesDatabase,
  ticketSteersDatabaseAgent,
  mailToolTurns,
  issueSteersCodeAgent,
  keyInPublicCode,
  codeToStorage,
  publishTokenAndAssistants,
  promptInARelease,
];
