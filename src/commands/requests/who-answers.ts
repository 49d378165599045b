import {
  approverRoles,
  type ApproverRole,
  type CaseFacts,
  type Instant,
  type SubjectId,
} from '../../model/index.ts';
import { parseNeed } from '../../policy/index.ts';
import { namesOfPeople } from '../people-names.ts';
import type { System } from '../system.ts';

/** One approval that is missing, and who can give it. */
export interface AnswersNeeded {
  readonly need: string;
  readonly says: string;
  /** In order: each step once those before it are complete. */
  readonly steps: readonly {
    readonly roles: readonly ApproverRole[];
    readonly count: number;
    readonly people: readonly Answerer[];
  }[];
}

export interface Answerer {
  readonly id: SubjectId;
  /** Null: linked to nobody of the estate. */
  readonly name: string | null;
  readonly role: ApproverRole;
  /** In the place of a holder who is gone, silent, or has an interest. */
  readonly standsIn: boolean;
  /** Their key is in force; without one they cannot sign. */
  readonly canSign: boolean;
  /** Why their answer would not count all the same. */
  readonly because?: string;
}

/** Who must say yes and why: each missing approval with the people who hold its roles for every change of the case. */
export async function whoAnswers(
  system: Pick<System, 'database' | 'signers'>,
  facts: CaseFacts,
  missing: readonly string[],
  says: (need: string) => string,
  now: Instant,
): Promise<readonly AnswersNeeded[]> {
  const inForce = new Set((await system.signers.inForce(now)).map(({ person }) => person));
  const isHeld = (role: ApproverRole, person: SubjectId): boolean =>
    facts.changes.every(({ holders }) => holders?.[role]?.includes(person) === true);
  const held = (role: ApproverRole): readonly SubjectId[] => {
    const [first, ...rest] = facts.changes.map(({ holders, replacing }) => [
      ...(holders?.[role] ?? []),
      ...(replacing?.[role] ?? []),
    ]);
    return [...new Set(first)].filter((person) => rest.every((others) => others.includes(person)));
  };
  const named = await namesOfPeople(system, [...new Set(approverRoles.flatMap(held))]);
  const nameOf = new Map(named.ok ? named.value.items.map(({ id, name }) => [id, name]) : []);
  // an order of steps says the steps before it too
  const said = missing.filter((token) => !missing.some((other) => other.startsWith(`${token}.then.`)));
  return said.flatMap((token) => {
    const need = parseNeed(token);
    if (need?.kind !== 'approval') return [];
    const steps = need.steps.map(({ roles, count }) => ({
      roles,
      count,
      people: roles.flatMap((role) =>
        held(role).map((id) => ({
          id,
          name: nameOf.get(id) ?? null,
          role,
          standsIn: !isHeld(role, id),
          canSign: inForce.has(id),
          ...whyNot(facts, id),
        })),
      ),
    }));
    return [{ need: token, says: says(token), steps }];
  });
}

function whyNot(facts: CaseFacts, person: SubjectId): { readonly because?: string } {
  for (const { interest } of facts.changes) {
    if (interest === undefined) return { because: 'who would benefit is not known' };
    if (interest.requester.includes(person)) return { because: 'asks for it' };
    if (interest.beneficiary.includes(person)) return { because: 'would benefit from it' };
    if (interest.steward.includes(person)) return { because: 'answers for who would benefit' };
  }
  return {};
}
