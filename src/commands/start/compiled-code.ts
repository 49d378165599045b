import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { processUsers } from '../../platform/data-folder/index.ts';

/**
 * Where compiled code is kept, beside the packages: a start that finds it loads its processes in half the time. They never
 * write there as OS users of their own, or a process that was taken over could live on in what its next start runs.
 */
const folder = fileURLToPath(new URL('../../../node_modules/.cache/countersign', import.meta.url));
const script = fileURLToPath(new URL('../../../scripts/compile-ahead.mjs', import.meta.url));

/** What a process of the product is told of it. */
export const compiledCode = (): Readonly<Record<string, string>> =>
  existsSync(folder) ? { NODE_COMPILE_CACHE: folder } : {};

/** Compiles for the next start, beside whatever else goes on. Nothing rests on it; where it cannot be written nothing is. */
export function compileForNextStart(): void {
  if (!existsSync(script)) return;
  const uids = Object.values(processUsers).map(({ uid }) => String(uid));
  const child = spawn(process.execPath, [script, ...uids], { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  if (child.pid !== undefined) setPriority(child.pid, 10);
  child.unref();
}
