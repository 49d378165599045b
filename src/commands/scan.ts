import { homedir } from 'node:os';
import { readWorkstation } from '../connectors/kit/workstation/index.ts';
import {
  evaluateWorkstation,
  workstationRules,
  type Unanswered,
  type WorkstationFinding,
} from '../detection/workstation/index.ts';
import {
  severities,
  type HeldCredentialRecord,
  type Instant,
  type McpServerRecord,
  type Place,
  type ReachRecord,
  type Severity,
  type WorkflowRecord,
} from '../model/index.ts';
import { monotonicMs } from '../platform/clock.ts';

export interface ScanRequest {
  /** Files and folders; empty: this machine’s known places and the current folder. */
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly now: Instant;
  readonly home?: string;
  readonly fingerprintKey?: Uint8Array;
}

type Under<T> = Omit<T, 'type' | 'holderKey' | 'fromKey'>;

/** One identity or agent with everything it holds and reaches. */
export interface ScanItem {
  readonly key: string;
  readonly kind: string;
  readonly title: string;
  readonly name: string;
  readonly place: Place;
  readonly tools: readonly (Under<McpServerRecord> & {
    readonly credentials: readonly Under<HeldCredentialRecord>[];
    readonly reaches: readonly Under<ReachRecord>[];
  })[];
  readonly credentials: readonly Under<HeldCredentialRecord>[];
  readonly reaches: readonly Under<ReachRecord>[];
  readonly pipelines: readonly Under<WorkflowRecord>[];
}

export interface ScanGap {
  readonly what: string;
  readonly why: string;
  readonly place: Place;
}

/** The one document that `--json` prints. No field of it ever holds a secret or a part of one. */
export interface ScanReport {
  readonly items: readonly ScanItem[];
  readonly findings: readonly WorkstationFinding[];
  readonly gaps: readonly ScanGap[];
  /** What rules could not answer, and what they would have needed. */
  readonly unanswered: readonly Unanswered[];
  readonly summary: {
    readonly agents: number;
    readonly tools: number;
    readonly identities: number;
    readonly credentials: number;
    readonly credentialsInline: number;
    readonly reaches: number;
    readonly findings: Readonly<Record<Severity, number>>;
    readonly filesRead: number;
    readonly entriesSeen: number;
    readonly passedOver: Readonly<Record<string, number>>;
    readonly complete: boolean;
    readonly roots: readonly string[];
    readonly milliseconds: number;
    readonly at: Instant;
  };
}

/** Lists the agents and keys here and what each reaches, and what is wrong. Reads only; needs no database and no set-up. */
export function scan(request: ScanRequest): ScanReport {
  const started = monotonicMs();
  const read = readWorkstation({
    paths: request.paths,
    cwd: request.cwd,
    home: request.home ?? homedir(),
    now: request.now,
    ...(request.fingerprintKey === undefined ? {} : { fingerprintKey: request.fingerprintKey }),
  });
  const { findings, unanswered } = evaluateWorkstation(read.records, request.now);
  const credentials = read.records.filter((record) => record.type === 'credential');
  const servers = read.records.filter((record) => record.type === 'mcp_server');
  const reaches = read.records.filter((record) => record.type === 'reach');
  const workflows = read.records.filter((record) => record.type === 'workflow');
  const holders = read.records.filter((record) => record.type === 'holder');
  const gaps = read.records.filter((record) => record.type === 'gap');
  const credentialsOf = Map.groupBy(credentials, (record) => record.holderKey);
  const reachesOf = Map.groupBy(reaches, (record) => record.fromKey);
  const serversOf = Map.groupBy(servers, (record) => record.holderKey);
  const workflowsOf = Map.groupBy(workflows, (record) => record.holderKey);

  const items = holders.map(({ key, kind, title, name, place }): ScanItem => ({
    key,
    kind,
    title,
    name,
    place,
    tools: (serversOf.get(key) ?? []).map(({ type: _type, holderKey: _holder, ...server }) => ({
      ...server,
      credentials: (credentialsOf.get(server.key) ?? []).map(withoutHolder),
      reaches: distinct(reachesOf.get(server.key) ?? []),
    })),
    credentials: (credentialsOf.get(key) ?? []).map(withoutHolder),
    reaches: distinct(reachesOf.get(key) ?? []),
    pipelines: (workflowsOf.get(key) ?? []).map(
      ({ type: _type, holderKey: _holder, ...workflow }) => workflow,
    ),
  }));
  const count = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return {
    items,
    findings,
    gaps: gaps.map(({ what, why, place }) => ({ what, why, place })),
    unanswered,
    summary: {
      agents: holders.filter((holder) => holder.kind === 'agent').length,
      tools: servers.length,
      identities: holders.length,
      credentials: credentials.length,
      credentialsInline: credentials.filter((credential) => credential.held.is !== 'reference').length,
      reaches: reaches.length,
      findings: {
        critical: count('critical'),
        high: count('high'),
        medium: count('medium'),
        low: count('low'),
        info: count('info'),
      },
      filesRead: read.looked.filesRead,
      entriesSeen: read.looked.entries,
      passedOver: read.looked.passedOver,
      complete: gaps.length === 0,
      roots: read.roots,
      milliseconds: Math.round(monotonicMs() - started),
      at: request.now,
    },
  };
}

const withoutHolder = ({
  type: _type,
  holderKey: _holder,
  ...credential
}: HeldCredentialRecord): Under<HeldCredentialRecord> => credential;

const distinct = (reaches: readonly ReachRecord[]): readonly Under<ReachRecord>[] => [
  ...new Map(
    reaches.map(({ kind, target, place }) => [`${kind} ${target}`, { kind, target, place }]),
  ).values(),
];

/** Whether anything found is at least that grave. */
export const reachesSeverity = (report: ScanReport, threshold: Severity): boolean =>
  report.findings.some((finding) => severities.indexOf(finding.severity) <= severities.indexOf(threshold));

/** Id, title, why, reference and severity of every rule, for faces that list them (SARIF). */
export const scanRules: readonly {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly reference: string;
  readonly runbook: string;
  readonly severity: Severity;
}[] = workstationRules.map(({ id, title, why, reference, runbook, severity }) => ({
  id,
  title,
  why,
  reference,
  runbook,
  severity,
}));
