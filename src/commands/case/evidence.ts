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
import type { WhatIfKept } from '../../review/index.ts';
import type { Consumer, ConsumerMap } from '../consumers/consumers-of.ts';
import type { Concerned } from './concerned.ts';
import type { Gained } from './gains.ts';
import type { TierFact } from './tier.ts';
import type { WouldBeConflict, WouldBeDuties } from './would-be-duties.ts';

/** What is known of one change, to be cited. */
export interface ChangeSituation {
  readonly change: Change;
  readonly concerned: Concerned;
  readonly state: TargetState;
  readonly account: AccountView | undefined;
  readonly reach: Reach | undefined;
  readonly tier: TierFact;
  /** What it would give; undefined: it gives no right. */
  readonly gained?: Gained | undefined;
  /** Who uses what would be suspended or deleted; undefined: nobody looked. */
  readonly consumers?: ConsumerMap | undefined;
  /** Whether that keeps duties apart; undefined: nobody looked. */
  readonly duties?: WouldBeDuties | undefined;
  /** Who refused the same before, newest first, in a sentence each. */
  readonly deniedBefore?: readonly string[];
}

/** Lines of one fact about what is gained beyond this are counted. */
const mostGainsTold = 200;

export interface Cited {
  readonly evidence: Evidence;
  /** Which kinds of evidence are on the page; a value that its source does not tell is on the page as unknown. */
  readonly kinds: readonly string[];
}

/** Facts of the findings, then of each change: its target's state, use, the person behind it, tier and what it reaches. */
export function citeEvidence(
  situations: readonly ChangeSituation[],
  findings: readonly FindingRecord[],
  { purpose, whatIf }: { readonly purpose?: string | undefined; readonly whatIf?: WhatIfKept | undefined },
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
  const dutiesClear: ChangeSituation[] = [];
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
    const { gained, duties, consumers, deniedBefore = [] } = situation;
    if (consumers !== undefined) {
      say('consumers', consumers.consumers.slice(0, mostGainsTold).map(consumerTold), false);
      if (consumers.consumers.length > mostGainsTold)
        say('consumers in all', consumers.consumers.length, false);
      say('consumers not known', consumers.unknown, false);
      // a deletion rests on who holds or could become it; what logs tell of it grows by itself, and the watch is for that
      if (situation.change.type === 'account.drop') say('held or reached by', standing(consumers), true);
      kinds.add('consumers');
    }
    if (gained !== undefined) {
      // what a group gives can be exchanged between asking and signing: then this is another case
      say(`would gain by ${touched(situation.change)}`, gainsTold(gained), true);
      say('would gain in all', gained.truncated ? undefined : gained.rights.length, true);
    }
    if (duties !== undefined) {
      say('duties kept apart', dutiesTold(duties), false);
      if (duties.is === 'clear') dutiesClear.push(situation);
    }
    if (deniedBefore.length > 0) say(`refused before: ${touched(situation.change)}`, deniedBefore, false);
    if (situation.change.type === 'owner.assign' || situation.change.type === 'owner.clear')
      kinds.add('ownership_basis');
  }
  // evidence only where every change that gives something was looked at and is clear
  const giving = situations.filter(({ gained }) => gained !== undefined);
  if (giving.length > 0 && giving.length === dutiesClear.length) kinds.add('sod_clear');
  if (whatIf !== undefined) {
    const about = { subject: 'what-if', source: 'countersign', observedAt: whatIf.madeAt } as const;
    cite({ ...about, id: 'what-if#found', predicate: 'would be otherwise', value: whatIf.lines }, true);
    cite({ ...about, id: 'what-if#entry', predicate: 'recorded as', value: whatIf.entry }, false);
    kinds.add('simulation');
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

/** One consumer in a line. */
const consumerTold = ({ by, what, name, evidence }: Consumer): string =>
  `${saysBy[by]}: ${what} ${name} (${evidence})`;
const saysBy: Readonly<Record<Consumer['by'], string>> = {
  seen: 'seen at work',
  holds: 'holds the same secret',
  lies: 'a copy lies',
  may: 'may become it',
};
const standing = ({ consumers }: ConsumerMap): readonly string[] =>
  consumers
    .filter(({ by }) => by !== 'seen')
    .map(({ by, name, ref }) => `${by}: ${ref === undefined ? name : `${ref.source}/${ref.key}`}`)
    .toSorted();

function gainsTold({ rights }: Gained): readonly string[] {
  const told = rights
    .slice(0, mostGainsTold)
    .map(
      ({ path, entitlementKey }) =>
        `${path.slice(1).join(' → ')}${path.length > 1 ? ' → ' : ''}${entitlementKey}`,
    );
  return rights.length > told.length ? [...told, `and ${rights.length - told.length} more`] : told;
}

function dutiesTold(duties: WouldBeDuties): readonly string[] {
  switch (duties.is) {
    case 'cannot tell':
      return [`cannot tell: ${duties.because}`];
    case 'clear':
      return duties.excepted.length === 0 ? ['yes'] : duties.excepted.map(conflictText);
    case 'conflicts':
      return duties.conflicts.map(conflictText);
  }
}

/** One conflict in a sentence. */
export const conflictText = ({ rule, gains, beside, isSure, exception }: WouldBeConflict): string =>
  [
    `${rule.title}: it gives “${gains.duty}” (${gains.right})`,
    `${beside.account === undefined ? 'and also' : `beside what \`${beside.account}\` has,`} “${beside.duty}” (${beside.right})`,
    ...(isSure ? [] : ['if a condition holds that was not evaluated']),
    ...(exception === undefined
      ? []
      : [`${exception.owner} answers for it until ${exception.until.slice(0, 10)}: ${exception.because}`]),
  ].join('; ');

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
    case 'bundle.define':
    case 'bundle.retire':
      return change.bundle;
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
