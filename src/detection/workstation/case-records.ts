import {
  readInstant,
  type HeldCredentialRecord,
  type Instant,
  type McpServerRecord,
  type WorkflowRecord,
} from '../../model/index.ts';

/** The moment at which every rule's cases are judged. */
export const caseNow: Instant = at('2026-06-01');

export function at(date: string): Instant {
  const instant = readInstant(date);
  if (instant === undefined) throw new TypeError(`\`${date}\` is not a date`);
  return instant;
}

/** Records for rules' cases: a plain one with what the case is about laid over it. */
export const aCredential = (over: Partial<HeldCredentialRecord> = {}): HeldCredentialRecord => ({
  type: 'credential',
  key: 'credential/a#TOKEN',
  holderKey: 'holder/a',
  name: 'TOKEN',
  credential: 'token',
  shape: 'GitHub personal access token',
  certainty: 'known',
  surface: 'env',
  held: { is: 'inline' },
  sample: false,
  place: { path: '.env', line: 3 },
  ...over,
});

export const aServer = (over: Partial<McpServerRecord> = {}): McpServerRecord => ({
  type: 'mcp_server',
  key: 'mcp/a#files',
  holderKey: 'holder/a',
  name: 'files',
  launch: {
    is: 'package',
    registry: 'npm',
    name: '@modelcontextprotocol/server-filesystem',
    version: '2026.1.14',
  },
  shown: 'npx @modelcontextprotocol/server-filesystem@2026.1.14',
  folders: [],
  enabled: true,
  unasked: [],
  place: { path: '.cursor/mcp.json', line: 4 },
  ...over,
});

export const aWorkflow = (over: Partial<WorkflowRecord> = {}): WorkflowRecord => ({
  type: 'workflow',
  key: 'workflow/ci.yml',
  holderKey: 'holder/ci.yml',
  system: 'github',
  triggers: ['push'],
  permissions: [],
  untrustedCheckouts: [],
  actions: [],
  secrets: [],
  place: { path: '.github/workflows/ci.yml', line: 1 },
  ...over,
});
