import { addSeconds, done, refuse, type CampaignId, type Instant, type Result } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import {
  completeDesign,
  designFrom,
  nextIn,
  templateDesignSchema,
  type CampaignTemplate,
  type DesignAsked,
  type Rhythm,
  type TemplateDesign,
} from '../../review/index.ts';
import type { System } from '../system.ts';
import { previewCampaign } from './preview.ts';

/** A template as people see it. `waitsSince`: it is its turn, and somebody is to launch it. */
export interface TemplateShown extends CampaignTemplate {
  readonly waitsSince: Instant | null;
  /** How many items were in scope when its turn came. */
  readonly waitingItems: number | null;
  readonly lastCampaign: CampaignId | null;
  readonly lastLaunchedAt: Instant | null;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly retiredBecause: string | null;
}

interface Row extends Omit<TemplateShown, 'design'> {
  readonly design: unknown;
}

const columns = `t.name, t.design, t.due_days as "dueDays", t.every, t.next_at as "nextAt", t.waits_since as "waitsSince",
  t.waiting_items as "waitingItems", c.id as "lastCampaign", c.launched_at as "lastLaunchedAt", t.made_by as "madeBy",
  t.made_at as "madeAt", t.retired_because as "retiredBecause"`;
const from = `from review.campaign_template t left join lateral (
    select id, launched_at from review.campaign c where c.template = t.name and c.state <> 'draft' order by launched_at desc limit 1) c on true`;

const shown = ({ design, ...row }: Row): TemplateShown => ({
  ...row,
  design: templateDesignSchema.parse(design),
});

const mostTemplates = 500;

/** Templates by name; those that were retired only when asked. */
export async function listTemplates(
  { database }: Pick<System, 'database'>,
  asked: { readonly all: boolean },
): Promise<Result<{ readonly items: readonly TemplateShown[] }>> {
  const rows = await database.query<Row>(
    `select ${columns} ${from} where $1 or t.retired_because is null order by t.name limit ${mostTemplates}`,
    [asked.all],
  );
  return done({ items: rows.map(shown) });
}

async function templateNamed(on: Queryable, name: string): Promise<Result<TemplateShown>> {
  const [row] = await on.query<Row>(`select ${columns} ${from} where t.name = $1`, [name]);
  return row === undefined || row.retiredBecause !== null
    ? refuse(
        'not_found',
        row === undefined ? `There is no template \`${name}\`.` : `Template \`${name}\` was retired.`,
        'See `countersign campaign templates`.',
      )
    : done(shown(row));
}

/** What a launch from this template would ask for now. */
export async function designOfTemplate(
  { database, clock }: Pick<System, 'database' | 'clock'>,
  { name }: { readonly name: string },
): Promise<Result<{ readonly template: TemplateShown; readonly design: DesignAsked }>> {
  const found = await templateNamed(database, name);
  if (!found.ok) return found;
  const { lastLaunchedAt, madeAt } = found.value;
  return done({
    template: found.value,
    design: designFrom(found.value, lastLaunchedAt ?? madeAt, clock.now()),
  });
}

export interface TemplateWanted {
  readonly name: string;
  readonly design: TemplateDesign;
  readonly dueDays: number;
  readonly every: Rhythm | null;
  readonly first: Instant | null;
  readonly by: string;
}

/** Keeps a template, or another text of one that is there. It launches nothing: a campaign is launched by a signature. */
export async function saveTemplate(
  { database, clock }: Pick<System, 'database' | 'clock'>,
  wanted: TemplateWanted,
): Promise<Result<{ readonly name: string; readonly nextAt: Instant | null }>> {
  const now = clock.now();
  const whole = completeDesign(designFrom(wanted, now, now), now);
  if (!whole.ok) return whole;
  const first = wanted.first ?? now;
  const nextAt =
    wanted.every === null
      ? null
      : wanted.first !== null && wanted.first > now
        ? wanted.first
        : nextIn(wanted.every, first, now);
  const [row] = await database.query(
    `insert into review.campaign_template (name, design, due_days, every, first_at, next_at, made_by, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (name) do update set design = excluded.design, due_days = excluded.due_days, every = excluded.every,
       first_at = excluded.first_at, next_at = excluded.next_at, waits_since = null, waiting_items = null,
       made_by = excluded.made_by, made_at = excluded.made_at
       where review.campaign_template.retired_because is null
     returning name`,
    [
      wanted.name,
      JSON.stringify(wanted.design),
      wanted.dueDays,
      wanted.every,
      wanted.every === null ? null : first,
      nextAt,
      wanted.by,
      now,
    ],
  );
  return row === undefined
    ? refuse('already_done', `Template \`${wanted.name}\` was retired.`, 'Save it under another name.')
    : done({ name: wanted.name, nextAt });
}

/** Ends a template with a reason; what was launched from it stays as it is. */
export async function retireTemplate(
  { database }: Pick<System, 'database'>,
  { name, reason }: { readonly name: string; readonly reason: string },
): Promise<Result<{ readonly name: string }>> {
  const found = await templateNamed(database, name);
  if (!found.ok) return found;
  await database.query(
    `update review.campaign_template set retired_because = $2, next_at = null, waits_since = null where name = $1`,
    [name, reason],
  );
  return done({ name });
}

/**
 * Templates whose turn has come: from then on they wait for somebody to launch them. One with nothing in scope waits for
 * nobody and has its next turn, since there is nothing to ask about.
 */
export async function tendTemplates(system: System, now: Instant): Promise<void> {
  const due = await system.database.query<{ name: string; every: Rhythm; first: Instant }>(
    `select name, every, first_at as first from review.campaign_template
      where next_at <= $1 and waits_since is null and retired_because is null and every is not null order by next_at limit 20`,
    [now],
  );
  for (const { name, every, first } of due) {
    const asked = await designOfTemplate(system, { name });
    if (!asked.ok) continue;
    const design = completeDesign(asked.value.design, now);
    const preview = design.ok ? await previewCampaign(system, design.value) : design;
    const items = preview.ok ? preview.value.items : null;
    if (items === 0)
      await system.database.query(
        `update review.campaign_template set next_at = $2, waiting_items = 0 where name = $1 and waits_since is null`,
        [name, nextIn(every, first, now)],
      );
    else
      await system.database.query(
        `update review.campaign_template set waits_since = next_at, waiting_items = $2 where name = $1 and waits_since is null`,
        [name, items],
      );
  }
}

/** A campaign was launched from it: its turn is over, and the next is that of its rhythm. */
export async function launchedFrom(on: Queryable, campaign: number, now: Instant): Promise<void> {
  const [row] = await on.query<{
    name: string;
    every: Rhythm | null;
    first: Instant | null;
    next: Instant | null;
  }>(
    `select t.name, t.every, t.first_at as first, t.next_at as next from review.campaign c
       join review.campaign_template t on t.name = c.template where c.no = $1 for no key update of t`,
    [campaign],
  );
  if (row === undefined || row.every === null || row.first === null) return;
  // launched a little ahead of its turn, it is this turn that was taken
  const soon = addSeconds(now, 3 * 86_400);
  const { next } = row;
  const after = next !== null && next > now && next < soon ? next : now;
  await on.query(
    'update review.campaign_template set next_at = $2, waits_since = null, waiting_items = null where name = $1',
    [row.name, nextIn(row.every, row.first, after)],
  );
}
