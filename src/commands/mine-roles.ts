import { resolve } from 'node:path';
import { bytesOf, inFile } from '../connectors/kit/input-files.ts';
import { mineRoles, type MinedRoles, type Pair } from '../mining/index.ts';
import { Fault } from '../model/index.ts';
import { monotonicMs } from '../platform/clock.ts';
import { linesOf } from '../platform/text-lines.ts';

export type { MinedRoles } from '../mining/index.ts';

/** What a matrix may hold: beyond it, mine a department or a system at a time. */
const most = { pairs: 5_000_000, cells: 2_000_000_000, nameCharacters: 1_000 } as const;

/** Roles for the matrix in a file of lines `user permission`, and how long finding them took. Needs no database. */
export async function mineRolesOf(request: {
  readonly path: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
}): Promise<MinedRoles & { readonly seconds: number }> {
  const path = resolve(request.cwd, request.path);
  const pairs: Pair[] = [];
  const users = new Set<string>();
  const permissions = new Set<string>();
  for await (const pair of inFile(path, pairsOf(bytesOf(path, request.signal)))) {
    pairs.push(pair);
    users.add(pair.user);
    permissions.add(pair.permission);
    if (pairs.length > most.pairs || users.size * permissions.size > most.cells)
      throw new Fault(
        'input_too_large',
        `\`${path}\` holds more than ${most.pairs} lines, or more than ${most.cells} users times permissions.`,
        { next: 'Mine one department or one system at a time.' },
      );
  }
  if (pairs.length === 0)
    throw new Fault('input_invalid', `\`${path}\` holds no pair.`, {
      next: 'Write one pair a line: `user permission`.',
    });
  const started = monotonicMs();
  const mined = mineRoles(pairs);
  return { ...mined, seconds: Math.round(monotonicMs() - started) / 1000 };
}

/** A line is two words; where there is a tab, two fields with that tab between them, so that names may hold spaces. */
async function* pairsOf(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Pair> {
  for await (const { line, text } of linesOf(bytes)) {
    const plain = text.replace(/^\uFEFF/, '').trim();
    const [user, permission, ...more] = plain.includes('\t')
      ? plain.split('\t').map((field) => field.trim())
      : plain.split(/ +/);
    if (user === undefined || user === '' || permission === undefined || permission === '' || more.length > 0)
      throw new Fault('input_invalid', `Line ${line} is not one user and one permission.`, {
        next: 'Write one pair a line, a space between, or a tab where names hold spaces.',
      });
    if (user.length > most.nameCharacters || permission.length > most.nameCharacters)
      throw new Fault(
        'input_too_large',
        `On line ${line} a name is longer than ${most.nameCharacters} characters.`,
        { next: 'Check that the file is a matrix of users and permissions.' },
      );
    yield { user, permission };
  }
}
