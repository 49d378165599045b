import type { TestProject } from 'vitest/node';
import { migrations } from '../../src/migrations.ts';
import { migrate, openDatabase } from '../../src/platform/store/index.ts';
import { runSql, startTestPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgresUrl: string;
  }
}

/** One server for the run; a migrated template database that each test file clones in ~30 ms. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestPostgres();
  await runSql(server.url('postgres'), 'create database countersign_template');
  const template = openDatabase({
    url: server.url('countersign_template'),
    applicationName: 'test-template',
  });
  await migrate(template, migrations);
  await template.close();
  project.provide('postgresUrl', server.url('DATABASE'));
  return server.stop;
}
