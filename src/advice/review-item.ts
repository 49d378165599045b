/** What is known of one access that is up for review; null and `unknown` mean that nobody could tell. */
export interface ReviewedAccess {
  /** Days since it was last used; `never` within what was read. */
  readonly unusedDays: number | 'never' | 'unknown';
  readonly privileged: boolean;
  readonly tier: 'low' | 'medium' | 'high' | 'unknown';
  /** Findings that are open about the account. */
  readonly findings: number;
  readonly severity: string | null;
  /** How many others hold the same; null: not known. */
  readonly others: number | null;
}

export interface ReviewAdvice {
  readonly leans: 'keep' | 'reduce';
  readonly because: readonly string[];
  readonly wouldChange: string;
}

const longUnusedDays = 90;

/**
 * A rule's advice on one access: without authority, and none where it does not speak clearly. It counts what would surprise
 * somebody who knew the account; it has no confidence and gives no number.
 */
export function adviseOnReview(access: ReviewedAccess): ReviewAdvice | null {
  const { unusedDays, privileged, tier, findings, severity, others } = access;
  const isUnused = unusedDays === 'never' || (typeof unusedDays === 'number' && unusedDays > longUnusedDays);
  const isGrave = privileged || tier === 'high';
  const isFound = findings > 0 && (severity === 'critical' || severity === 'high');
  if (isUnused)
    return {
      leans: 'reduce',
      because: [
        unusedDays === 'never'
          ? 'Its account was never seen to be used.'
          : `Its account was last used ${unusedDays} days ago.`,
        ...(isGrave ? ['Misuse of it would do much harm.'] : []),
        ...(others === 0 ? ['Nobody else holds it.'] : []),
      ],
      wouldChange: `one use in the last ${longUnusedDays} days.`,
    };
  if (isFound && isGrave)
    return {
      leans: 'reduce',
      because: [
        findings === 1
          ? `One ${severity} finding is open about the account.`
          : `${findings} findings are open about the account, the gravest ${severity}.`,
        'Misuse of it would do much harm.',
      ],
      wouldChange: 'the findings being closed.',
    };
  if (typeof unusedDays === 'number' && !isGrave && !isFound)
    return {
      leans: 'keep',
      because: [
        unusedDays < 2 ? 'Its account is in use.' : `Its account was used ${unusedDays} days ago.`,
        'Misuse of it would not do much harm.',
        ...(others === null || others === 0
          ? []
          : [`${others === 1 ? 'One other holds' : `${others} others hold`} the same.`]),
      ],
      wouldChange: `no use for ${longUnusedDays} days, or a grave finding.`,
    };
  return null;
}
