import type { AccountView, Contribution, Finding, Severity } from '../model/index.ts';
import type { Risk } from './rule.ts';

/**
 * A score is likelihood × blast radius × ease of fixing, told as a sum: points are logarithms, ten points double the
 * factor, so adding points multiplies factors and anyone can redo the arithmetic. Likelihood and blast radius run from 0
 * to 50 each, ease from 0 to 30.
 */
export const contributionsOf = (risk: Risk): readonly Contribution[] => [
  ...risk.likelihood,
  ...risk.blast,
  ...risk.ease,
];

export const scoreOf = (contributions: readonly Contribution[]): number =>
  contributions.reduce((sum, each) => sum + each.points, 0);

/** How bad it is: likelihood and blast radius alone, since being easy to fix makes nothing worse. */
export function severityOf(risk: Risk): Severity {
  const points = scoreOf(risk.likelihood) + scoreOf(risk.blast);
  if (points >= 80) return 'critical';
  if (points >= 65) return 'high';
  if (points >= 45) return 'medium';
  return points >= 25 ? 'low' : 'info';
}

/** What misuse of this account reaches, from the most that it holds. */
export function blastOf(view: AccountView): readonly Contribution[] {
  if (view.powers.includes('superuser') || view.powers.includes('root'))
    return [
      { what: `it is ${view.powers.includes('root') ? 'the root account' : 'a superuser'}`, points: 45 },
    ];
  if (view.privileges.some((held) => !held.conditional))
    return [{ what: 'it holds administrator rights', points: 40 }];
  if (view.powers.length > 0) return [{ what: `it has the power ${view.powers.join(', ')}`, points: 35 }];
  if (view.privileges.length > 0)
    return [{ what: 'it holds administrator rights under conditions that were not evaluated', points: 30 }];
  if (view.directGrants > 0) return [{ what: 'it holds rights of its own', points: 15 }];
  return [{ what: 'it holds no right of its own', points: 5 }];
}

/** Highest score first; equal scores by id, so that the order survives a re-read. */
export function byRank(a: Pick<Finding, 'score' | 'id'>, b: Pick<Finding, 'score' | 'id'>): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** One sentence that says why this finding ranks where it does, recomputed from its contributions. */
export function whyFirst(finding: Pick<Finding, 'score' | 'contributions'>): string {
  const heaviest = [...finding.contributions]
    .filter((each) => each.points !== 0)
    .sort((a, b) => b.points - a.points || (a.what < b.what ? -1 : 1));
  const said = heaviest.slice(0, 3).map((each) => `${each.what} (${signed(each.points)})`);
  const rest = scoreOf(heaviest.slice(3));
  const others = rest === 0 ? '' : `, everything else ${signed(rest)}`;
  return `Score ${finding.score}: ${said.join(', ')}${others}.`;
}

const signed = (points: number): string => (points > 0 ? `+${points}` : `${points}`);
