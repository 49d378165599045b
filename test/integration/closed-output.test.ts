import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

it('ends a command as it would, and complains of nothing, when whoever reads its output stops', async () => {
  const program = join(import.meta.dirname, '..', '..', 'bin', 'countersign.cjs');
  const child = spawn(process.execPath, [program, 'help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const complaint = text(child.stderr);
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(await complaint).toBe('');
});
