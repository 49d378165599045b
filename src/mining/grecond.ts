import { Bits } from './bits.ts';
import { heldByAll, holdersOf, type Block } from './block.ts';
import type { Matrix } from './matrix.ts';
import type { Work } from './work.ts';

/**
 * Covers what is left by formal concepts, each grown permission by permission to cover the most (GreConD, Belohlavek and
 * Vychodil 2010). Roles that the others make needless are taken out after. Nothing, where that is more work than this.
 */
export function grecond(matrix: Matrix, rest: readonly Bits[], work: Work): readonly Block[] | undefined {
  const rows = rest.map((row) => row.copy());
  const blocks: Block[] = [];
  while (rows.some((row) => !row.isEmpty)) {
    const block = bestConcept(matrix, rows, work);
    if (block === undefined || work.isSpent) return undefined;
    blocks.push(block);
    for (const user of block.users.members()) rows[user]?.minus(block.permissions);
  }
  return withoutRedundant(rest, blocks);
}

function bestConcept(matrix: Matrix, rows: readonly Bits[], work: Work): Block | undefined {
  let best: Block | undefined;
  let most = 0;
  for (;;) {
    const from: Bits = best?.permissions ?? new Bits(matrix.permissions.length);
    const among: Bits = best?.users ?? Bits.all(matrix.users.length);
    let better: Block | undefined;
    for (const [permission, { holds }] of matrix.permissions.entries()) {
      if (from.has(permission)) continue;
      if (work.isSpent) return undefined;
      const users = among.copy().and(holds);
      if (users.isEmpty) continue;
      const permissions = heldByAll(matrix, users);
      work.spend(users.count() * permissions.words.length * 2);
      const covers = coveredBy(rows, { users, permissions });
      if (covers <= most) continue;
      most = covers;
      better = { users, permissions };
    }
    if (better === undefined) return best;
    best = { users: holdersOf(matrix, better.permissions), permissions: better.permissions };
  }
}

const coveredBy = (rows: readonly Bits[], { users, permissions }: Block): number => {
  let covers = 0;
  for (const user of users.members()) covers += rows[user]?.countShared(permissions) ?? 0;
  return covers;
};

/** The same cover without the roles of which every pair is given by another, the last first. */
function withoutRedundant(rest: readonly Bits[], blocks: readonly Block[]): readonly Block[] {
  const kept = [...blocks];
  for (let at = kept.length - 1; at >= 0; at--) {
    const { users, permissions } = kept[at] ?? { users: new Bits(0), permissions: new Bits(0) };
    const isNeeded = users.members().some((user) => {
      const own = rest[user]?.copy().and(permissions) ?? new Bits(0);
      for (const [other, block] of kept.entries())
        if (other !== at && block.users.has(user)) own.minus(block.permissions);
      return !own.isEmpty;
    });
    if (!isNeeded) kept.splice(at, 1);
  }
  return kept;
}
