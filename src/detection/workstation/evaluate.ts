import {
  isFindingId,
  must,
  severities,
  type Contribution,
  type FindingId,
  type Instant,
  type Place,
  type Severity,
  type WorkstationRecord,
} from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import type { Judgement, WorkstationRule, WorkstationView } from './rule.ts';
import { workstationRules } from './rules/index.ts';

/** What is wrong, where, why this one comes first, and what to do. Its id is the same in every run. */
export interface WorkstationFinding {
  readonly id: FindingId;
  readonly ruleId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly score: number;
  readonly contributions: readonly Contribution[];
  readonly subject: { readonly key: string; readonly name: string };
  readonly message: string;
  readonly next: string;
  readonly places: readonly Place[];
}

/** A rule that could not answer about something, and what it would have needed. */
export interface Unanswered {
  readonly ruleId: string;
  readonly subject: string;
  readonly missing: string;
  readonly place: Place;
}

export interface Evaluation {
  readonly findings: readonly WorkstationFinding[];
  readonly unanswered: readonly Unanswered[];
}

/** Applies every rule; findings come ranked, worst first. Pure: same records and same now, same answer. */
export function evaluateWorkstation(
  records: readonly WorkstationRecord[],
  now: Instant,
  rules: readonly WorkstationRule[] = workstationRules,
): Evaluation {
  const view = viewOf(records, now);
  const findings = new Map<string, WorkstationFinding>();
  const unanswered: Unanswered[] = [];
  for (const rule of rules)
    for (const judgement of rule.judge(view)) {
      if (judgement.is === 'hit') {
        const finding = findingOf(rule, judgement, view);
        if (!findings.has(finding.id)) findings.set(finding.id, finding);
      } else if (judgement.is === 'unknown')
        unanswered.push({
          ruleId: rule.id,
          subject: judgement.subject.name,
          missing: judgement.missing,
          place: judgement.subject.place,
        });
    }
  return { findings: [...findings.values()].sort(byRank), unanswered };
}

export function viewOf(records: readonly WorkstationRecord[], now: Instant): WorkstationView {
  const names = new Map<string, string>();
  for (const record of records)
    if (record.type === 'holder' || record.type === 'mcp_server') names.set(record.key, record.name);
  return {
    now,
    all: records,
    of: (type) =>
      records.filter(
        (record): record is Extract<WorkstationRecord, { type: typeof type }> => record.type === type,
      ),
    nameOf: (key) => names.get(key) ?? key,
  };
}

const points = { critical: 90, high: 70, medium: 40, low: 15, info: 5 } as const;

function findingOf(
  rule: WorkstationRule,
  judgement: Extract<Judgement, { is: 'hit' }>,
  view: WorkstationView,
): WorkstationFinding {
  const { subject, message, places } = judgement;
  const severity = judgement.severity?.is ?? rule.severity;
  const contributions: Contribution[] = [
    {
      what: `severity ${severity}${judgement.severity === undefined ? '' : `: ${judgement.severity.because}`}`,
      points: points[severity],
    },
  ];
  const credential = view.of('credential').find(({ key }) => key === subject.key);
  if (credential?.certainty === 'known' && credential.held.is !== 'reference')
    contributions.push({ what: 'a vendor’s own form of secret, not a guess', points: 5 });
  if (credential?.lifetime === 'static')
    contributions.push({ what: 'good until somebody revokes it', points: 5 });
  if (places.length > 1)
    contributions.push({ what: `in ${places.length} places`, points: Math.min(10, places.length) });
  const id = `fnd_${digestOf(`countersign/workstation-finding/v1\n${rule.id}\n${subject.key}`).slice(0, 26)}`;
  return {
    id: must(isFindingId, id),
    ruleId: rule.id,
    title: rule.title,
    severity,
    score: contributions.reduce((sum, { points }) => sum + points, 0),
    contributions,
    subject: { key: subject.key, name: subject.name },
    message,
    next: rule.runbook,
    places,
  };
}

/** Severity first, then score, then where: the order never depends on the order of reading. */
const byRank = (a: WorkstationFinding, b: WorkstationFinding): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
  b.score - a.score ||
  (a.id < b.id ? -1 : 1);
