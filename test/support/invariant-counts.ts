import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Environment variable that names the folder where each ledger's count is left for the end of the run. */
export const countsFolder = 'COUNTERSIGN_TEST_EXECUTIONS';
/** Below this many executions a whole run proves too little, and fails. */
export const fewestExecutions = 20;

/** Leaves a ledger's count for the end of the run. */
export function countExecutions(name: string, executions: number): void {
  const folder = process.env[countsFolder];
  if (folder === undefined) return;
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ executions }));
}

/** All executions that were checked in this run. */
export function executionsCounted(folder: string): number {
  let sum = 0;
  for (const name of readdirSync(folder)) {
    const { executions } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { executions: number };
    sum += executions;
  }
  return sum;
}
