import { z } from 'zod';
import { pathOf } from '../kit/input-files.ts';

export const mcpConfig = z.strictObject({ path: z.string().min(1).max(4096) });
export type McpConfig = z.infer<typeof mcpConfig>;

export const locateMcp = (location: string): McpConfig => ({
  path: pathOf(
    location,
    'a folder with configurations of MCP clients, registries, tool lists and traces, or one such file',
  ),
});
