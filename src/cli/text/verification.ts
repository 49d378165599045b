import type { VerificationReport } from '../../commands/ledger.ts';
import { inert } from '../../platform/text.ts';

export function reportText(report: VerificationReport): string {
  const verdicts = [
    ['integrity', 'are these the bytes that were signed', report.integrity],
    ['completeness', 'is all of it here', report.completeness],
    ['authenticity', 'did the people act whose acts it shows', report.authenticity],
  ] as const;
  const lines = [`${report.size} entries of ${inert(report.origin)}, root ${report.root}`, ''];
  for (const [name, question, verdict] of verdicts) {
    lines.push(`${verdict.holds ? 'holds ' : 'BROKEN'}  ${name.padEnd(13)} ${question}`);
    for (const problem of verdict.problems.slice(0, 10)) {
      lines.push(`        ${problem.seq === null ? '' : `entry ${problem.seq}: `}${inert(problem.what)}`);
      if (problem.expected !== undefined) lines.push(`          expected ${inert(problem.expected)}`);
      if (problem.found !== undefined) lines.push(`          found    ${inert(problem.found)}`);
    }
    if (verdict.count > 10) lines.push(`        and ${verdict.count - 10} more`);
    if (verdict.firstWrong !== null) lines.push(`        first wrong: entry ${verdict.firstWrong}`);
  }
  lines.push('', `${report.executionsChecked} executions followed back to a person's signature.`);
  for (const remark of report.remarks) lines.push(`note: ${inert(remark)}`);
  return `${lines.join('\n')}\n`;
}
