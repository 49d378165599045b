import { Bits } from './bits.ts';
import type { Block } from './block.ts';
import type { Matrix } from './matrix.ts';
import type { Work } from './work.ts';

/** A role while edges that follow from others are put back into it. */
type Growing = Block;

/** What is left to cover after everything that is certain: pairs by row. */
export interface Kernel {
  readonly rest: readonly Bits[];
  /** The whole cover, once blocks cover the kernel. Their number is added to `certain`. */
  readonly complete: (kernel: readonly Block[]) => readonly Block[];
  /** Roles that some cover of the fewest roles has. When the kernel is empty, no cover has fewer. */
  readonly certain: number;
}

/**
 * Takes away what needs no choice (Ene et al., SACMAT 2008). Two pairs go together when one role can have both. A pair
 * that goes together with everything that another goes together with is covered wherever that other is: it is left out.
 * A pair whose company goes together throughout makes one role with all of it: that role costs no cover anything. When the
 * work is spent, what is left stays in the kernel.
 */
export function reduce(matrix: Matrix, work: Work): Kernel {
  const rest = matrix.users.map(({ holds }) => holds.copy());
  const width = matrix.permissions.length;
  const roles: Growing[] = [];
  /** By pair: the role that covers it. */
  const coveredBy = new Map<number, Growing>();
  const followed: { readonly pair: number; readonly from: number }[] = [];
  const cover = (role: Growing): void => {
    roles.push(role);
    for (const user of role.users.members()) {
      const left = rest[user];
      for (const permission of left?.copy().and(role.permissions).members() ?? []) {
        coveredBy.set(user * width + permission, role);
        left?.delete(permission);
      }
    }
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const [user, { holds }] of matrix.users.entries())
      for (const permission of rest[user]?.members() ?? []) {
        if (rest[user]?.has(permission) !== true || work.isSpent) continue;
        work.spend((matrix.permissions[permission]?.holds.count() ?? 0) * 2 * holds.words.length);
        const company = companyOf(matrix, rest, holds, permission);
        const holders = new Bits(matrix.users.length);
        for (const each of company.users.members())
          if (company.permissions.isWithin(matrix.users[each]?.holds ?? holds)) holders.add(each);
        if (company.users.isWithin(holders)) {
          cover({ users: company.users, permissions: company.permissions });
          changed = true;
          continue;
        }
        const common = new Bits(width);
        for (const each of company.permissions.members())
          if (company.users.isWithin(matrix.permissions[each]?.holds ?? holders)) common.add(each);
        for (const each of holders.members())
          for (const other of rest[each]?.copy().and(common).members() ?? []) {
            if (each === user && other === permission) continue;
            followed.push({ pair: each * width + other, from: user * width + permission });
            rest[each]?.delete(other);
            changed = true;
          }
      }
  }
  const certain = roles.length;
  return {
    rest,
    certain,
    complete(kernel) {
      for (const { users, permissions } of kernel) cover(tight(rest, users, permissions, width));
      for (const { pair, from } of followed.toReversed()) {
        const role = coveredBy.get(from);
        if (role === undefined) continue;
        coveredBy.set(pair, role);
        role.users.add(Math.floor(pair / width));
        role.permissions.add(pair % width);
      }
      return roles;
    },
  };
}

/** Rows and columns of the pairs that are left and go together with this one. */
function companyOf(matrix: Matrix, rest: readonly Bits[], holds: Bits, permission: number): Growing {
  const users = new Bits(matrix.users.length);
  const permissions = new Bits(matrix.permissions.length);
  for (const user of matrix.permissions[permission]?.holds.members() ?? []) {
    const left = rest[user];
    if (left?.meets(holds) !== true) continue;
    users.add(user);
    permissions.or(left);
  }
  return { users, permissions: permissions.and(holds) };
}

/** No more of a block than the pairs that are left in it: what follows from them can then still be added. */
function tight(rest: readonly Bits[], users: Bits, permissions: Bits, width: number): Growing {
  const own = { users: new Bits(users.size), permissions: new Bits(width) };
  for (const user of users.members()) {
    const left = rest[user]?.copy().and(permissions);
    if (left === undefined || left.isEmpty) continue;
    own.users.add(user);
    own.permissions.or(left);
  }
  return own;
}
