// All paths to crown jewels over 200,000 identities and a million steps, in memory; against the same graph as objects in Maps.
// All of it is computed without waiting for anything, so it is measured in processor time: other work on the machine falls out.
import { chokePoints } from '../src/estate/escalation/choke-points.ts';
import { findPath } from '../src/estate/escalation/find-path.ts';
import { spread } from '../src/estate/escalation/spread.ts';
import { along, StepList, type Steps } from '../src/estate/escalation/steps.ts';
import { backFrom } from '../src/estate/escalation/to-crown-jewels.ts';
import { ratio, sampleOf, type Report } from './report.ts';

export const name = 'escalation';

const powers = 20;
const rounds = Number(process.env['COUNTERSIGN_BENCH_ROUNDS'] ?? '7');
const questions = 20;

/** `COUNTERSIGN_BENCH_IDENTITIES` for other sizes: five steps an identity. */
export async function run(): Promise<Report> {
  const identities = Number(process.env['COUNTERSIGN_BENCH_IDENTITIES'] ?? '200000');
  const list = estate(identities);
  const tangle = tangled(identities);
  const jewels = Array.from({ length: powers }, (_, n) => identities + n);
  const counts = (vertex: number): boolean => vertex < identities * 0.8;
  const times = new Map<string, number[]>();
  const timed = <T>(what: string, work: () => T): T => {
    const started = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(started);
    times.set(what, [...(times.get(what) ?? []), (user + system) / 1e6]);
    return result;
  };
  const megabytes: number[] = [];
  let reached = 0;
  let points = 0;
  for (let round = 0; round < rounds; round++) {
    const steps = timed('seal', () => sealed(list, identities + powers));
    const back = timed('back', () => backFrom(steps, { ends: jewels, counts }));
    const slow = timed('make objects', () => objects(list));
    const paths = timed('objects', () => backwards(slow, jewels));
    timed('chokes', () => chokePoints(steps, { ends: jewels, walked: 'against', certainty: 'all', counts }));
    timed('forward', () =>
      spread(steps, along(steps), { starts: [round * 1000], certainty: 'all', weighing: 'cost' }),
    );
    const knot = sealed(tangle, identities + powers);
    timed('tangled', () => backFrom(knot, { ends: jewels, counts }));
    timed('between', () => between(knot, { identities, round }));
    timed('one-sided', () => oneSided(knot, { identities, round }));
    const { arrayBuffers } = process.memoryUsage();
    megabytes.push(arrayBuffers / 2 ** 20);
    reached = back.all.distance.filter((each) => each >= 0).length;
    points = back.chokes.points.length;
    if (paths.size !== reached) throw new Error(`the baseline reaches ${paths.size}, the graph ${reached}`);
  }
  const of = (what: string): readonly number[] => times.get(what) ?? [];
  return {
    what: `${(identities + powers).toLocaleString('en')} vertices, ${(list.length / 4).toLocaleString('en')} steps, ${powers} powers; ${reached.toLocaleString('en')} come to one, ${points.toLocaleString('en')} rows cut somebody off`,
    figures: [
      {
        what: 'all paths to crown jewels, sure and all, with every choke point',
        unit: 's of processor time',
        sample: sampleOf(of('back')),
        target: { atMost: 2 },
      },
      { what: 'of that, choke points', unit: 's of processor time', sample: sampleOf(of('chokes')) },
      {
        what: 'the same paths without costs, certainty and choke points, objects in Maps',
        unit: 's of processor time',
        sample: sampleOf(of('objects')),
      },
      {
        what: 'all of it where everything is joined to anything',
        unit: 's of processor time',
        sample: sampleOf(of('tangled')),
        target: { atMost: 2 },
      },
      {
        what: 'resident: the steps, all that was found, and the estate they are of',
        unit: 'MB',
        sample: sampleOf(megabytes),
      },
      { what: 'putting the rows together', unit: 's of processor time', sample: sampleOf(of('seal')) },
      {
        what: 'what one identity could become',
        unit: 's of processor time',
        sample: sampleOf(of('forward')),
      },
      {
        what: `${questions} cheapest paths between two ends, where everything is joined to anything`,
        unit: 's of processor time',
        sample: sampleOf(of('between')),
      },
      {
        what: `${questions} of them, searched from one end alone`,
        unit: 's of processor time',
        sample: sampleOf(of('one-sided')),
      },
    ],
    ratios: [
      ratio('all of it ÷ plain paths over objects', of('back'), of('objects')),
      ratio('searching from both ends ÷ from one', of('between'), of('one-sided')),
    ],
    notMeasured: [
      'reading the estate and looking for techniques',
      'naming what an answer tells, from PostgreSQL',
      'several questions at once',
    ],
  };
}

/**
 * Companies of a thousand identities: accounts in groups, groups in groups, roles that open others nearby. Half of them have one
 * way out to a power, a quarter two. Numbers of four: from, to, cost, open.
 */
function estate(identities: number): Int32Array {
  const random = xorshift(20261127);
  const steps = new Int32Array(identities * 5 * 4);
  for (let n = 0; n < identities * 5; n++) {
    const from = n % identities;
    const company = from - (from % companySize);
    const size = Math.min(companySize, identities - company);
    const isGroup = from % companySize >= companySize * 0.8;
    const isTechnique = isGroup && n >= identities * 3;
    const group = company + Math.floor(size * (0.8 + 0.2 * random()));
    const near = company + Math.floor(random() * size);
    const ways = [1, 0, 2, 1][(company / companySize) % 4] ?? 0;
    const leaves = n < identities && from % companySize >= size - ways;
    const to = leaves ? identities + Math.floor(random() * powers) : isTechnique ? near : group;
    const isFirst = isTechnique || leaves;
    steps.set(
      [from, to, isFirst ? 1 + Math.floor(random() * 5) : 0, isFirst && random() < 0.5 ? 1 : 0],
      n * 4,
    );
  }
  return steps;
}
const companySize = 1000;

/** Everything joined to anything: the worst that there is to search. */
function tangled(identities: number): Int32Array {
  const random = xorshift(42);
  const steps = new Int32Array(identities * 5 * 4);
  for (let n = 0; n < identities * 5; n++) {
    const to = Math.floor(random() * identities);
    const cost = 1 + Math.floor(random() * 5);
    const isOut = random() < 0.0001;
    steps.set([n % identities, isOut ? identities + (n % powers) : to, cost, random() < 0.3 ? 1 : 0], n * 4);
  }
  return steps;
}

function sealed(list: Int32Array, vertices: number): Steps {
  const steps = new StepList();
  for (let n = 0; n < list.length; n += 4)
    steps.add({
      from: list[n] ?? 0,
      to: list[n + 1] ?? 0,
      cost: list[n + 2] ?? 0,
      isOpen: list[n + 3] === 1,
      row: n / 4,
    });
  return steps.seal(vertices);
}

interface Vertex {
  readonly number: number;
  readonly entering: { readonly from: number; readonly cost: number }[];
}

/** The baseline: what one writes first, and what graph libraries keep. */
function objects(list: Int32Array): ReadonlyMap<number, Vertex> {
  const vertices = new Map<number, Vertex>();
  const at = (number: number): Vertex => {
    const known = vertices.get(number);
    if (known !== undefined) return known;
    const made = { number, entering: [] };
    vertices.set(number, made);
    return made;
  };
  for (let n = 0; n < list.length; n += 4) {
    at(list[n] ?? 0);
    at(list[n + 1] ?? 0).entering.push({ from: list[n] ?? 0, cost: list[n + 2] ?? 0 });
  }
  return vertices;
}

/** A shortest path of everything to a crown jewel, as the step each begins with. */
function backwards(
  vertices: ReadonlyMap<number, Vertex>,
  ends: readonly number[],
): ReadonlyMap<number, number> {
  const next = new Map(ends.filter((end) => vertices.has(end)).map((end) => [end, -1]));
  for (const end of ends) if (!next.has(end)) next.set(end, -1);
  // a Map gives what is added while it is walked
  for (const number of next.keys())
    for (const { from } of vertices.get(number)?.entering ?? []) if (!next.has(from)) next.set(from, number);
  return next;
}

const asked = (
  of: { readonly identities: number; readonly round: number },
  n: number,
): readonly [number, number] => [
  (of.round * 7919 + n * 104_729) % of.identities,
  of.identities + (n % powers),
];

function between(steps: Steps, of: { readonly identities: number; readonly round: number }): void {
  for (let n = 0; n < questions; n++) {
    const [from, to] = asked(of, n);
    findPath(steps, { from: [from], to: [to], certainty: 'all', weighing: 'cost' });
  }
}

/** The same questions, each answered by going to everything that its start could become. */
function oneSided(steps: Steps, of: { readonly identities: number; readonly round: number }): void {
  for (let n = 0; n < questions; n++) {
    const [from] = asked(of, n);
    spread(steps, along(steps), { starts: [from], certainty: 'all', weighing: 'cost' });
  }
}

function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
