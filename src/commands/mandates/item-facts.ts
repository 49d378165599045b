import {
  daysBetween,
  isCampaignId,
  isInstant,
  takesFrom,
  takesItself,
  type Change,
  type Instant,
  type MandateFacts,
} from '../../model/index.ts';
import { z } from 'zod';
import type { Queryable } from '../../platform/store/index.ts';
import { answersIn } from '../../platform/wire/answers-kept.ts';
import type { ItemContent } from '../../review/index.ts';
import { frozenItem } from '../campaigns/frozen-item.ts';
import type { FactSource } from './fact-reader.ts';

/**
 * What is known of one item of a campaign that a change is about: `item.overdue_days` since the campaign was due,
 * `item.answered` (no, unclear: only “don't know”, yes), `item.asked` (somebody, nobody). The item is held to the manifest
 * that was signed, and answers are read from the ledger. Of an item that was asked of nobody nothing more is said, so that
 * no mandate selects it: it stays open until somebody is found.
 */
export const itemFacts: FactSource = {
  prefix: 'item',
  async factsOf(on, { change, about, now }): Promise<MandateFacts> {
    if (about === undefined || !isCampaignId(about.of) || !/^\d{1,9}$/.test(about.item)) return {};
    const launch = await launchIn(on, about.of);
    if (launch === undefined) return {};
    const n = Number(about.item);
    const item = await frozenItem(on, about.of, n, launch.manifest);
    if (item === undefined || !isAbout(item.content, change)) return {};
    if (!item.isAsked) return { 'item.asked': 'nobody' };
    return {
      'item.asked': 'somebody',
      'item.answered': await answeredIn(on, about.of, n),
      ...(launch.dueAt <= now ? { 'item.overdue_days': daysBetween(launch.dueAt, now) } : {}),
    };
  },
};

const launchShape = z.looseObject({
  covers: z.looseObject({
    item: z.looseObject({ manifest: z.string(), dueAt: z.string().refine(isInstant) }),
  }),
});

/** The launch of a campaign by the ledger; undefined: none, more than one, or it was closed. */
async function launchIn(
  on: Queryable,
  campaign: string,
): Promise<{ readonly manifest: string; readonly dueAt: Instant } | undefined> {
  const rows = await on.query<{ type: string; statement: string | null }>(
    `select type, convert_from(leaf, 'UTF8')::jsonb #>> '{entry,body,statement}' as statement from ledger.entry
      where correlation = $1 and type in ('campaign.launched', 'campaign.closed')`,
    [campaign],
  );
  const [only] = rows;
  if (rows.length !== 1 || only?.type !== 'campaign.launched' || only.statement === null) return undefined;
  return launchShape.safeParse(parsed(only.statement)).data?.covers.item;
}

/** What somebody may have made up; undefined: it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether the change takes away what the item is, or suspends the account that holds it. */
function isAbout({ source, account, object, entity }: ItemContent, change: Change): boolean {
  const item = { source, account: account.key, entity, object: object.key };
  return takesItself(item, change) || (change.type === 'account.disable' && takesFrom(item, change));
}

async function answeredIn(
  on: Queryable,
  campaign: string,
  n: number,
): Promise<'no' | 'unclear' | 'yes' | undefined> {
  const rows = await on.query<{ content: string | null }>(
    `select b.content from ledger.entry e
       left join lateral jsonb_array_elements(convert_from(e.leaf, 'UTF8')::jsonb #> '{entry,blobs}') r on r->>'name' = 'answers'
       left join ledger.blob b on b.id = r->>'id'
      where e.correlation = $1 and e.type = 'campaign.submitted'
        and (b.content is null or position($2 in b.content) > 0) order by e.seq`,
    [campaign, `"item":${n},`],
  );
  const last = new Map<number, string>();
  for (const { content } of rows) {
    const said = content === null ? undefined : answersIn(content, n);
    if (said === undefined) return undefined;
    for (const { seat, answer } of said) last.set(seat, answer);
  }
  if (last.size === 0) return 'no';
  return [...last.values()].every((answer) => answer === 'dont_know') ? 'unclear' : 'yes';
}
