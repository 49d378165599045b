import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudtrailEvents } from './cloudtrail.ts';
import { githubEvents, kubernetesEvents, mcpEvents, oktaEvents, postgresEvents } from './other-logs.ts';
import { deedsOf, readPlan, type Deed, type LogKind } from './plan.ts';

/** Acme’s logs, and of which source’s accounts each tells. */
export const acmeLogs = [
  { name: 'acme-cloudtrail', kind: 'cloudtrail', sources: ['acme-aws'] },
  { name: 'acme-kube-audit', kind: 'kubernetes', sources: ['acme-kubernetes'] },
  { name: 'acme-postgres-log', kind: 'postgres', sources: ['acme-postgres'] },
  { name: 'acme-okta-log', kind: 'okta', sources: ['acme-okta'] },
  { name: 'acme-github-audit', kind: 'github', sources: ['acme-github'] },
  { name: 'acme-agent-traces', kind: 'mcp', sources: ['acme-mcp'] },
] as const satisfies readonly {
  readonly name: string;
  readonly kind: LogKind;
  readonly sources: readonly string[];
}[];

const writers: Readonly<Record<LogKind, (deed: Deed) => readonly object[]>> = {
  cloudtrail: cloudtrailEvents,
  kubernetes: kubernetesEvents,
  postgres: postgresEvents,
  okta: oktaEvents,
  github: githubEvents,
  mcp: mcpEvents,
};

/** Writes what `plan.yaml` says was done before that day, as each service writes it, into a folder for each log. */
export function writeAcmeLogs(folder: string, referenceDay: string): void {
  const plan = readPlan(join(folder, 'plan.yaml'));
  for (const { kind } of acmeLogs) {
    mkdirSync(join(folder, kind), { recursive: true });
    const events = deedsOf(plan[kind], referenceDay).flatMap((deed) => writers[kind](deed));
    const text =
      kind === 'cloudtrail'
        ? `${JSON.stringify({ Records: events })}\n`
        : events.map((event) => `${JSON.stringify(event)}\n`).join('');
    writeFileSync(join(folder, kind, `${kind}.json`), text, { mode: 0o644 });
  }
}
