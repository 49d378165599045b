/**
 * Agents and their MCP servers, from files: comes in what clients are configured with, what registries list, what servers
 * said of their tools and what traces saw; goes out agents, servers, the tools that each may call, and the credentials that
 * they hold, as keyed fingerprints or the names of variables. No server is ever started or asked, and no text of a tool's
 * description is kept.
 */
import type { Connector } from '../kit/connector.ts';
import { neverRead } from './gaps.ts';
import { locateMcp, mcpConfig, type McpConfig } from './location.ts';
import { readMcp } from './read.ts';

export const mcp: Connector<McpConfig> = {
  id: 'mcp',
  title: 'Agents and MCP servers (configurations, registries, traces)',
  config: mcpConfig,
  capabilities: {
    reads: ['account', 'membership', 'credential', 'resource', 'entitlement', 'grant', 'ownership'],
    doesNotRead: neverRead.map(([, what]) => what),
    writes: [],
    permissions: {
      read: ['read permission on the files; nothing else: no server is started or asked'],
      write: [],
    },
  },
  locate: locateMcp,
  read: readMcp,
};
