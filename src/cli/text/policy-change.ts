import type { RouteOutput } from '../../api/contract.ts';
import { whatIfText as estateWhatIfText } from './what-if.ts';
import { inert, inertLines } from '../../platform/text.ts';

type Opened = RouteOutput<'law.prepare'>;
type Shown = RouteOutput<'law.show'>;
type Found = RouteOutput<'law.simulate'>['found'];
/** Verdicts that would differ, together. */
type Group = Found['past']['groups'][number];

/** What a set changes, in words: rows part by part, hand-written policies by what they mean. */
export function differencesText({ rows, policies, files, fixed }: Opened['differences']): string {
  const lines = [
    ...rows.flatMap(({ row, what, before, after, parts }) => [
      `row ${inert(row)} ${what}${what === 'changed' ? '' : `: ${inert(after ?? before ?? '')}`}`,
      ...parts.map(({ part, before: was, after: is }) => `    ${part}: ${inert(was)} → ${inert(is)}`),
    ]),
    ...policies.map(
      ({ id, file, what, says }) => `policy ${inert(id)} ${what} in ${inert(file)}: ${inert(says)}`,
    ),
    ...(fixed === 0
      ? []
      : [`${fixed} policies of the product itself differ from those the law was activated with`]),
  ];
  if (lines.length > 0) return `${lines.join('\n')}\n`;
  return files.length === 0
    ? 'Nothing differs.\n'
    : `Only comments or spacing differ: ${files.map(({ file }) => inert(file)).join(', ')}.\n`;
}

const kinds: Readonly<Record<Group['kind'], string>> = {
  denied: 'would be denied',
  permitted: 'would be possible',
  more: 'would need more',
  less: 'would need less',
  otherwise: 'would need something else',
};

const ofWhat = ({ act, subject, tier }: Group): string =>
  `${act} of ${subject}${tier === null ? ' of unknown tier' : `, tier ${tier}`}`;

/** What another set would have answered, worst first. */
export function whatIfText({ past, cases, rules, from, until }: Found): string {
  const needs = ({ adds, drops }: Pick<Group, 'adds' | 'drops'>): string =>
    [...adds.map((need) => `+ ${inert(need)}`), ...drops.map((need) => `- ${inert(need)}`)].join(', ');
  return `${[
    `${past.judged} verdicts from ${from} to ${until}: ${past.flipped} would be other ones.`,
    ...(past.erring === 0 ? [] : [`${past.erring} requests make the proposed set err; it cannot be signed.`]),
    ...past.errors.map(({ because }) => `    ${inert(because)}`),
    ...past.groups.flatMap((group) => [
      `  ${group.count} ${kinds[group.kind]}: ${ofWhat(group)}${needs(group) === '' ? '' : ` (${needs(group)})`}`,
      `      by ${group.by.map(inert).join(', ')}; asked by ${group.people.map(({ id, count }) => `${id} (${count})`).join(', ')}${group.others === 0 ? '' : ` and ${group.others} more`}`,
    ]),
    ...(past.groupsLeftOut === 0 ? [] : [`  and ${past.groupsLeftOut} more kinds of answers, not listed`]),
    ...(past.unreadable === 0 ? [] : [`${past.unreadable} verdicts could not be read again.`]),
    `${cases.judged} open cases: ${cases.changed.length} would be answered otherwise.`,
    ...cases.changed.map(
      (each) =>
        `  ${each.proposal} ${kinds[each.kind]}${each.isDecided ? ', and is signed already' : ''}: ${inert(each.title)}${needs(each) === '' ? '' : ` (${needs(each)})`}`,
    ),
    ...(cases.leftOut === 0 ? [] : [`${cases.leftOut} older open cases were not looked up.`]),
    ...(cases.unjudged.length === 0
      ? []
      : [`${cases.unjudged.length} open cases are no longer as they were filed, and were not judged.`]),
    ...rulesLines(rules),
  ].join('\n')}\n`;
}

export function policyChangeText(change: Shown): string {
  const { simulation, differences, missing } = change;
  return [
    `${change.id}  ${change.state}, proposed by ${change.requester} on ${change.filedAt}`,
    `    ${inert(change.reason)}`,
    ...(change.closedBecause === null ? [] : [`    withdrawn: ${inert(change.closedBecause)}`]),
    ...(change.activation === null ? [] : [`    the law by ${change.activation}`]),
    '',
    'What it changes:',
    differences === null ? 'It cannot be read by this version.\n' : differencesText(differences),
    'What it would have answered:',
    simulation === null ? 'It was not tried.\n' : whatIfText(simulation.found),
    ...(simulation?.stale == null ? [] : [inertLines(simulation.stale), '']),
    ...(change.signedBy.length === 0 ? [] : [`Signed by ${change.signedBy.join(', ')}.`]),
    ...(change.state === 'open' && change.closed !== null ? [inert(change.closed)] : []),
    ...missing.map((need) => `missing: ${inert(need)}`),
    ...(change.state === 'open' && change.closed === null
      ? [`Sign it: countersign policy sign ${change.id} --key FILE`]
      : []),
    '',
  ].join('\n');
}

export function rightsText(rights: RouteOutput<'policies.rights-of'>): string {
  return [
    `${rights.act}${rights.subject === null ? '' : ` of ${rights.subject}`}${rights.tier === null ? '' : ` at tier ${rights.tier}`}`,
    `An AI may at most: ${rights.ai}.`,
    '',
    'Rows of the table:',
    ...rights.rows.flatMap((row) => [
      `  ${row.id}${row.narrows === null ? '' : ` (narrows ${row.narrows})`}: ${row.subjects}, ${row.tiers}`,
      `      an AI: ${row.ai}`,
      ...row.needs.map(({ says }) => `      people: ${inert(says)}`),
      ...row.exceptions.map((other) => `      except where row ${inert(other)} speaks`),
    ]),
    ...(rights.rows.length === 0 ? ['  none'] : []),
    ...(rights.uncovered.length === 0
      ? []
      : ['', `No row speaks of, so everything is denied for: ${rights.uncovered.join('; ')}.`]),
    '',
    'Whatever a row says:',
    ...rights.policies
      .filter(({ layer }) => layer === 'fixed')
      .map(({ id, says, need }) => `  ${inert(id)}${need === null ? '' : ' (asks for)'}: ${inert(says)}`),
    '',
    'Written by hand:',
    ...rights.policies
      .filter(({ layer }) => layer !== 'fixed')
      .map(({ id, says, effect }) => `  ${inert(id)} (${effect}): ${inert(says)}`),
    '',
  ].join('\n');
}

/** What other rules about duties and lives would do, in a few lines. */
function rulesLines(rules: Found['rules']): readonly string[] {
  if (rules === undefined) return [];
  const { duties, lives } = rules;
  return [
    ...(lives === null
      ? []
      : [
          `Rules about lives: ${lives.people} people would be given otherwise (${lives.gets} more, ${lives.loses} less).`,
          ...lives.told
            .slice(0, 10)
            .map(
              ({ name, person, gets, loses }) =>
                `  ${inert(name)} (${inert(person)}): ${[...gets.map((each) => `+ ${inert(each)}`), ...loses.map((each) => `− ${inert(each)}`)].join(', ')}`,
            ),
        ]),
    ...(duties === null
      ? []
      : [
          'Rules about duties.',
          ...estateWhatIfText(duties)
            .trimEnd()
            .split('\n')
            .map((line) => `  ${line}`.trimEnd()),
        ]),
  ];
}
