import {
  type AccountView,
  type Change,
  type Evidence,
  type Fact,
  type FactValue,
  type Instant,
  type SourceId,
  type TargetState,
} from '../../model/index.ts';
import { canonicalJson } from '../../platform/canonical.ts';
import type { Reach } from '../../estate/index.ts';
import type { FindingRecord } from '../../detection/index.ts';
import type { Concerned } from './concerned.ts';
import type { TierFact } from './tier.ts';

/** What is known of one change, to be cited. */
export interface ChangeSituation {
  readonly change: Change;
  readonly concerned: Concerned;
  readonly state: TargetState;
  readonly account: AccountView | undefined;
  readonly reach: Reach | undefined;
  readonly tier: TierFact;
}

export interface Cited {
  readonly evidence: Evidence;
  /** Which kinds of evidence are on the page; a value that its source does not tell is on the page as unknown. */
  readonly kinds: readonly string[];
}

/** Facts of the findings, then of each change: its target's state, use, the person behind it, tier and what it reaches. */
export function citeEvidence(
  situations: readonly ChangeSituation[],
  findings: readonly FindingRecord[],
  purpose: string | undefined,
  now: Instant,
): Cited {
  const facts = new Map<string, Fact>();
  const said = new Map<string, string>(); // what a finding says already is not said twice
  const material = new Set<string>();
  const kinds = new Set<string>();
  const cite = (fact: Fact, isMaterial: boolean): void => {
    const about = canonicalJson([fact.subject, fact.predicate, fact.value ?? 'unknown']);
    const id = said.get(about) ?? fact.id;
    said.set(about, id);
    if (id === fact.id) facts.set(id, fact);
    if (isMaterial) material.add(id);
  };
  for (const { finding } of findings) {
    for (const fact of finding.evidence.facts) cite(fact, finding.evidence.material.includes(fact.id));
  }
  for (const situation of situations) {
    const { concerned, account, state, tier, reach } = situation;
    const observedAt = account?.observedAt ?? now;
    const source: SourceId = concerned.source;
    const subject = `${source}/${concerned.key}`;
    const say = (predicate: string, value: FactValue | undefined, isMaterial: boolean): void =>
      cite(
        {
          id: `${subject}#${predicate}`,
          subject,
          predicate,
          ...(value === undefined ? {} : { value }),
          source,
          observedAt,
        },
        isMaterial,
      );
    say(`state before ${situation.change.type} of ${touched(situation.change)}`, canonicalJson(state), true);
    say('tier', tier.tier, true);
    say('tier from', tier.from, false);
    if (account !== undefined) {
      say('last used', account.lastUsedAt, false);
      kinds.add('usage');
      say('kind', account.kind, true);
      if (account.person !== undefined) {
        say('belongs to', account.person.ref.key, true);
        say('belongs to because', account.person.because, false);
        say('that person is', account.person.state, true);
        kinds.add('hr_record');
      }
      say(
        'owners',
        account.owners.map(
          (owner) => `${owner.role}: ${owner.person?.ref.key ?? `${owner.stated} (nobody found)`}`,
        ),
        false,
      );
    }
    if (reach !== undefined) {
      const paths = reach.rights
        .slice(0, 50)
        .map((right) => `${right.path.join(' → ')} → ${right.entitlementKey}`);
      say('reaches', paths, false);
      say('rights reached', reach.rights.length, false);
      if (!reach.truncated) kinds.add('effective_path');
    }
    if (situation.change.type === 'owner.assign' || situation.change.type === 'owner.clear')
      kinds.add('ownership_basis');
  }
  if (purpose !== undefined) {
    cite(
      {
        id: 'request#purpose',
        subject: 'request',
        predicate: 'purpose',
        value: purpose,
        source: 'countersign',
        observedAt: now,
      },
      true,
    );
    kinds.add('purpose');
  }
  return { evidence: { facts: [...facts.values()], material: [...material] }, kinds: [...kinds].sort() };
}

function touched(change: Change): string {
  switch (change.type) {
    case 'grant.add':
    case 'grant.remove':
      return change.entitlementKey;
    case 'membership.add':
    case 'membership.remove':
      return change.groupKey;
    case 'owner.assign':
    case 'owner.clear':
      return change.role;
    case 'risk.accept':
    case 'risk.reopen':
      return change.findingId;
    case 'account.disable':
    case 'account.enable':
    case 'account.create':
    case 'account.drop':
      return change.accountKey;
  }
}
