import { certificateExpiry } from './certificate-expiry.ts';
import { ciLongLivedCloudSecret } from './ci-long-lived-cloud-secret.ts';
import { ciPullRequestTargetCheckout } from './ci-pull-request-target-checkout.ts';
import { ciUnpinnedThirdPartyAction } from './ci-unpinned-third-party-action.ts';
import { ciWriteAllPermissions } from './ci-write-all-permissions.ts';
import { kubeconfigStaticToken } from './kubeconfig-static-token.ts';
import { longLivedCloudKey } from './long-lived-cloud-key.ts';
import { mcpOverPlainHttp } from './mcp-over-plain-http.ts';
import { mcpRunsToolsUnasked } from './mcp-runs-tools-unasked.ts';
import { mcpWholeHomeFilesystem } from './mcp-whole-home-filesystem.ts';
import { plaintextSecretInMcpConfig } from './plaintext-secret-in-mcp-config.ts';
import { plaintextTokenOnDisk } from './plaintext-token-on-disk.ts';
import { secretCommittedInRepo } from './secret-committed-in-repo.ts';
import { secretReusedAcrossPlaces } from './secret-reused-across-places.ts';
import { staticCloudKey } from './static-cloud-key.ts';
import { unencryptedSshKey } from './unencrypted-ssh-key.ts';
import { unpinnedMcpServer } from './unpinned-mcp-server.ts';
import { worldReadablePrivateKey } from './world-readable-private-key.ts';
import type { WorkstationRule } from '../rule.ts';

/** Every rule of `scan`. Adding one is a file with its cases and a line here. */
export const workstationRules: readonly WorkstationRule[] = [
  certificateExpiry,
  ciLongLivedCloudSecret,
  ciPullRequestTargetCheckout,
  ciUnpinnedThirdPartyAction,
  ciWriteAllPermissions,
  kubeconfigStaticToken,
  longLivedCloudKey,
  mcpOverPlainHttp,
  mcpRunsToolsUnasked,
  mcpWholeHomeFilesystem,
  plaintextSecretInMcpConfig,
  plaintextTokenOnDisk,
  secretCommittedInRepo,
  secretReusedAcrossPlaces,
  staticCloudKey,
  unencryptedSshKey,
  unpinnedMcpServer,
  worldReadablePrivateKey,
];
