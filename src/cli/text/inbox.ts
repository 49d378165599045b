import type { OutputOf } from '../../api/route.ts';
import type { inbox } from '../../api/routes/index.ts';
import { inert } from '../../platform/text.ts';

/** What waits for somebody, a paragraph each, with the command that does it. */
export function inboxText({ items, total, unknown }: OutputOf<typeof inbox.list>): string {
  return [
    ...(items.length === 0 ? ['Nothing waits for you.'] : []),
    ...items.map(({ title, why, tier, due, otherwise, standsFor, from, command }) =>
      [
        `${tier === undefined ? '' : `[${tier}] `}${inert(title)}`,
        `  ${inert(why)}${standsFor === undefined ? '' : ` For ${standsFor}.`}${from === undefined ? '' : ` From ${from}.`}`,
        ...(due === null
          ? []
          : [`  until ${due}${otherwise === undefined ? '' : `, then ${inert(otherwise)}`}`]),
        `  ${inert(command)}`,
      ].join('\n'),
    ),
    ...(total.count > items.length
      ? [`${items.length} of ${total.count}; more with a larger \`--limit\`.`]
      : []),
    ...unknown.map(({ kind, why }) => `Nothing could be told of \`${kind}\`: ${inert(why)}`),
    '',
  ].join('\n');
}

/** Circles of approvals, shortest first. */
export function ringsText({ rings, since, approvals, isTruncated }: OutputOf<typeof inbox.rings>): string {
  return [
    ...(rings.length === 0 ? [`Nobody approved in a circle since ${since} (${approvals} approvals).`] : []),
    ...rings.flatMap(({ people, links, firstAt, lastAt }) => [
      `${people.length} people approved for each other between ${firstAt} and ${lastAt}:`,
      ...links.map(
        ({ approver, requester, cases }) =>
          `  ${approver} approved for ${requester}: ${cases.slice(0, 5).join(', ')}${cases.length > 5 ? ` and ${cases.length - 5} more` : ''}`,
      ),
    ]),
    ...(isTruncated ? ['There are more circles than are told; ask for fewer days.'] : []),
    '',
  ].join('\n');
}

/** Somebody’s place in the chart. */
export function orgText({ person, manager, reports, isTruncated }: OutputOf<typeof inbox.org>): string {
  const named = (one: { readonly name: string; readonly source: string; readonly key: string }): string =>
    `${inert(one.name)} (${inert(one.source)}/${inert(one.key)})`;
  return [
    `${named(person)}${person.title === null ? '' : `, ${inert(person.title)}`}`,
    manager.is === 'found'
      ? `  reports to ${named(manager.person)}`
      : manager.is === 'none stated'
        ? '  reports to nobody, as the source says'
        : `  has no manager who could answer: ${inert(manager.why)}`,
    ...reports.map(
      (report) => `  is manager of ${named(report)}${report.state === 'left' ? ', who has left' : ''}`,
    ),
    ...(isTruncated ? ['  and of more than are told here'] : []),
    '',
  ].join('\n');
}

/** Where charts name no manager who could answer. */
export function orgProblemsText({ items, people, isTruncated }: OutputOf<typeof inbox.orgProblems>): string {
  return [
    `${people} people are said to have a manager; for ${items.length}${isTruncated ? ' and more' : ''} lines that is not so:`,
    ...items.map(({ source, is, people: named }) => {
      const [first, ...rest] = named.map(({ name, key }) => `${inert(name)} (${inert(key)})`);
      const others = rest.join(', ');
      return is === 'loop'
        ? `  ${source}: ${[first, ...rest].join(' → ')} report to each other: nobody is manager of any of them`
        : `  ${source}: ${first ?? ''} reports to ${others}, who ${is === 'left' ? 'has left' : 'is not there'}`;
    }),
    '',
  ].join('\n');
}
