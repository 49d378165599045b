import { scanRules, type ScanReport } from '../commands/scan.ts';
import type { Place, Severity } from '../model/index.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};
/** GitHub sorts by this number: above 9.0 critical, 7.0 high, 4.0 medium. */
const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.5',
};

/** The report as SARIF 2.1.0 (OASIS Standard): one run, every rule listed, one result a finding, gaps as notifications. */
export function scanSarif(report: ScanReport): unknown {
  const indexOf = new Map(scanRules.map((rule, index) => [rule.id, index]));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'countersign scan',
            rules: scanRules.map((rule) => ({
              id: rule.id,
              shortDescription: { text: rule.title },
              fullDescription: { text: rule.why },
              help: { text: `${rule.runbook}\n\nReference: ${rule.reference}` },
              defaultConfiguration: { level: levels[rule.severity] },
              properties: {
                'security-severity': securitySeverity[rule.severity],
                tags: ['security', 'identity'],
              },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            endTimeUtc: report.summary.at,
            toolExecutionNotifications: report.gaps.map((gap) => ({
              level: 'warning',
              message: { text: `not read: ${gap.what}: ${gap.why}` },
              locations: [locationOf(gap.place)],
            })),
          },
        ],
        results: report.findings.map((finding) => ({
          ruleId: finding.ruleId,
          ruleIndex: indexOf.get(finding.ruleId) ?? -1,
          level: levels[finding.severity],
          message: { text: `${finding.message} Next: ${finding.next}` },
          locations: finding.places.slice(0, 1).map(locationOf),
          relatedLocations: finding.places
            .slice(1)
            .map((place, index) => ({ id: index + 1, ...locationOf(place) })),
          partialFingerprints: { 'countersign/v1': finding.id },
          properties: { 'security-severity': securitySeverity[finding.severity], score: finding.score },
        })),
      },
    ],
  };
}

/** `~/…` is relative to HOME, an absolute path is a file URI, anything else relative to the folder of the run. */
function locationOf({ path, line }: Place) {
  const encoded = (text: string): string => text.split('/').map(encodeURIComponent).join('/');
  const artifactLocation = path.startsWith('~/')
    ? { uri: encoded(path.slice(2)), uriBaseId: 'HOME' }
    : path.startsWith('/')
      ? { uri: `file://${encoded(path)}` }
      : { uri: encoded(path), uriBaseId: '%SRCROOT%' };
  return {
    physicalLocation: { artifactLocation, ...(line === undefined ? {} : { region: { startLine: line } }) },
  };
}
