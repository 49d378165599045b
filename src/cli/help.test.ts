import { expect, it } from 'vitest';
import { allCommands } from './commands.ts';
import { helpMarkdown } from './help.ts';

it('is what docs/cli.md says (write it again: npx vitest run -u --project unit src/cli/help)', async () => {
  await expect(helpMarkdown(await allCommands())).toMatchFileSnapshot('../../docs/cli.md');
});

it('shows at least one example for each command, which begins as one would type it', async () => {
  const without = (await allCommands()).filter(
    ({ examples }) =>
      examples.length === 0 || !examples.every((example) => /^(countersign|npm start)/.test(example)),
  );
  expect(without.map((command) => command.name)).toEqual([]);
});
