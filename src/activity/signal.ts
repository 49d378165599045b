import { done, refuse, type Result } from '../model/index.ts';
import { field, list, moment, text } from './fields.ts';

/** How bad its product says it is: OCSF's `severity_id`. */
export const severities = {
  0: 'unknown',
  1: 'informational',
  2: 'low',
  3: 'medium',
  4: 'high',
  5: 'critical',
  6: 'fatal',
  99: 'other',
} as const;
export type Severity = (typeof severities)[keyof typeof severities];

/** What a product that watches says of somebody: no event of theirs, and no finding of ours; what to look at. */
export interface Signal {
  readonly what: string;
  readonly severity: Severity;
  readonly timeMs?: number | undefined;
  readonly product: string;
  /** Whom it names, in every word that it has for them: ids, names, addresses. */
  readonly who: readonly string[];
}

/** OCSF's class of detection findings. */
export const detectionFinding = 2004;
const mostNames = 20;

/** A detection finding as OCSF has it, or why it says nothing that can be told. Pure; never throws. */
export function signalOf(event: Readonly<Record<string, unknown>>): Result<Signal> {
  const what = text(event, 'finding_info', 'title') ?? text(event, 'message');
  if (what === undefined)
    return refuse('input_invalid', 'An OCSF detection finding without a title or a message.');
  const id = field(event, 'severity_id');
  const users = [
    field(event, 'actor', 'user'),
    field(event, 'user'),
    ...list(event, 'evidences').flatMap((evidence) => [
      field(evidence, 'actor', 'user'),
      field(evidence, 'user'),
    ]),
    ...list(event, 'resources').filter((resource) =>
      /user|role|account|identity|principal/i.test(text(resource, 'type') ?? ''),
    ),
  ];
  const who = users.flatMap((user) => ['uid', 'name', 'email_addr'].flatMap((key) => text(user, key) ?? []));
  return done({
    what,
    severity: typeof id === 'number' && isSeverity(id) ? severities[id] : 'unknown',
    timeMs: moment(event, 'time'),
    product:
      text(event, 'metadata', 'product', 'name') ??
      text(event, 'metadata', 'product', 'vendor_name') ??
      'a product that does not say its name',
    who: [...new Set(who)].slice(0, mostNames),
  });
}

const isSeverity = (id: number): id is keyof typeof severities => Object.hasOwn(severities, id);
