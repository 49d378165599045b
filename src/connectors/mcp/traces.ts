import { z } from 'zod';
import { instantOf, readInstant, type Instant } from '../../model/index.ts';
import type { ToolUse } from './found.ts';

/** Any JSON object as a map, so that `__proto__` is a name. */
type Fields = ReadonlyMap<string, unknown>;
const object = z.record(z.string(), z.unknown());
export const fieldsOf = (value: unknown): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
  const parsed = object.safeParse(value);
  return new Map(parsed.success ? Object.entries(parsed.data) : []);
};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 4096 ? value : undefined;
const firstText = (fields: Fields, ...names: readonly string[]): string | undefined =>
  names.map((name) => textOf(fields.get(name))).find((text) => text !== undefined);

/** Attributes of OTLP (`[{ key, value: { stringValue } }]`) or as a plain object. */
function attributesOf(value: unknown): Fields {
  if (!Array.isArray(value)) return fieldsOf(value);
  return new Map(
    listOf(value).flatMap((each): readonly (readonly [string, unknown])[] => {
      const pair = fieldsOf(each);
      const key = textOf(pair.get('key'));
      return key === undefined ? [] : [[key, fieldsOf(pair.get('value')).get('stringValue')]];
    }),
  );
}

/** The calls of tools in one `resourceSpans` of OTLP/JSON, by OpenTelemetry's GenAI and MCP conventions. */
export function resourceUses(value: unknown): readonly ToolUse[] {
  const fields = fieldsOf(value);
  const resource = attributesOf(fieldsOf(fields.get('resource')).get('attributes'));
  return listOf(fields.get('scopeSpans'))
    .flatMap((scope) => listOf(fieldsOf(scope).get('spans')))
    .flatMap((span) => spanUse(span, resource));
}

/** One span, whether OTLP or as an SDK prints it. */
export function spanUse(value: unknown, outer?: Fields): readonly ToolUse[] {
  const span = fieldsOf(value);
  const own = attributesOf(span.get('attributes'));
  const resource = outer ?? attributesOf(fieldsOf(span.get('resource')).get('attributes'));
  const isCall =
    own.get('gen_ai.operation.name') === 'execute_tool' || own.get('mcp.method.name') === 'tools/call';
  const tool = firstText(own, 'gen_ai.tool.name', 'mcp.tool.name');
  if (!isCall || tool === undefined) return [];
  const agent =
    firstText(own, 'gen_ai.agent.name', 'gen_ai.agent.id') ??
    firstText(resource, 'gen_ai.agent.name', 'service.name');
  const server = firstText(own, 'mcp.server.name', 'server.address');
  return [toolUse(tool, agent, server, momentIn(span))];
}

/** One record of a log: a call as JSON-RPC, as a flat event of a gateway, or wrapped once. */
export function recordUse(value: unknown): ToolUse | undefined {
  const outer = fieldsOf(value);
  const inner = ['data', 'event', 'message', 'log_entry', 'payload']
    .map((name) => fieldsOf(outer.get(name)))
    .find((fields) => fields.size > 0);
  for (const fields of inner === undefined ? [outer] : [inner, outer]) {
    const called = fields.get('method') === 'tools/call' ? fieldsOf(fields.get('params')) : undefined;
    const tool =
      called === undefined ? firstText(fields, 'tool_name', 'toolName') : firstText(called, 'name');
    if (tool === undefined) continue;
    const both: Fields = new Map([...outer, ...fields]);
    return toolUse(
      tool,
      firstText(both, 'agent_name', 'agent_id', 'agent', 'client_application', 'client_name', 'client'),
      firstText(both, 'server_name', 'mcp_server', 'server'),
      momentIn(both),
    );
  }
  return undefined;
}

const toolUse = (
  tool: string,
  agent: string | undefined,
  server: string | undefined,
  at: Instant | undefined,
): ToolUse => ({
  tool,
  ...(agent === undefined ? {} : { agent }),
  ...(server === undefined ? {} : { server }),
  ...(at === undefined ? {} : { at }),
});

/** Nanoseconds since 1970 as OTLP writes them, or ISO 8601 text under one of the usual names. */
function momentIn(fields: Fields): Instant | undefined {
  const nanos = fields.get('startTimeUnixNano') ?? fields.get('start_time_unix_nano');
  if ((typeof nanos === 'string' || typeof nanos === 'number') && /^\d{16,19}$/.test(String(nanos)))
    return instantOf(Number(String(nanos).slice(0, -6)));
  const text = firstText(fields, 'timestamp', 'time', 'ts', '@timestamp', 'start_time', 'startTime');
  return text === undefined ? undefined : readInstant(text);
}

/** `2026-01-02T03:04:05.678Z [github] [info] Message from client: {…}`: a line of Claude Desktop's log of one server. */
export function desktopLine(
  line: string,
): { readonly server: string; readonly at?: Instant; readonly json: string } | undefined {
  const found =
    /^(?<at>\d{4}-\d\d-\d\dT[\d:.]{8,12}Z) \[(?<server>[^\]]{1,300})\] \[\w{1,20}\] Message from (?:client|server): (?<json>\{.*)$/.exec(
      line,
    )?.groups;
  if (found === undefined) return undefined;
  const at = readInstant(found['at'] ?? '');
  const json = withoutMetadata((found['json'] ?? '').trimEnd());
  return { server: found['server'] ?? '', ...(at === undefined ? {} : { at }), json };
}

/** Looked for from the end: whatever a server says stands in the line, and can be millions of blanks. */
function withoutMetadata(json: string): string {
  const begin = json.lastIndexOf('{ metadata: ');
  if (begin === -1 || json.length - begin > 220 || !/^\{[^{}]*\}$/.test(json.slice(begin))) return json;
  const message = json.slice(0, begin).trimEnd();
  return message.endsWith('}') ? message : json;
}
