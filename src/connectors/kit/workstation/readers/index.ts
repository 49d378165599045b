import type { Reader } from '../reader.ts';
import { aws } from './aws.ts';
import { azure } from './azure.ts';
import { envFiles } from './env-files.ts';
import { gcp } from './gcp.ts';
import { gitConfig, gitCredentials, hostClis, netrc } from './git-hosts.ts';
import { githubActions } from './github-actions.ts';
import { terraform, vault } from './infrastructure.ts';
import { kubeconfig } from './kubeconfig.ts';
import { agentSignIns, mcpClients } from './mcp-clients.ts';
import { circleCi, gitlabCi, jenkins } from './other-ci.ts';
import { privateKeys } from './private-keys.ts';
import { docker, npmrc, pypirc } from './registries.ts';

/** Every kind of file that `scan` knows. The first reader that matches a file reads it. */
export const readers: readonly Reader[] = [
  mcpClients,
  agentSignIns,
  aws,
  gcp,
  azure,
  kubeconfig,
  envFiles,
  npmrc,
  pypirc,
  docker,
  gitCredentials,
  gitConfig,
  netrc,
  hostClis,
  terraform,
  vault,
  privateKeys,
  githubActions,
  gitlabCi,
  circleCi,
  jenkins,
];
