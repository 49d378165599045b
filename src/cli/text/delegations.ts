import type { OutputOf } from '../../api/route.ts';
import type { delegations } from '../../api/routes/index.ts';
import { inert } from '../../platform/text.ts';

/** Delegations as people read them, a paragraph each. */
export function delegationsText({ items, next }: OutputOf<typeof delegations.list>): string {
  if (items.length === 0) return 'Nobody has lent their authority to anybody.\n';
  return [
    ...items.map(({ entry, from, to, start, end, only, reason, is, endedAt }) =>
      [
        `${entry}  ${is}${endedAt === null ? '' : ` at ${endedAt}`}`,
        `  ${to} answers for ${from}${only === null ? '' : `, as ${only.join(' or ')} only`}`,
        `  from ${start} until ${end}, because ${inert(reason)}`,
      ].join('\n'),
    ),
    ...(next === null ? [] : ['There are more: ask with a larger `--limit`.']),
    '',
  ].join('\n');
}
