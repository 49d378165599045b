// Alerts a day on ordinary made activity, beside recall under several models of attack. The threshold is chosen on one seed and reported on others.
import { Profile } from '../../src/activity/profile/profile.ts';
import {
  addedBy,
  changesOf,
  peersAmong,
  usualAmong,
  type Changes,
  type LevelOf,
  type Peers,
  type Usual,
} from '../../src/behaviour/index.ts';
import { levelsFor } from '../../src/commands/action-levels.ts';
import { instantOf, type BehaviourSeen, type ProfileShown } from '../../src/model/index.ts';
import {
  burst,
  drift,
  masquerade,
  offHours,
  randomFor,
  technique,
  type Attack,
  type Technique,
} from './attacks.ts';
import {
  dayMs,
  eventOf,
  identity,
  restless,
  startMs,
  steady,
  type Deed,
  type Life,
  type Made,
} from './benign.ts';

const identities = Number(process.env['COUNTERSIGN_BENCH_BEHAVIOUR'] ?? '100');
const historyDays = 42;
const lookedAtDays = 10;
const recentDays = 7;
const names = 1024;
/** Alerts per 1,000 identities a day that people can take: what the threshold is chosen for. */
const bearable = 3;

interface World {
  readonly life: Life;
  readonly seed: number;
  readonly made: readonly Made[];
  readonly peers: (account: string) => Peers | null;
}

export async function anomalyFigures(techniques: readonly Technique[]): Promise<{
  readonly said: string;
  readonly figures: readonly { readonly what: string; readonly unit: string; readonly value: number }[];
}> {
  const chosenOn = worldOf(1, steady);
  const levelOf = await levelsFor([
    ...new Set([
      ...[...chosenOn.made, ...worldOf(1, restless).made].flatMap(({ days }) =>
        days.flat().map(({ action }) => action),
      ),
      ...techniques.flatMap(({ acts }) => acts.map(({ action }) => action)),
    ]),
  ]);
  const quiet = benignOf(chosenOn, levelOf);
  const threshold = thresholdFor(quiet);
  const figures = [{ what: 'threshold, chosen on seed 1 of steady life', unit: 'bits', value: threshold }];
  for (const [life, seeds] of [
    [steady, [1, 2, 3]],
    [restless, [2, 3]],
  ] as const)
    for (const seed of seeds) {
      const world = worldOf(seed, life);
      const on = `${life.name} life, seed ${seed}${life === steady && seed === 1 ? ' (chosen on)' : ''}`;
      const benign = life === steady && seed === 1 ? quiet : benignOf(world, levelOf);
      figures.push({
        what: `alerts per 1,000 identities a day, ${on}`,
        unit: '',
        value: alertsADay(benign, threshold),
      });
      if (seed === 3) continue;
      for (const attack of attacksWith(techniques)) {
        const found = recallOf(world, attack, levelOf, benign, threshold);
        figures.push({
          what: `recall, ${attack.name}, ${on}, of ${found.tried}`,
          unit: '%',
          value: (100 * found.found) / Math.max(found.tried, 1),
        });
      }
    }
  return {
    said: `${identities} made identities, ${historyDays} days of history and ${lookedAtDays} days looked at, window ${recentDays} days`,
    figures,
  };
}

const attacksWith = (techniques: readonly Technique[]): readonly Attack[] => [
  ...(techniques.length === 0 ? [] : [technique(techniques, true), technique(techniques, false)]),
  masquerade,
  drift(
    recentDays,
    ['config', 'kinesis', 'glue', 'athena', 'sns', 'ecr'].flatMap((service) =>
      ['List', 'Describe', 'Get', 'Start'].map((verb) => `${service}.amazonaws.com ${verb}Widgets`),
    ),
  ),
  burst,
  offHours,
];

export function worldOf(seed: number, life: Life): World {
  const made = Array.from({ length: identities }, (_, n) =>
    identity(seed, n, life, historyDays + lookedAtDays),
  );
  const population = new Map(
    made.map(({ id, days }) => [id, profileOf(days.slice(0, historyDays - recentDays).flat()).shown(names)]),
  );
  return { life, seed, made, peers: peersAmong(population) };
}

function profileOf(deeds: readonly Deed[]): Profile {
  const profile = new Profile(names);
  for (const deed of deeds) profile.add(eventOf(deed));
  return profile;
}

const empty: ProfileShown = new Profile(1).shown(1);
const seenOf = (made: Made, before: ProfileShown, recent: ProfileShown, day: number): BehaviourSeen => ({
  account: { entity: 'account', source: 'made', key: made.id, name: made.id },
  actors: [made.id],
  whole: empty,
  recent,
  before,
  recentDays,
  from: instantOf(startMs),
  until: instantOf(startMs + (day + 1) * dayMs),
  logs: [],
});

/** What is said of each identity on each day that is looked at, with nothing put in. */
interface Benign {
  readonly bits: ReadonlyMap<string, readonly number[]>;
  readonly usual: (made: Made) => Usual;
  /** What came before the window of the day on which something is put in. */
  readonly before: ReadonlyMap<string, ProfileShown>;
}

const isPerson = ({ kind }: Made): boolean => kind === 'person' || kind === 'administrator';
/** The day on which something is put into an identity’s activity. */
const dayOf = (index: number): number => historyDays + (index % lookedAtDays);

function benignOf(world: World, levelOf: LevelOf): Benign {
  const bits = new Map<string, number[]>();
  const beforeAt = new Map<string, ProfileShown>();
  const added = world.made.map((made) => ({
    made,
    adds: addedBy(
      seenOf(
        made,
        profileOf(made.days.slice(0, historyDays - recentDays).flat()).shown(names),
        empty,
        historyDays - 1,
      ),
      levelOf,
    ),
  }));
  const among = (person: boolean): Usual =>
    usualAmong(added.flatMap(({ made, adds }) => (adds === null || isPerson(made) !== person ? [] : [adds])));
  const [people, machines] = [among(true), among(false)];
  const usual = (made: Made): Usual => (isPerson(made) ? people : machines);
  for (const [index, made] of world.made.entries()) {
    const peers = world.peers(made.id);
    const before = profileOf(made.days.slice(0, historyDays - recentDays).flat());
    const each: number[] = [];
    for (let day = historyDays; day < historyDays + lookedAtDays; day++) {
      for (const deed of made.days[day - recentDays] ?? []) before.add(eventOf(deed));
      const recent = profileOf(made.days.slice(day - recentDays + 1, day + 1).flat());
      const shown = before.shown(names);
      if (day === dayOf(index)) beforeAt.set(made.id, shown);
      const changes = changesOf({
        seen: seenOf(made, shown, recent.shown(names), day),
        levelOf,
        peers,
        usual: usual(made),
      });
      each.push(bitsIn(changes));
    }
    bits.set(made.id, each);
  }
  return { bits, usual, before: beforeAt };
}

const bitsIn = (changes: Changes): number => (changes.is === 'told' ? changes.bits : 0);

/** An alert is a day on which it is above and the day before it was not: a window that stays odd is one alert. */
function alertsADay({ bits }: Benign, threshold: number): number {
  let alerts = 0;
  for (const each of bits.values())
    for (let day = 1; day < each.length; day++)
      if ((each[day] ?? 0) >= threshold && (each[day - 1] ?? 0) < threshold) alerts++;
  return (alerts / (bits.size * (lookedAtDays - 1))) * 1000;
}

function thresholdFor(benign: Benign): number {
  for (let threshold = 4; threshold < 60; threshold += 0.5)
    if (alertsADay(benign, threshold) <= bearable) return threshold;
  return 60;
}

function recallOf(
  world: World,
  attack: Attack,
  levelOf: LevelOf,
  benign: Benign,
  threshold: number,
): { tried: number; found: number } {
  const random = randomFor(world.seed);
  let tried = 0;
  let found = 0;
  for (const [index, made] of world.made.entries()) {
    const day = dayOf(index);
    const other =
      world.made.find((each, at) => at > index && each.kind === made.kind) ??
      world.made.find(({ kind, id }) => kind === made.kind && id !== made.id);
    if (other === undefined) continue;
    const put = attack.on(made, other, day, random);
    // what already stands out without it proves nothing
    if (put === undefined || (benign.bits.get(made.id)?.[day - historyDays] ?? 0) >= threshold) continue;
    const days = made.days.map((deeds, at) => put.get(at) ?? deeds);
    const before = benign.before.get(made.id) ?? empty;
    const recent = profileOf(days.slice(day - recentDays + 1, day + 1).flat()).shown(names);
    tried++;
    const seen = seenOf(made, before, recent, day);
    if (
      bitsIn(changesOf({ seen, levelOf, peers: world.peers(made.id), usual: benign.usual(made) })) >=
      threshold
    )
      found++;
  }
  return { tried, found };
}
