import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reporter, TestModule, TestSpecification, Vitest } from 'vitest/node';
import { countsFolder, executionsCounted, fewestExecutions } from './invariant-counts.ts';

/**
 * Closes a run with the plain line `N passed, N failed, N skipped`; a file that throws counts as one failure. A run of
 * every integration and story test fails when fewer executions than agreed were followed back to a signature.
 */
export default class CountsReporter implements Reporter {
  #folder = '';
  #vitest: Vitest | undefined;
  #isWhole = false;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
    this.#folder = mkdtempSync(join(tmpdir(), 'countersign-counts-'));
    process.env[countsFolder] = this.#folder; // the test processes inherit it
  }

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    const vitest = this.#vitest;
    if (vitest === undefined) return;
    const there = new Set(specifications.map(({ project, moduleId }) => `${project.name} ${moduleId}`));
    const ofRun = await vitest.globTestSpecifications();
    const projects = new Set(vitest.projects.map((project) => project.name));
    this.#isWhole =
      projects.has('integration') &&
      projects.has('story') &&
      vitest.config.testNamePattern === undefined &&
      ofRun.every(({ project, moduleId }) => there.has(`${project.name} ${moduleId}`));
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0;
    let failed = 0;
    let skipped = 0;
    for (const module of modules) {
      if (module.state() === 'failed' && module.errors().length > 0) failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed++;
        else if (state === 'failed') failed++;
        else skipped++;
      }
    }
    const executions = executionsCounted(this.#folder);
    rmSync(this.#folder, { recursive: true, force: true });
    if (executions > 0) process.stdout.write(`${executions} executions followed back to a signature\n`);
    if (this.#isWhole && executions < fewestExecutions) {
      failed++;
      process.exitCode = 1;
      process.stdout.write(`FAIL: a whole run has to follow back at least ${fewestExecutions}\n`);
    }
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}
