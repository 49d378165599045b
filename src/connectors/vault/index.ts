/**
 * HashiCorp Vault or OpenBao: comes in its policies and what its API answers about auth methods, roles, entities and groups, kept
 * in files or asked for; goes out who may sign in as what, and what the policies of each amount to together, path by path. No
 * secret is ever asked for.
 */
import type { Connector } from '../kit/connector.ts';
import { permissions } from './endpoints.ts';
import { neverRead } from './gaps.ts';
import { locateVault, vaultConfig, type VaultConfig } from './location.ts';
import { readVault } from './read.ts';

export const vault: Connector<VaultConfig> = {
  id: 'vault',
  title: 'HashiCorp Vault or OpenBao',
  config: vaultConfig,
  capabilities: {
    reads: ['account', 'group', 'membership', 'credential', 'resource', 'entitlement', 'grant'],
    doesNotRead: neverRead.map(([, what]) => what),
    writes: [],
    permissions: { read: permissions, write: [] },
  },
  locate: locateVault,
  spellings: ({ resource }) => {
    // secrets of a KV engine, version 2, lie below `data/`
    const [, mount, rest] = /^([^/*?]+)\/(?!data\/)(.+)$/.exec(resource) ?? [];
    return mount === undefined || rest === undefined ? [] : [`${mount}/data/${rest}`];
  },
  read: readVault,
};
