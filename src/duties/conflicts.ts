/** Duties that stay apart: two of them, by number. */
export type Apart = readonly [number, number];

/** Whether an identity has a duty for certain, or only if something holds that was not evaluated. */
export type HasDuty = 'sure' | 'depends';

export interface Conflict {
  readonly rule: number;
  readonly identity: number;
  readonly isSure: boolean;
}

/**
 * Which identities have two duties that are to stay apart. Only rules of duties that an identity has are looked at for it,
 * so a rule that nobody is near costs nothing, and what changes of one identity is worked out for it alone.
 */
export class Conflicts {
  /** By duty: the rules it is in, and the other duty of each, one after the other. */
  readonly #rulesOf: readonly Int32Array[];
  readonly #duties = new Map<number, ReadonlyMap<number, HasDuty>>();
  /** By duty, while one identity is looked at: 0 it has it not, 1 it depends, 2 for certain. */
  readonly #marks: Uint8Array;

  constructor(rules: readonly Apart[], duties: number) {
    const lists = Array.from({ length: duties }, (): number[] => []);
    for (const [rule, [a, b]] of rules.entries()) {
      lists[a]?.push(rule, b);
      lists[b]?.push(rule, a);
    }
    this.#rulesOf = lists.map((list) => Int32Array.from(list));
    this.#marks = new Uint8Array(duties);
  }

  /** What an identity has from now on; nothing forgets it. */
  set(identity: number, duties: ReadonlyMap<number, HasDuty>): void {
    if (duties.size === 0) this.#duties.delete(identity);
    else this.#duties.set(identity, duties);
  }

  /** Every conflict, by identity in the order in which they were first set. */
  *all(): Iterable<Conflict> {
    for (const identity of this.#duties.keys()) yield* this.of(identity);
  }

  /** The conflicts of one identity, by rule. */
  of(identity: number): readonly Conflict[] {
    const duties = this.#duties.get(identity);
    if (duties === undefined || duties.size < 2) return [];
    const marks = this.#marks;
    for (const [duty, has] of duties) marks[duty] = has === 'sure' ? 2 : 1;
    const found: Conflict[] = [];
    for (const [duty, has] of duties) {
      const rules = this.#rulesOf[duty];
      if (rules === undefined) continue;
      for (let at = 0; at < rules.length; at += 2) {
        const other = rules[at + 1] ?? -1;
        const mark = marks[other] ?? 0;
        // each rule once: from the lower of its duties
        if (mark === 0 || other < duty) continue;
        found.push({ rule: rules[at] ?? -1, identity, isSure: has === 'sure' && mark === 2 });
      }
    }
    for (const duty of duties.keys()) marks[duty] = 0;
    return found.sort((a, b) => a.rule - b.rule);
  }
}
