import type { OutputOf } from '../../api/route.ts';
import type { requests } from '../../api/routes/index.ts';
import { inert, inertWithin } from '../../platform/text.ts';
import { verdictText } from './case.ts';

type Looked = OutputOf<typeof requests.look>;
type Catalogue = OutputOf<typeof requests.catalogue>;
type Mine = OutputOf<typeof requests.mine>;
type About = OutputOf<typeof requests.about>;
type Answers = About['answers'];

/** What can be asked for, a line each, and what colleagues have. */
export function catalogueText({ items, total, next, peers }: Catalogue): string {
  if (items.length === 0)
    return 'Nothing is called so. Fewer words find more; `countersign source list` says what was read.\n';
  const lines = items.map(
    (each) =>
      `${inert(`${each.source}/${each.key}`)}\n    ${each.entity === 'group' ? 'group' : inertWithin(each.name, 80)}, held directly by ${each.heldBy}${each.privileged === true ? ', privileged' : ''}${each.given === 'ticket' ? ', given by hand' : ''}`,
  );
  if (next !== null)
    lines.push(`The first ${items.length} of ${total.isLeast ? 'at least ' : ''}${total.count}.`);
  if (peers !== undefined && peers.groups.length > 0)
    lines.push(
      '',
      `What colleagues of ${inert(peers.of.name)} are in, and ${inert(peers.of.name)} is not:`,
      ...peers.groups.map(
        ({ source, key, holding, people }) => `    ${inert(`${source}/${key}`)}: ${holding} of ${people}`,
      ),
    );
  return `${lines.join('\n')}\n`;
}

/** Everything that a request would mean, before it is asked. */
export function lookText(look: Looked): string {
  const { thing, whom, gained, peers } = look;
  return [
    ...look.inWords.map(inert),
    `for ${inert(whom.identity.name)}, by the account ${inert(`${whom.account.source}/${whom.account.key}`)}${thing.given === 'ticket' ? '; no write credential is kept for this source, so a person gives it by hand' : ''}`,
    endText(look),
    '',
    `What it would really allow: ${gained.total === 0 ? 'nothing that is not held already' : `${gained.total} right${gained.total === 1 ? '' : 's'} more`}${gained.truncated ? ', and more than can be followed' : ''}`,
    ...gained.rights
      .slice(0, 12)
      .map(
        ({ right, path, tier, dataClass }) =>
          `    ${inert(right)}${path.length > 1 ? `  by ${path.slice(1).map(inert).join(' → ')}` : ''}  (tier ${tier ?? 'unknown, counts as high'}${dataClass === null ? '' : `, ${dataClass} data`})`,
      ),
    ...(gained.total > 12 ? [`    and ${gained.total - 12} more: --json tells them`] : []),
    ...reachText(look),
    ...dutiesText(look.duties),
    ...(peers === null
      ? []
      : [
          `Colleagues: ${peers.holding} of ${peers.people} in ${inert(peers.department)} have it${peers.sameTitle === undefined ? '' : `, ${peers.sameTitle.holding} of ${peers.sameTitle.people} who are ${inert(peers.sameTitle.title)} too`}.`,
        ]),
    ...denialsText(look.denials),
    '',
    `Policy: ${verdictText(look.verdict)}  (tier ${look.tier ?? 'unknown'})`,
    ...look.missingInWords.map((need) => `  missing: ${inert(need)}`),
    ...answersText(look.answers),
    '',
  ].join('\n');
}

function endText({ endsAt, mostSeconds, extends: held }: Looked): string {
  const end = endsAt === null ? 'without an end' : `until ${endsAt}: taken back then by itself`;
  const most = mostSeconds === null ? '' : `; policy lets it last ${hours(mostSeconds)} at most`;
  return held === null
    ? `${end}${most}`
    : `${end}${most}; prolongs what ${held.proposal} gave until ${held.endsAt}`;
}

const hours = (seconds: number): string =>
  seconds % 86_400 === 0 ? `${seconds / 86_400} days` : `${Math.round(seconds / 360) / 10} hours`;

function reachText({ reach }: Looked): readonly string[] {
  if (reach === null) return [];
  const { before, after } = reach;
  const more = after.accounts - before.accounts + (after.groups - before.groups);
  const jewels = after.powers - before.powers + (after.resources - before.resources);
  return [
    `By every way that is known from there: ${jewels === 0 ? 'no crown jewel more' : `${jewels} crown jewel${jewels === 1 ? '' : 's'} more`}, ${more} account${more === 1 ? '' : 's'} and groups more.`,
    ...reach.jewels
      .slice(0, 8)
      .map(
        ({ label, because, isSure }) =>
          `    ${inert(label)}${because === undefined ? '' : ` (${inert(because)})`}${isSure ? '' : ', if a condition holds'}`,
      ),
  ];
}

function dutiesText(duties: Looked['duties']): readonly string[] {
  if (duties.is === 'cannot tell') return [`Duties kept apart: cannot tell, ${inert(duties.because)}.`];
  if (duties.conflicts.length === 0) return ['Duties kept apart: yes.'];
  return [
    duties.is === 'clear'
      ? 'Duties kept apart: only because somebody answers for it:'
      : 'Duties kept apart: NO. It would join',
    ...duties.conflicts.flatMap(({ rule, gains, beside, exception }) => [
      `    “${inert(gains.duty)}” and “${inert(beside.duty)}”${beside.account === undefined ? '' : ` (held by ${inert(beside.account)})`}: ${inert(rule.title)}`,
      ...(exception === undefined
        ? []
        : [
            `      ${inert(exception.owner)} answers for it until ${exception.until.slice(0, 10)}: ${inert(exception.because)}`,
          ]),
    ]),
  ];
}

export const denialsText = (denials: Looked['denials']): readonly string[] =>
  denials.map(
    ({ at, by, reason, proposal }) =>
      `Refused before, on ${at.slice(0, 10)} by ${by}${reason === undefined ? '' : `: ${inert(reason)}`} (${proposal})`,
  );

/** Who must say yes, step by step. */
export const answersText = (answers: Answers): readonly string[] =>
  answers.flatMap(({ says, steps }) => [
    `Who must say yes: ${inert(says)}`,
    ...steps.map(({ roles, count, people }, index) => {
      const can = people.filter(({ because, canSign }) => because === undefined && canSign);
      const cannot = people.filter(({ because, canSign }) => because !== undefined || !canSign);
      const named = [
        ...new Set(
          can.map(({ name, id, standsIn }) => `${inert(name ?? id)}${standsIn ? ' (stands in)' : ''}`),
        ),
      ];
      return `  ${steps.length > 1 ? `${index + 1}. ` : ''}${count} as ${roles.join(' or ')}: ${named.length === 0 ? 'NOBODY can now' : named.join(', ')}${cannot.length === 0 ? '' : `  (not ${[...new Set(cannot.map(({ name, id, because }) => `${inert(name ?? id)}: ${because ?? 'has no key'}`))].join('; ')})`}`;
    }),
  ]);

export function mineText({ items }: Mine): string {
  if (items.length === 0)
    return 'You asked for nothing yet. `countersign request catalogue` shows what there is.\n';
  return `${items
    .map(({ id, title, state, approvals, endsAt, askedSince, refusedBecause, given }) =>
      [
        `${id}  ${given ?? state}  ${inert(title)}`,
        `    ${approvals} approval${approvals === 1 ? '' : 's'}${endsAt === null ? '' : `, until ${endsAt}`}${askedSince === null ? '' : `; a question waits for you since ${askedSince}`}${refusedBecause === null ? '' : `; refused: ${inert(refusedBecause)}`}`,
      ].join('\n'),
    )
    .join('\n')}\n`;
}

/** What stands beside a case, below the case itself. */
export function aboutText(about: About): string {
  const nameOf = (id: string): string => inert(about.names.find((each) => each.id === id)?.name ?? id);
  return [
    ...answersText(about.answers),
    ...(about.extends === null
      ? []
      : [`It prolongs what ${about.extends.proposal} gave until ${about.extends.endsAt}.`]),
    ...(about.narrows === null ? [] : [`It is less than ${about.narrows} asks for.`]),
    ...about.narrowed.map((part) => `Less of it: ${part}`),
    ...about.notes.map(({ kind, person, text, at }) => `${at}  ${kind} by ${nameOf(person)}: ${inert(text)}`),
    ...(about.waitingSince === null ? [] : [`A question waits for its answer since ${about.waitingSince}.`]),
    ...denialsText(about.denials.map((each) => each)),
    '',
  ].join('\n');
}

export function emergenciesText({ items, names }: OutputOf<typeof requests.emergencies>): string {
  if (items.length === 0) return 'Nobody took anything in an emergency.\n';
  const nameOf = (id: string): string => inert(names.find((each) => each.id === id)?.name ?? id);
  return `${items
    .map(({ glass, title, person, reason, at, endsAt, review, execution }) =>
      [
        `${glass}  ${review === null ? 'OPEN: nobody else has looked at it' : review.found.replace('_', ' ')}`,
        `    ${inert(title)}`,
        `    ${nameOf(person)} at ${at}, until ${endsAt}: ${inert(reason)}`,
        ...(execution === null ? [] : [`    put back before its end: countersign reverse ${execution}`]),
        ...(review === null ? [] : [`    ${nameOf(review.by)} at ${review.at}: ${inert(review.text)}`]),
      ].join('\n'),
    )
    .join('\n')}\n`;
}
