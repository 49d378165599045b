import { z } from 'zod';
import { basename } from 'node:path';
import { Fault } from '../../model/index.ts';
import type { ListedTool } from './found.ts';

const hint = z.boolean().optional().catch(undefined);
const tool = z.object({
  name: z.string().min(1).max(4096),
  annotations: z
    .object({ readOnlyHint: hint, destructiveHint: hint, idempotentHint: hint, openWorldHint: hint })
    .nullish()
    .catch(undefined),
});
const tools = z.array(tool).max(20_000);

/** One line of a log of tools: the flat form that scanners and gateways write. */
const flatTool = z.object({
  tool_name: z.string().min(1).max(4096),
  tool_description: z.string(),
  server_name: z.string().max(4096).optional(),
});

/** What a server said of its tools (the result of `tools/list`, MCP 2025-11-25). Descriptions are not looked at. */
export function listedTools(value: unknown, server: string, at: string): readonly ListedTool[] {
  const parsed = tools.safeParse(value);
  if (!parsed.success)
    throw new Fault(
      'input_wrong_kind',
      `At ${at}, \`tools.${(parsed.error.issues[0]?.path.join('.') ?? '').slice(0, 100)}\`: this is no tool as a server lists it.`,
      { next: 'Give what the server answers to `tools/list`.' },
    );
  return parsed.data.map(({ name, annotations }) => ({
    server,
    tool: name,
    hints: [
      ...(annotations?.readOnlyHint === true ? ['only reads'] : []),
      ...(annotations?.destructiveHint === true && annotations.readOnlyHint !== true ? ['destructive'] : []),
    ],
  }));
}

/** A tool told in one flat record, which is no call of it. */
export function flatlyListed(value: unknown, server: string): ListedTool | undefined {
  const parsed = flatTool.safeParse(value);
  if (!parsed.success) return undefined;
  return { server: parsed.data.server_name ?? server, tool: parsed.data.tool_name, hints: [] };
}

/** Which server a file is of, by its name: `github.tools.json`, `mcp-server-github.log`. */
export function serverOfFile(path: string): string {
  const name = basename(path).replace(/\.(?:jsonl?|ndjson|log|txt)$/i, '');
  return name.replace(/^mcp-server-/, '').replace(/[._-]?tools(?:[._-]list)?$/i, '') || name;
}
