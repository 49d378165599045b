import type { LedgerTraced } from '../../commands/trace/trace-folder.ts';
import type { TraceStep } from '../../commands/trace/tellers.ts';
import { inert } from '../../platform/text.ts';

/** Every story whole, each entry with its number, and what the export is worth. */
export function traceText({ origin, size, root, holds, stories, unreadable }: LedgerTraced): string {
  const worth = Object.entries(holds).map(([name, is]) => `${is ? 'holds ' : 'BROKEN'}  ${name}`);
  const lines = [`${size} entries of ${inert(origin)}, root ${root}`, ...worth, ''];
  if (stories.length === 0) lines.push('No case in this export is about that.', '');
  for (const { about, steps, restsOn } of stories) {
    lines.push(inert(about), ...steps.flatMap(stepLines));
    if (restsOn.length > 0) lines.push('  rests on', ...restsOn.flatMap(stepLines));
    lines.push('');
  }
  if (unreadable.length > 0)
    lines.push(
      `${unreadable.length} cases may be about it too: their content was erased (${unreadable.slice(0, 10).join(', ')}${unreadable.length > 10 ? ', …' : ''}).`,
    );
  return `${lines.join('\n').trimEnd()}\n`;
}

const stepLines = ({ seq, at, is, says, included, entry }: TraceStep): readonly string[] => {
  const [first = '', ...more] = says.map((each) => inert(each));
  return [
    `${String(seq).padStart(6)}  ${at}  ${is.padEnd(8)} ${first}${included ? '' : '  NOT UNDER THE ROOT'}`,
    ...more.map((line) => `${' '.repeat(43)}${line}`),
    ...(is === 'signed' || is === 'plan' ? [`${' '.repeat(43)}${entry}`] : []),
  ];
};
