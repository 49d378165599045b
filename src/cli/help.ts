import type { Command } from './io.ts';

export function helpAll(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    'countersign: who can do what, should they, and who signed for it',
    '',
    'AI drafts. Policy decides. A person signs.',
    '',
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    '',
    'Every command takes --json (one document on stdout) and --data DIR (default .countersign).',
    'Exit status: 0 done, 1 refused or a check did not hold, 2 usage, 3 fault.',
    '`countersign help COMMAND` shows examples.',
    '',
  ].join('\n');
}

export function helpOne(command: Command): string {
  return [
    `${command.name}: ${command.summary}`,
    '',
    `Usage: ${command.usage}`,
    '',
    'Examples:',
    ...command.examples.map((example) => `  ${example}`),
    '',
  ].join('\n');
}

/** Every command's help as one page (docs/cli.md; help.test.ts writes it with `-u` and holds it up to date without). */
export function helpMarkdown(commands: readonly Command[]): string {
  return [
    '# Commands',
    '',
    'Written from the help of each command (`npx vitest run -u --project unit src/cli/help`). In this repository write `npx countersign …`.',
    '',
    'Every command takes `--json` (one document on stdout; lists as `{ "items": […] }`) and `--data DIR` (default `.countersign`, or `COUNTERSIGN_DATA`).',
    'Exit status: 0 done, 1 refused or a check did not hold, 2 usage, 3 fault.',
    '',
    ...commands.flatMap((command) => [
      `## ${command.name}`,
      '',
      `${command.summary[0]?.toUpperCase() ?? ''}${command.summary.slice(1)}.`,
      '',
      '```',
      command.usage.trimEnd(),
      '```',
      '',
      '```',
      ...command.examples,
      '```',
      '',
    ]),
  ].join('\n');
}
