import type { Breach, Step } from './breach.ts';
import { controls } from './controls.ts';
import { entities, fields, type Entity } from './fields.ts';
import { linksOf, Marks, sharedOf } from './find-chain.ts';
import type { Inventory } from './inventory.ts';
import { matchStep, type Matched } from './match-step.ts';
import { mostConnected, type Connected, type Tried } from './most-connected.ts';
import type { Bound, BreakerReplayed, Need, PathFound, Replayed, Spot, StepReplayed } from './replayed.ts';

/**
 * Each breach tried on what is here. What is unknown counts neither as met nor as unmet: the answer is told as far as it can be,
 * with what it could be at most.
 */
export function replayAll(inventory: Inventory, breaches: readonly Breach[]): readonly Replayed[] {
  const marks = new Marks(inventory.linkCount);
  return breaches.map((breach) => replayOne(inventory, breach, marks));
}

function replayOne(inventory: Inventory, breach: Breach, marks: Marks): Replayed {
  const matched = breach.steps.map((step) => matchStep(inventory, step));
  const tried: Tried = { inventory, breach, matched, marks };
  const sure = mostConnected(tried, 'sure');
  const needed = breach.steps.filter(({ optional }) => !optional).length;
  const least = boundOf(sure.steps.length, needed);
  // what is a hit for sure can be no more
  const possible = least === 'hit' ? sure : mostConnected(tried, 'possible');
  const most = boundOf(possible.steps.length, needed);
  const path = told(tried, sure);
  const couldBe = least === most ? undefined : told(tried, possible);
  const onPath = new Set(path?.spots.map(({ step }) => step));
  const steps = breach.steps.map((step, n) => stepReplayed(step, matched[n] ?? nothing, onPath.has(n)));
  return {
    breach,
    verdict: least === most ? least : 'cannot_tell',
    least,
    most,
    steps,
    ...(path === undefined ? {} : { path }),
    ...(couldBe === undefined ? {} : { couldBe }),
    breakers: breach.breakers.map(({ control, breaks }) => ({
      control,
      title: controls[control],
      breaks,
      state: breakerState(breaks.flatMap((n) => steps[n] ?? [])),
    })),
  };
}

const boundOf = (steps: number, needed: number): Bound =>
  steps === needed ? 'hit' : steps * 2 >= needed ? 'partial' : 'miss';

function told(around: Tried, { along: steps, chain }: Connected): PathFound | undefined {
  if (chain === undefined) return undefined;
  const spots = steps.map((step, n): Spot => spotOf(around, step, chain.rows[n] ?? -1));
  const joints = chain.joints.map(({ a, b, link }) => ({ a, b, by: around.inventory.link(link) }));
  const worse = around.breach.steps.flatMap(({ optional }, n) => (optional ? [n] : []));
  for (const step of worse) {
    const joined = joinedTo(around, { step, spots: steps, rows: chain.rows });
    if (joined === undefined) continue;
    joints.push({ a: joined.spot, b: spots.length, by: around.inventory.link(joined.link) });
    spots.push(spotOf(around, step, joined.row));
  }
  return { spots, joints };
}

function spotOf({ inventory, breach }: Tried, step: number, row: number): Spot {
  const { select, all } = breach.steps[step] ?? noStep;
  const table = inventory.of[select];
  const doubt = table.doubt(row);
  return {
    step,
    entity: select,
    thing: table.named(row),
    unknown: [
      ...all.flatMap(({ field }) =>
        table.columns.get(field)?.codes[row] === 0 ? [saysOf(select, field)] : [],
      ),
      ...(doubt === undefined ? [] : [doubt]),
    ],
  };
}

/** Something that surely meets an optional step and shares a link with a spot of the path. */
function joinedTo(
  { inventory, breach, matched, marks }: Tried,
  of: { readonly step: number; readonly spots: readonly number[]; readonly rows: readonly number[] },
): { readonly row: number; readonly spot: number; readonly link: number } | undefined {
  const table = inventory.of[breach.steps[of.step]?.select ?? 'identity'];
  for (const [spot, step] of of.spots.entries()) {
    const set = marks.fresh(0);
    const from = inventory.of[breach.steps[step]?.select ?? 'identity'];
    for (const link of linksOf(from, of.rows[spot] ?? -1)) set.at[link] = set.turn;
    for (const row of matched[of.step]?.sure ?? []) {
      const link = sharedOf(table, row, set);
      if (link !== -1) return { row, spot, link };
    }
  }
  return undefined;
}

function stepReplayed(step: Step, matched: Matched, isOnPath: boolean): StepReplayed {
  const open = matched.possible.length - matched.sure.length;
  const { says, select, optional } = step;
  const needs = [...matched.unknown].map(([field, things]): Need => needOf(select, field, things));
  return {
    says,
    select,
    optional,
    state: matched.sure.length > 0 ? 'met' : open > 0 || matched.isUntold ? 'cannot_tell' : 'unmet',
    isOnPath,
    sure: matched.sure.length,
    open,
    needs: matched.isUntold
      ? [{ what: `any ${entities[select].called}`, things: 0, toldBy: entities[select].toldBy }]
      : needs.toSorted((a, b) => b.things - a.things),
  };
}

const needOf = (select: Entity, field: string, things: number): Need => {
  if (field === '')
    return { what: 'whether it holds at all', things, toldBy: 'what was not evaluated of it' };
  const known = Object.entries(fields[select]).find(([name]) => name === field)?.[1];
  return { what: known?.says ?? field, things, toldBy: known?.toldBy ?? '' };
};

const saysOf = (select: Entity, field: string): string => needOf(select, field, 0).what;

function breakerState(steps: readonly StepReplayed[]): BreakerReplayed['state'] {
  if (steps.length === 0) return 'not_seen';
  if (steps.some(({ state }) => state === 'unmet')) return 'met';
  return steps.some(({ state }) => state === 'cannot_tell') ? 'cannot_tell' : 'unmet';
}

const noStep: Step = { select: 'identity', says: '', all: [], optional: false };
const nothing: Matched = {
  isUntold: true,
  sure: new Int32Array(),
  possible: new Int32Array(),
  unknown: new Map(),
};
