import { startCommand } from './commands/start.ts';
import type { Command } from './io.ts';

/** Every command, in the order help shows them: the order in which the story is lived. */
export const commandList: readonly Command[] = [startCommand];
