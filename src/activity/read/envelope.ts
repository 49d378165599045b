import { field, isRecord, record, text } from '../fields.ts';

/** Names under which services put lists of events: CloudTrail, Azure Monitor, Graph, Kubernetes, CloudWatch, OTLP. */
export const listKeys = [
  'Records',
  'records',
  'value',
  'items',
  'events',
  'Events',
  'entries',
  'logEvents',
  'logs',
  'data',
  'resourceSpans',
  'scopeSpans',
  'spans',
] as const;

/** Keys of events: what has one of them is an event itself, whatever lists it has besides. */
export const saysWhatWasDone: ReadonlySet<string> = new Set([
  'eventName',
  'eventType',
  'verb',
  'action',
  'class_uid',
  'operationName',
  'Operation',
]);

/** OTLP nests a list in an object three times over. */
const deepest = 8;

/**
 * The events within one value of a file: a list, a service’s envelope around one event, or the event itself. Envelopes are
 * opened so deep and no further; what is inside none is given as it is.
 */
export function* opened(value: unknown, depth = 0): Iterable<unknown> {
  if (Array.isArray(value) && depth < deepest) {
    for (const item of value) yield* opened(item, depth + 1);
    return;
  }
  if (!isRecord(value) || depth >= deepest) {
    yield value;
    return;
  }
  const inner = insideOf(value);
  if (inner === undefined) yield value;
  else yield* opened(inner, depth + 1);
}

function insideOf(value: Readonly<Record<string, unknown>>): unknown {
  // Azure’s kube-audit: the API server’s event as a text within a resource log
  const log = field(value, 'properties', 'log');
  if (text(value, 'category')?.startsWith('kube-audit') === true && typeof log === 'string')
    return nonEmpty(record(log));
  // EventBridge
  const detail = value['detail'];
  if (text(value, 'detail-type') !== undefined && isRecord(detail) && text(detail, 'eventName') !== undefined)
    return detail;
  // `aws cloudtrail lookup-events`
  if (typeof value['CloudTrailEvent'] === 'string') return nonEmpty(record(value['CloudTrailEvent']));
  // CloudWatch Logs: each log event’s message is the event as a text
  if (
    typeof value['message'] === 'string' &&
    typeof value['timestamp'] === 'number' &&
    value['message'].startsWith('{')
  )
    return nonEmpty(record(value['message']));
  const keys = Object.keys(value);
  const key = listKeys.find((name) => Array.isArray(value[name]) && lists(value[name]));
  if (key === undefined) return undefined;
  // an event may have a list of that name itself: then it has a name for what was done, too
  return keys.length <= 8 && !keys.some((name) => saysWhatWasDone.has(name)) ? value[key] : undefined;
}

const lists = (value: unknown): boolean => Array.isArray(value) && value.every((item) => isRecord(item));
const nonEmpty = (value: Readonly<Record<string, unknown>>): unknown =>
  Object.keys(value).length === 0 ? undefined : value;
