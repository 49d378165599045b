import type { ScanItem, ScanReport } from '../commands/scan.ts';
import type { HeldCredentialRecord, Place } from '../model/index.ts';
import { inert } from '../platform/text.ts';

const most = 20;
type Credential = ScanItem['credentials'][number];

/** The report for a person: one line of summary, agents and their tools, credentials and what they reach, what is wrong. */
export function scanText(report: ScanReport): string {
  const lines: string[] = [summaryLine(report), ''];
  const agents = report.items.filter((item) => item.kind === 'agent');
  const others = report.items.filter((item) => item.kind !== 'agent');
  if (agents.length > 0) lines.push('Agents and their tools', ...agents.flatMap(agentLines), '');
  if (others.length > 0)
    lines.push(
      'Credentials and what each reaches',
      ...limited(others.flatMap(itemLines), 80, 'lines', '--json shows all'),
      '',
    );
  if (report.findings.length > 0) {
    lines.push('What is wrong, worst first');
    for (const [index, finding] of report.findings.slice(0, most).entries()) {
      lines.push(
        `${String(index + 1).padStart(3)}. ${finding.severity.toUpperCase()}  ${finding.message}`,
        `     ${limited(finding.places.map(placeText), 4, 'more places', '').join(', ')}`,
        `     next: ${finding.next}`,
      );
    }
    if (report.findings.length > most)
      lines.push(`     … and ${report.findings.length - most} more; --json shows all`);
    lines.push('');
  }
  if (report.gaps.length > 0)
    lines.push(
      'Not read',
      ...limited(
        report.gaps.map((gap) => `  ${placeText(gap.place)}: ${gap.why}`),
        12,
        'more',
        '--json shows all',
      ),
      '',
    );
  lines.push(footLine(report));
  return `${lines.map(inert).join('\n')}\n`;
}

function summaryLine({ summary }: ScanReport): string {
  const { critical, high, medium, low } = summary.findings;
  const wrong = [
    [critical, 'critical'],
    [high, 'high'],
    [medium, 'medium'],
    [low, 'low'],
  ] as const;
  const found = wrong.flatMap(([count, name]) => (count > 0 ? [`${count} ${name}`] : []));
  return `${plural(summary.agents, 'agent configuration')} with ${plural(summary.tools, 'tool server')}, ${plural(summary.credentialsInline, 'credential')} held here; ${found.length === 0 ? 'nothing wrong found' : `findings: ${found.join(', ')}`}.`;
}

const agentLines = (item: ScanItem): readonly string[] => [
  `  ${item.title}  (${placeText(item.place)})`,
  ...item.tools.flatMap((tool) => [
    `    ${tool.name}${tool.enabled ? '' : ' (off)'}: ${tool.shown}`,
    ...reachLine('      ', tool.reaches),
    ...tool.credentials.map((credential) => `      holds ${credentialText(credential)}`),
  ]),
  ...item.credentials.map((credential) => `    holds ${credentialText(credential)}`),
  ...reachLine('    ', item.reaches),
];

function itemLines(item: ScanItem): readonly string[] {
  const secrets = item.pipelines.flatMap((pipeline) => pipeline.secrets.map((secret) => secret.name));
  const head = item.title === item.name ? item.name : `${item.title} ${item.name}`;
  return [
    `  ${head}  (${placeText(item.place)})`,
    ...item.credentials.map((credential) => `    holds ${credentialText(credential)}`),
    ...(secrets.length > 0 ? [`    names the secrets ${limited(secrets, 8, 'more', '').join(', ')}`] : []),
    ...reachLine('    ', item.reaches),
  ];
}

const reachLine = (indent: string, reaches: ScanItem['reaches']): readonly string[] =>
  reaches.length === 0
    ? []
    : [
        `${indent}reaches ${limited(
          reaches.map((reach) => `${kinds[reach.kind]} ${reach.target}`),
          6,
          'more',
          '',
        ).join(', ')}`,
      ];

const kinds = {
  host: 'host',
  folder: 'folder',
  database: 'database',
  package: 'package',
  cluster: 'cluster',
  cloud_role: 'role',
  cloud_account: 'account',
  registry: 'registry',
} as const;

function credentialText(credential: Credential): string {
  const notes = [
    credential.shape,
    heldText(credential.held),
    ...(credential.encrypted === undefined
      ? []
      : [credential.encrypted ? 'with a passphrase' : 'without a passphrase']),
    ...(credential.expiresAt === undefined ? [] : [`until ${credential.expiresAt.slice(0, 10)}`]),
    ...(credential.trackedByGit === true && credential.held.is !== 'reference' ? ['tracked by Git'] : []),
    ...(credential.sample ? ['example'] : []),
  ].filter((note) => note !== '');
  return `${credential.name} (${notes.join(', ')})`;
}

const heldText = (held: HeldCredentialRecord['held']): string =>
  held.is === 'reference' ? `from ${held.to}` : '';

function footLine({ summary }: ScanReport): string {
  const passed = Object.entries(summary.passedOver).map(([name, count]) => `${count} × ${name}`);
  return `Looked at ${plural(summary.entriesSeen, 'place')}, read ${plural(summary.filesRead, 'file')} in ${(summary.milliseconds / 1000).toFixed(1)} s${passed.length === 0 ? '' : `; passed over ${passed.join(', ')}`}. Values were compared in memory only; none was kept or printed.`;
}

const placeText = ({ path, line }: Place): string => (line === undefined ? path : `${path}:${line}`);
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The first few, and always how many more there are. */
const limited = (texts: readonly string[], count: number, what: string, how: string): readonly string[] =>
  texts.length <= count
    ? texts
    : [...texts.slice(0, count), `… ${texts.length - count} ${what}${how === '' ? '' : `; ${how}`}`];
