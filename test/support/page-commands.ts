import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the commands on the pages need besides a shell. */
export const hasTools = ['bash', 'curl', 'jq'].every(
  (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0,
);

/**
 * Runs the commands with which the page of a connector makes an export, as they stand there, and gives the folder that they
 * made. `values`: what a reader of the page puts in its place; `programs`: what stands for a vendor's own tool.
 */
export async function exportByPage(
  page: string,
  of: {
    readonly values: Readonly<Record<string, string>>;
    readonly env?: Readonly<Record<string, string>>;
    readonly programs?: Readonly<Record<string, string>>;
  },
): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'countersign-page-'));
  const bin = join(root, 'bin');
  mkdirSync(bin);
  for (const [name, text] of Object.entries(of.programs ?? {})) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  const text = readFileSync(join(import.meta.dirname, `../../docs/connectors/${page}.md`), 'utf8');
  const [block] = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, commands = '']) =>
    commands.includes('OUT=') ? [commands] : [],
  );
  let script = block ?? '';
  for (const [name, value] of Object.entries({ ...of.values, OUT: join(root, 'out') })) {
    const before = script;
    script = script.replace(new RegExp(`\\b${name}=\\S+`), `${name}='${value}'`);
    if (script === before) throw new TypeError(`the page of ${page} sets no ${name}`);
  }
  const shell = spawn('bash', ['-c', script], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...of.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: root },
  });
  let said = '';
  shell.stderr.on('data', (chunk) => (said += String(chunk)));
  await new Promise((resolve) => shell.on('close', resolve));
  if (said !== '') throw new TypeError(`the commands of the page of ${page} say: ${said.slice(0, 2000)}`);
  return join(root, 'out');
}

/** The GitHub CLI as far as the page uses it: `gh api --paginate --slurp PATH`, asking `GH_SERVER`. */
export const ghProgram = `#!/bin/sh
[ "$1 $2 $3" = 'api --paginate --slurp' ] || exit 2
url="$GH_SERVER/$4" at=$(mktemp) before='['
while [ -n "$url" ]; do
  status=$(curl -sS -D "$at.head" -o "$at" -w '%{http_code}' -H "authorization: token $GH_TOKEN" \\
    -H 'x-github-api-version: 2022-11-28' "$url")
  printf %s "$before"; cat "$at"; before=,
  [ "$status" = 200 ] || exit 1
  url=$(sed -n 's/^link:.*<\\([^>]*\\)>; rel="next".*/\\1/ip' "$at.head" | tr -d '\\r')
done
printf ']'
`;

/** Everything but the gaps, whose reasons differ between what is asked and what was exported. */
export const withoutGaps = <T extends { readonly type: string }>(all: readonly T[]): readonly T[] =>
  all.filter(({ type }) => type !== 'gap');
