import {
  consoleActions,
  done,
  isSubjectId,
  must,
  roles,
  type ConsoleAction,
  type ConsoleCaller,
  type Instant,
  type Result,
  type Role,
  type TokenScope,
} from '../../model/index.ts';
import type { PolicySet } from '../../policy/index.ts';
import type { System } from '../system.ts';

/** Who would call: a person with these roles, or an API token of theirs. */
export interface ConsoleCallAsked {
  readonly roles: readonly Role[];
  readonly action: ConsoleAction;
  readonly scopes?: readonly TokenScope[];
}

export interface PolicyNamed {
  readonly id: string;
  readonly says: string;
}

export interface ConsoleCallAnswer {
  readonly outcome: 'permit' | 'deny';
  readonly because: string | null;
  readonly deciding: readonly PolicyNamed[];
  /** Roles of which each alone would be enough. */
  readonly rolesThatMay: readonly Role[];
}

// Nobody in particular: console permissions ask for roles, state and scopes, and for nobody by name.
const somebody = must(isSubjectId, 'psn_somebody');
const something = must(isSubjectId, 'prc_somebody');

const callerOf = (held: readonly Role[], scopes: readonly TokenScope[] | undefined): ConsoleCaller => {
  const person = { kind: 'person', id: somebody, state: 'active', roles: held } as const;
  return scopes === undefined
    ? { kind: 'person', person }
    : {
        kind: 'token',
        token: { kind: 'machine', id: something, state: 'active', owner: somebody },
        scopes,
        owner: person,
      };
};

/** Would this call be permitted, and why? The answer is the one that the door would give. */
export async function testConsoleCall(
  system: System,
  asked: ConsoleCallAsked,
): Promise<Result<ConsoleCallAnswer>> {
  const law = await system.law();
  if (!law.ok) return law;
  const { set } = law.value;
  const now = system.clock.now();
  const may = (held: readonly Role[]) => set.console.may(callerOf(held, asked.scopes), asked.action, now);
  const verdict = may(asked.roles);
  return done({
    outcome: verdict.outcome,
    because: verdict.outcome === 'deny' ? verdict.because : null,
    deciding: named(set, verdict.deciding),
    rolesThatMay: roles.filter((role) => may([role]).outcome === 'permit'),
  });
}

/** Every role by every action: what somebody who has that role alone may do in Countersign itself. */
export async function consoleRights(system: System) {
  const law = await system.law();
  if (!law.ok) return law;
  const { set } = law.value;
  const now = system.clock.now();
  return done({ digest: set.digest, roles: roles.map((role) => rowOf(set, role, now)) });
}

const rowOf = (set: PolicySet, role: Role, now: Instant) => ({
  role,
  may: consoleActions.filter(
    (action) => set.console.may(callerOf([role], undefined), action, now).outcome === 'permit',
  ),
});

export const named = (set: PolicySet, ids: readonly string[]): readonly PolicyNamed[] =>
  ids.map((id) => ({ id, says: set.judge.explain(id) }));
