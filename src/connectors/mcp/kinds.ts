import { sniff } from '../../platform/input-kind.ts';

/** What a file is, told from its beginning; `other`: none of what is read here. */
export type Kind = 'client' | 'registry' | 'tools' | 'spans' | 'records' | 'desktop-log' | 'other';

/** Files that may be one of these; everything else in a folder is not opened. */
export const mayBeRead = (base: string): boolean =>
  /\.(?:json|jsonl|ndjson|jsonc|log|toml|ya?ml)$/i.test(base);

const registryFields =
  /"(?:version_detail|registry_name|registry_type|registryType|transport_type|remotes)"\s*:|server\.schema\.json/;

/** The first 64 KiB are enough. Names are not looked at, but for what lines of JSON are called. */
export function kindOf(head: Uint8Array, base: string): Kind {
  const { kind } = sniff(head);
  const text = Buffer.from(head)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (kind === 'text') {
    if (/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z \[/.test(text)) return 'desktop-log';
    return /^\s*\[mcp_servers\b|^(?:mcpServers|mcp_servers|context_servers)\s*:/m.test(text)
      ? 'client'
      : 'other';
  }
  if (kind !== 'json') return 'other';
  if (/"resourceSpans"\s*:|"gen_ai\.operation\.name"|"mcp\.method\.name"/.test(text)) return 'spans';
  if (/"(?:mcpServers|mcp_servers|context_servers)"\s*:/.test(text)) return 'client';
  if (/"servers"\s*:\s*\{/.test(text) && /"(?:command|url)"\s*:/.test(text) && /mcp/i.test(base + text))
    return 'client';
  if (/"tools"\s*:\s*\[/.test(text) && /"inputSchema"\s*:/.test(text))
    return isLines(text, base) ? 'records' : 'tools';
  if (/"tool_?[nN]ame"\s*:|"jsonrpc"\s*:/.test(text)) return 'records';
  return registryFields.test(text) ||
    (/"servers"\s*:\s*\[/.test(text) && /"(?:packages|repository)"\s*:/.test(text))
    ? 'registry'
    : 'other';
}

/** Whether it is one JSON value a line, rather than one document. */
export function isLines(text: string, base: string): boolean {
  if (/\.(?:jsonl|ndjson|log)$/i.test(base)) return true;
  const end = text.indexOf('\n');
  return end !== -1 && text.startsWith('{') && isWhole(text.slice(0, end)) && /^\s*\{/.test(text.slice(end));
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
