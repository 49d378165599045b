import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandList } from './commands.ts';
import { helpMarkdown } from './help.ts';

it('is what docs/cli.md says (write it again with `node scripts/cli-docs.mjs`)', () => {
  expect(readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')).toBe(helpMarkdown(commandList));
});

it('shows at least one example for each command, which begins as one would type it', () => {
  for (const { name, examples } of commandList) {
    expect(examples.length, name).toBeGreaterThan(0);
    for (const example of examples) expect(example).toMatch(/^(countersign|npm start)/);
  }
});
