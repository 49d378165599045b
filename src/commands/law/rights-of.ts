import {
  actClasses,
  done,
  identityKinds,
  refuse,
  tiers,
  type ActClass,
  type Result,
  type Tier,
} from '../../model/index.ts';
import type { Policy, PolicySet, RightsRowShown } from '../../policy/index.ts';
import { policyBearsOn } from '../../policy/index.ts';
import { policyShown, type PolicyShown } from '../policies/in-force.ts';
import type { System } from '../system.ts';
import { rowInWords, rowWords, type RowWords } from './row-in-words.ts';

export const rightsSubjects = [...identityKinds, 'governance'] as const;

export interface RightsAsked {
  readonly act: ActClass;
  readonly subject?: (typeof rightsSubjects)[number];
  readonly tier?: Tier;
}

/** Every rule that bears on one capability, in words. */
export interface RightsOf {
  readonly act: ActClass;
  readonly subject: string | null;
  readonly tier: Tier | null;
  /** Rows of the table, with what each asks for. */
  readonly rows: readonly (RowWords & {
    readonly id: string;
    readonly says: string;
    readonly narrows: string | null;
    /** Which of its cells another row speaks in instead. */
    readonly exceptions: readonly string[];
    readonly needs: readonly { readonly need: string; readonly says: string }[];
  })[];
  /** Cells of what was asked in which no row speaks: there everything is denied. */
  readonly uncovered: readonly string[];
  /** Policies outside the table: what holds whatever a row says, then what was written by hand. */
  readonly policies: readonly PolicyShown[];
  /** What an AI may at most, and that this is never an effect. */
  readonly ai: string;
}

export async function rightsOf(system: System, asked: RightsAsked): Promise<Result<RightsOf>> {
  const law = await system.law();
  return law.ok ? done(rightsIn(law.value.set, asked)) : law;
}

export function rightsIn(set: PolicySet, asked: RightsAsked): RightsOf {
  const { act, subject, tier } = asked;
  const rows = set
    .rights()
    .filter((row) => row.act === act)
    .filter((row) => subject === undefined || row.subjects.some((one) => one === subject))
    .filter((row) => tier === undefined || row.tiers.includes(tier));
  const outside = set.policies.filter(
    (policy) => !policy.id.startsWith('rights.') && policyBearsOn(policy, act),
  );
  return {
    act,
    subject: subject ?? null,
    tier: tier ?? null,
    rows: rows.map((row) => ({
      ...rowWords(row),
      id: row.id,
      says: rowInWords(row),
      narrows: row.narrows ?? null,
      exceptions: rows.filter(({ narrows }) => narrows === row.id).map(({ id }) => id),
      needs: row.needs.map((need) => ({ need, says: set.judge.explain(need) })),
    })),
    uncovered: uncovered(rows, asked),
    policies: [...outside].toSorted(fixedFirst).map((policy) => policyShown(set, policy)),
    ai: aiAtMost(rows),
  };
}

const fixedFirst = (a: Policy, b: Policy): number =>
  Number(b.file === 'fixed') - Number(a.file === 'fixed') || (a.id < b.id ? -1 : 1);

function uncovered(rows: readonly RightsRowShown[], asked: RightsAsked): readonly string[] {
  if (asked.act === 'policy.edit') return [];
  const subjects = asked.subject === undefined ? identityKinds : [asked.subject];
  const levels = asked.tier === undefined ? tiers : [asked.tier];
  return subjects.flatMap((subject) =>
    levels
      .filter((tier) => !rows.some((row) => row.subjects.includes(subject) && row.tiers.includes(tier)))
      .map((tier) => `${subject} at tier ${tier}`),
  );
}

function aiAtMost(rows: readonly RightsRowShown[]): string {
  const all = [...new Set(rows.flatMap(({ ai }) => ai))];
  return all.length === 0 ? 'nothing' : `${all.join(', ').replaceAll('_', ' ')}: none of these has an effect`;
}

/** `access.grant` as somebody typed it. */
export function actNamed(text: string): Result<ActClass> {
  const act = actClasses.find((one) => one === text);
  return act === undefined
    ? refuse('input_invalid', `\`${text.slice(0, 60)}\` is no act.`, `There are: ${actClasses.join(', ')}.`)
    : done(act);
}
