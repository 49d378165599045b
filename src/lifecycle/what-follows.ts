import { addSeconds, type Change, type Instant } from '../model/index.ts';
import type { LifeEvent } from './events.ts';
import type { PersonTold, Standing } from './person.ts';
import type { RuleBook } from './rule-book.ts';
import type { AnswersFor, HeldDirectly, OwnAccount, Situation } from './situation.ts';
import { beginsAt, type Feed } from './standing.ts';
import { successorOf } from './successor.ts';
import { wantedBy, type Wanted } from './wanted.ts';

/**
 * What is to happen because of an event. `give` and `take`: a rule says so. `transfer`: somebody else is to answer. `decide`: a
 * person has to say what happens; `change` is then what could be done. It changes nothing itself and has no authority.
 */
export interface Follow {
  readonly kind: 'give' | 'take' | 'transfer' | 'decide';
  readonly change?: Change;
  /** Not before then. */
  readonly dueAt: Instant;
  /** Which rule says so. */
  readonly rule: string;
  readonly why: string;
}

export interface Asked {
  readonly event: LifeEvent;
  /** The person as they are told of now, and where they stand: a later event has the last word. */
  readonly person: PersonTold;
  readonly standing: Standing;
  readonly book: RuleBook;
  readonly feed: Feed;
  readonly situation: Situation;
  /** The rules in force when it happened may have said something else; these are asked. */
  readonly now: Instant;
}

/** Everything that follows from one event as things are now. What is so already is not told, so asking again tells what is left. */
export function whatFollows(asked: Asked): readonly Follow[] {
  const { event, standing } = asked;
  switch (event.kind) {
    case 'left':
      return standing === 'gone' ? ofLeaver(asked) : [];
    case 'expected':
      return standing === 'expected' ? ofExpected(asked) : [];
    case 'joined':
      return isHere(standing) ? given(asked) : [];
    case 'rehired':
      return isHere(standing)
        ? [...given(asked), ...enabled(asked, 'rehire'), ...beyond(asked, [], 'rehire')]
        : [];
    case 'moved': {
      if (!isHere(standing)) return [];
      const taken = takenFromMover(asked);
      return [
        ...given(asked),
        ...taken,
        ...(asked.book.beyond === 'decide' ? beyond(asked, taken, 'mover') : []),
      ];
    }
    case 'leave_began':
      return standing === 'on_leave' && asked.book.onLeave === 'disable' ? disabled(asked, 'leave') : [];
    case 'returned':
      return standing === 'here' && asked.book.onLeave === 'disable' ? enabled(asked, 'leave') : [];
    case 'unclear':
      return [
        {
          kind: 'decide',
          dueAt: event.at,
          rule: 'feed',
          why: `${event.because}: have the feed corrected; nothing follows until then`,
        },
      ];
  }
}

const isHere = (standing: Standing): boolean => standing === 'here' || standing === 'on_leave';
const isOn = ({ state }: OwnAccount): boolean => state !== 'disabled' && state !== 'expired';

const same = (
  a: Pick<HeldDirectly, 'is' | 'source' | 'key'>,
  b: Pick<HeldDirectly, 'is' | 'source' | 'key'>,
): boolean => a.is === b.is && a.source === b.source && a.key === b.key;

function ofExpected({ event, person, book, feed, situation }: Asked): readonly Follow[] {
  if (book.preStartDays === 0) return [];
  const begins = beginsAt(person, feed) ?? event.at;
  return wantedBy(book, person, situation).flatMap((wanted) =>
    wanted.is !== 'account' || hasAccountAt(situation, wanted.source)
      ? []
      : [
          {
            kind: 'give' as const,
            change: accountOf(wanted, begins),
            dueAt: addSeconds(begins, -book.preStartDays * 86_400),
            rule: wanted.rule,
            why: wanted.why,
          },
        ],
  );
}

const hasAccountAt = ({ accounts }: Situation, source: string): boolean =>
  accounts.some((one) => one.source === source);

const accountOf = (wanted: Extract<Wanted, { is: 'account' }>, from: Instant): Change => ({
  type: 'account.create',
  source: wanted.source,
  accountKey: wanted.key,
  validUntil: addSeconds(from, wanted.days * 86_400),
});

/** What rules give and the person has not. A right waits until there is one account, and only one, that could hold it. */
function given({ event, person, book, situation }: Asked): readonly Follow[] {
  const dueAt = event.at;
  return wantedBy(book, person, situation).flatMap((wanted): readonly Follow[] => {
    const of = { dueAt, rule: wanted.rule, why: wanted.why };
    if (wanted.is === 'unclear') return [{ kind: 'decide', ...of, why: wanted.because }];
    if (wanted.is === 'account')
      return hasAccountAt(situation, wanted.source)
        ? []
        : [{ kind: 'give', change: accountOf(wanted, dueAt), ...of }];
    const held = situation.held.some((one) => same(one, wanted));
    if (held) return [];
    const accounts = situation.accounts.filter(
      (one) => one.source === wanted.source && one.isPersonal && isOn(one),
    );
    const [account] = accounts;
    if (account === undefined)
      return [
        {
          kind: 'decide',
          ...of,
          why: `${wanted.why} Waits: no account of theirs in \`${wanted.source}\` could hold \`${wanted.key}\``,
        },
      ];
    if (accounts.length > 1)
      return [
        {
          kind: 'decide',
          ...of,
          why: `${wanted.why} Waits: ${accounts.length} accounts of theirs in \`${wanted.source}\` could hold \`${wanted.key}\``,
        },
      ];
    return [
      { kind: 'give', change: addOf(wanted, account.key, addSeconds(dueAt, wanted.days * 86_400)), ...of },
    ];
  });
}

const addOf = (
  { is, source, key }: Pick<HeldDirectly, 'is' | 'source' | 'key'>,
  account: string,
  until: Instant,
): Change =>
  is === 'group'
    ? { type: 'membership.add', source, memberKey: account, groupKey: key, until }
    : { type: 'grant.add', source, subjectKey: account, entitlementKey: key, grantable: false, until };

const removeOf = ({ is, source, account, key }: HeldDirectly): Change =>
  is === 'group'
    ? { type: 'membership.remove', source, memberKey: account, groupKey: key }
    : { type: 'grant.remove', source, subjectKey: account, entitlementKey: key };

/** What the old place gave and the new one surely does not, after the grace. */
function takenFromMover({ event, person, book, situation }: Asked): readonly Follow[] {
  if (event.before === undefined) return [];
  const now = wantedBy(book, person, situation, { alsoMaybe: true });
  return wantedBy(book, event.before, situation).flatMap((before): readonly Follow[] => {
    if (before.is !== 'group' && before.is !== 'entitlement') return [];
    if (now.some((one) => (one.is === 'group' || one.is === 'entitlement') && same(one, before))) return [];
    return situation.held
      .filter((one) => same(one, before) && isPersonal(situation, one))
      .map((one) => ({
        kind: 'take',
        change: removeOf(one),
        dueAt: addSeconds(event.at, book.graceDays * 86_400),
        rule: before.rule,
        why: `It came with the place before: ${before.why}`,
      }));
  });
}

const isPersonal = ({ accounts }: Situation, { source, account }: HeldDirectly): boolean =>
  accounts.some((one) => one.source === source && one.key === account && one.isPersonal);

/** What no rule speaks of: nobody knows whether the new place needs it. */
function beyond(
  { event, person, book, situation }: Asked,
  taken: readonly Follow[],
  rule: string,
): readonly Follow[] {
  const wanted = wantedBy(book, person, situation, { alsoMaybe: true });
  const goes = new Set(taken.map(({ change }) => JSON.stringify(change)));
  return situation.held
    .filter(
      (one) =>
        isPersonal(situation, one) &&
        !wanted.some((each) => (each.is === 'group' || each.is === 'entitlement') && same(each, one)),
    )
    .map(removeOf)
    .filter((change) => !goes.has(JSON.stringify(change)))
    .map((change) => ({
      kind: 'decide',
      change,
      dueAt: event.at,
      rule,
      why:
        rule === 'rehire'
          ? 'It was theirs before they left, and no rule gives it'
          : 'No rule gives it; whether the new place needs it is not known',
    }));
}

function disabled({ event, situation }: Asked, rule: string): readonly Follow[] {
  return situation.accounts.filter(isOn).map((account): Follow => {
    const change: Change = { type: 'account.disable', source: account.source, accountKey: account.key };
    const of = { change, dueAt: event.at, rule };
    return account.isPersonal
      ? { kind: 'take', ...of, why: `It is theirs: ${account.because}` }
      : {
          kind: 'decide',
          ...of,
          why: `Machines may use it too, so a person decides. It is taken for theirs: ${account.because}`,
        };
  });
}

const enabled = ({ event, situation }: Asked, rule: string): readonly Follow[] =>
  situation.accounts
    .filter((account) => !isOn(account) && account.isPersonal)
    .map(({ source, key }) => ({
      kind: 'decide',
      change: { type: 'account.enable', source, accountKey: key },
      dueAt: event.at,
      rule,
      why: rule === 'rehire' ? 'It was theirs before they left' : 'It was disabled while they were away',
    }));

function ofLeaver(asked: Asked): readonly Follow[] {
  const { event, person, book, situation } = asked;
  const taker = successorOf(person, book.succession, situation);
  return [
    ...disabled(asked, 'leaver'),
    ...situation.answersFor.map((one): Follow =>
      taker.is === 'found'
        ? {
            kind: 'transfer',
            change: assignTo(one, situation, taker.key),
            dueAt: event.at,
            rule: 'succession',
            why: `They were its ${one.role}; ${taker.because}`,
          }
        : {
            kind: 'decide',
            dueAt: event.at,
            rule: 'succession',
            why: `They were the ${one.role} of ${one.name} (${one.source}), and nobody takes over: ${taker.because}`,
          },
    ),
  ];
}

const assignTo = (one: AnswersFor, { feed }: Situation, personKey: string): Change => ({
  type: 'owner.assign',
  source: 'countersign',
  accountSource: one.source,
  accountKey: one.key,
  role: one.role,
  personSource: feed,
  personKey,
});
