// The process that DuckDB runs in. Its first line says what it may use; each further line is a question, answered by lines:
// `r` and a row's only column, `d` when it was the last, `e` and why it failed. It ends when its parent is gone.
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { sqlText } from './sql-text.ts';

const settings = z.object({
  files: z.array(z.string()),
  tempFolder: z.string(),
  tempMegabytes: z.int().min(1),
  memoryMegabytes: z.int().min(1),
  threads: z.int().min(1),
});

/** More characters than this are no row of a log: the row is told as too long, and not sent. */
const mostCharacters = (4 << 20) - 16;

async function opened(may: z.infer<typeof settings>): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(may.threads),
    memory_limit: `${may.memoryMegabytes}MB`,
    temp_directory: may.tempFolder,
    max_temp_directory_size: `${may.tempMegabytes}MB`,
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_persistent_secrets: 'false',
    allow_unsigned_extensions: 'false',
  });
  const connection = await instance.connect();
  const allowed = may.files.map((file) => `(${sqlText(file)})`).join(', ');
  await connection.run(`SET allowed_paths = [${allowed}]`);
  await connection.run('SET enable_external_access = false');
  // from here on nothing above can be changed by a question
  await connection.run('SET lock_configuration = true');
  return connection;
}

async function answer(connection: DuckDBConnection, sql: string): Promise<void> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const column = chunk.getColumnVector(0);
    let text = '';
    for (let row = 0; row < chunk.rowCount; row++) {
      const value = column.getItem(row);
      if (typeof value === 'string' && value.length <= mostCharacters) text += `r${value}\n`;
      else text += 'l\n';
      if (text.length > mostCharacters) {
        await write(text);
        text = '';
      }
    }
    await write(text);
  }
  await write('d\n');
}

async function write(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise((resolve) => process.stdout.once('drain', resolve));
}

let folder: string | undefined;
/** What was put down is of logs: it goes too. An orderly exit would wait for the question that is being worked on. */
const end = (): void => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  process.kill(process.pid, 'SIGKILL');
};
process.stdin.once('end', end).once('close', end);
process.stdout.once('error', end);

let connection: DuckDBConnection | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  try {
    if (connection === undefined) {
      const may = settings.parse(JSON.parse(line));
      folder = dirname(may.tempFolder);
      connection = await opened(may);
    } else await answer(connection, z.string().parse(JSON.parse(line)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await write(`e${JSON.stringify(why.slice(0, 2000))}\n`);
    if (connection === undefined) process.exit(1);
  }
}
