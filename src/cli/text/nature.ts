import type { OutputOf } from '../../api/route.ts';
import type { nature } from '../../api/routes/index.ts';
import { inert, inertWithin } from '../../platform/text.ts';

type Told = OutputOf<typeof nature.show>;
type Account = Told['accounts'][number];
type Judged = NonNullable<Account['judged']>;

/** How each account works and where it comes from, for people. */
export function natureText({ accounts }: Told): string {
  if (accounts.length === 0) return 'A group does nothing itself. Ask for one of its members.\n';
  return accounts.flatMap((each) => [...accountLines(each), '']).join('\n');
}

function accountLines({ account, judged }: Account): readonly string[] {
  const head = `${inert(account.name)}  ${inert(account.source)}/${inert(account.key)}`;
  if (judged === null)
    return [
      head,
      '  How it works cannot be told: no log that would show it was read.',
      `  countersign activity add NAME=PATH --of ${inert(account.source)}`,
    ];
  const { nature, provenance } = judged;
  return [
    head,
    `  nature      ${natureWord(nature)}`,
    `              ${inertWithin(nature.because, 240)}`,
    `  by ${judged.logs.map(inert).join(', ')}, ${day(judged.from)} to ${day(judged.until)}`,
    ...nature.measures.map(({ what, value }) => `    ${what.padEnd(30)} ${inertWithin(value, 160)}`),
    ...provenanceLines(provenance),
  ];
}

function natureWord({ nature, worksLike }: Judged['nature']): string {
  if (nature !== null) return nature;
  return worksLike === 'person' ? 'none: it works like a person' : 'cannot be told';
}

function provenanceLines({ seen, changes, elsewhere, open }: Judged['provenance']): readonly string[] {
  return [
    '  comes from',
    ...seen.map(
      ({ kind, name, events, first }) =>
        `    ${kind.padEnd(11)} ${inertWithin(name, 100)}  ${events.toLocaleString('en')} events${first === null ? '' : ` since ${day(first)}`}`,
    ),
    ...changes.map(
      ({ kind, now, before, since, isBeside }) =>
        `    ! since ${day(since)} from ${kind} ${inertWithin(now, 100)}, ${isBeside ? 'beside' : 'instead of'} ${inertWithin(before.join(', '), 100)}`,
    ),
    ...elsewhere.map(
      ({ credential, other, usual, since, client }) =>
        `    ! since ${day(since)} ${inertWithin(credential, 60)} is used from ${inertWithin(other, 60)} too${client === null ? '' : ` by ${inertWithin(client, 60)}`}; it goes on from ${inertWithin(usual.join(', '), 100)}`,
    ),
    ...[...open.changes, ...open.elsewhere].map((why) => `    ? ${inertWithin(why, 200)}`),
  ];
}

const day = (at: string): string => at.slice(0, 10);
