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
    /** A word of the commands, where the page has several; then the folder that they were run in is given. */
    readonly having?: string;
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
    commands.includes(of.having ?? 'OUT=') ? [commands] : [],
  );
  let script = block ?? '';
  for (const [name, value] of Object.entries(
    of.having === undefined ? { ...of.values, OUT: join(root, 'out') } : of.values,
  )) {
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
  return of.having === undefined ? join(root, 'out') : root;
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

/** The AWS CLI, answering from the export in `AWS_WORLD`; what was refused there it says on its error output, as the CLI does. */
export const awsProgram = `#!/bin/sh
[ "$1" = --region ] && shift 2
service=$1 command=$2; shift 2
[ "$service" = sts ] && exec echo "$AWS_ACCOUNT"
about=
case "$1" in --*) about=$2 ;; esac
case "$service" in
  organizations) file="$AWS_WORLD/organizations/$command\${about:+.$about}.json" ;;
  *) file="$AWS_WORLD/resources/$AWS_ACCOUNT/eu-west-1/$service/$command\${about:+.$(printf %s "$about" | jq -sRr @uri | sed 's/!/%21/g')}.json" ;;
esac
grep -q 'An error occurred' "$file" && { cat "$file" >&2; exit 254; }
exec cat "$file"
`;

/** Everything but the gaps, whose reasons differ between what is asked and what was exported. */
export const withoutGaps = <T extends { readonly type: string }>(all: readonly T[]): readonly T[] =>
  all.filter(({ type }) => type !== 'gap');
