import { Bits } from './bits.ts';
import type { Block } from './block.ts';
import type { Alike, Matrix } from './matrix.ts';
import type { Work } from './work.ts';

/** One side of a matrix: users with what they hold, or permissions with who holds them. */
export type Side = 'users' | 'permissions';

interface Step {
  readonly side: Side;
  readonly role: number;
  readonly member: number;
  readonly isAdded: boolean;
}

/**
 * Roles whose members are added and dropped one by one, with what that costs, and back to where it was. At every time that
 * `settle` ends, each user holds through roles exactly what the matrix says.
 */
export class Assignments {
  readonly #matrix: Matrix;
  readonly #roles: readonly { readonly users: Bits; readonly permissions: Bits }[];
  readonly #steps: Step[] = [];
  readonly #work: Work;
  #cost = 0;

  constructor(matrix: Matrix, blocks: readonly Block[], work: Work) {
    this.#matrix = matrix;
    this.#work = work;
    this.#roles = blocks.map(({ users, permissions }) => ({
      users: users.copy(),
      permissions: permissions.copy(),
    }));
    for (const { users, permissions } of this.#roles) {
      for (const each of users.members()) this.#cost += this.weight('users', each);
      for (const each of permissions.members()) this.#cost += this.weight('permissions', each);
    }
  }

  get cost(): number {
    return this.#cost;
  }

  get roles(): readonly Block[] {
    return this.#roles;
  }

  /** As it was when it was last kept. */
  back(): void {
    for (const step of this.#steps.toReversed())
      this.#write(step.side, step.role, step.member, !step.isAdded);
    this.#steps.length = 0;
  }

  /** There is no way back before this. */
  keep(): void {
    this.#steps.length = 0;
  }

  set(side: Side, role: number, member: number, isMember: boolean): void {
    if (this.#roles[role]?.[side].has(member) === isMember) return;
    this.#write(side, role, member, isMember);
    this.#steps.push({ side, role, member, isAdded: isMember });
  }

  /**
   * Gives this user the fewest roles that hold exactly what they hold, or this permission to the fewest roles whose users
   * are exactly its holders. `order` breaks ties between roles.
   */
  settle(side: Side, member: number, order: readonly number[]): void {
    const other = side === 'users' ? 'permissions' : 'users';
    const holds = this.#side(side)[member]?.holds;
    if (holds === undefined) return;
    this.#work.spend(order.length * (holds.words.length + 4));
    const able = order.filter((role) => {
      const of = this.#roles[role]?.[other];
      return of !== undefined && !of.isEmpty && of.isWithin(holds);
    });
    const chosen = fewest(able, holds, (role) => this.#roles[role]?.[other] ?? holds);
    this.#work.spend(able.length * chosen.size * (holds.words.length + 4));
    for (const [role, block] of this.#roles.entries())
      if (block[side].has(member) && !chosen.has(role)) this.set(side, role, member, false);
    for (const role of chosen) this.set(side, role, member, true);
  }

  weight(side: Side, member: number): number {
    return this.#side(side)[member]?.names.length ?? 0;
  }

  #side(side: Side): readonly Alike[] {
    return side === 'users' ? this.#matrix.users : this.#matrix.permissions;
  }

  #write(side: Side, role: number, member: number, isMember: boolean): void {
    const members = this.#roles[role]?.[side];
    if (members === undefined) return;
    if (isMember) members.add(member);
    else members.delete(member);
    this.#cost += isMember ? this.weight(side, member) : -this.weight(side, member);
  }
}

/** Greedily the fewest of these that have all of it together, then without those that the rest make needless. */
function fewest(able: readonly number[], all: Bits, of: (role: number) => Bits): Set<number> {
  const open = all.copy();
  const chosen: number[] = [];
  while (!open.isEmpty) {
    let best: number | undefined;
    let most = 0;
    for (const role of able) {
      const gives = of(role).countShared(open);
      if (gives > most) [most, best] = [gives, role];
    }
    if (best === undefined) break;
    chosen.push(best);
    open.minus(of(best));
  }
  for (let at = 0; at < chosen.length; at++) {
    const without = all.copy();
    for (const [other, role] of chosen.entries()) if (other !== at) without.minus(of(role));
    if (without.isEmpty) chosen.splice(at--, 1);
  }
  return new Set(chosen);
}
