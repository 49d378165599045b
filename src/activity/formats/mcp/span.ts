import { field, isRecord, list, text } from '../../fields.ts';

/** Names of attributes that one span has, at most; more are no span of an agent. */
const mostAttributes = 200;

/** An OpenTelemetry span’s attributes as one object: exporters write them as an object, OTLP as a list of keys and values. */
export const attributesOf = (event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  told(field(event, 'attributes'));

/** Of the program that wrote the span: its pod, image, repository. */
export const resourceOf = (event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  told(field(event, 'resource', 'attributes'));

function told(attributes: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(attributes)) return attributes;
  const found = new Map<string, unknown>();
  for (const item of list(attributes).slice(0, mostAttributes)) {
    const key = text(item, 'key');
    const value = field(item, 'value');
    if (key !== undefined)
      found.set(
        key,
        field(value, 'stringValue') ?? field(value, 'intValue') ?? field(value, 'boolValue') ?? value,
      );
  }
  return Object.fromEntries(found);
}

/** A span of the GenAI or MCP conventions; others are of programs, not of agents. */
export const isSpan = (event: Readonly<Record<string, unknown>>): boolean => {
  const attributes = attributesOf(event);
  return ['gen_ai.operation.name', 'gen_ai.tool.name', 'mcp.method.name'].some(
    (key) => text(attributes, key) !== undefined,
  );
};
