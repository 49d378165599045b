// Writes docs/cli.md from the help of every command.
import { writeFileSync } from 'node:fs';
import { commandList } from '../src/cli/commands.ts';
import { helpMarkdown } from '../src/cli/help.ts';

writeFileSync(new URL('../docs/cli.md', import.meta.url), helpMarkdown(commandList));
