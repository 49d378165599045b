// Duties that are to stay apart: 10,000 rules over 100,000 identities, from the closure of groups to the conflicts.
import { Conflicts, type HasDuty } from '../src/duties/index.ts';
import { addSource, importRead, openAccess } from '../src/estate/index.ts';
import { instantOf, isSourceId, must, type Observation } from '../src/model/index.ts';
import { startBenchServer } from './estate-database.ts';
import { ratio, sampleOf, seconds, type Report } from './report.ts';

export const name = 'duties';

const at = instantOf(Date.parse('2026-03-01T00:00:00Z'));
const source = must(isSourceId, 'erp');
const identities = 100_000;
const duties = 2000;
const rules = 10_000;
const groups = 2000;
const rounds = 5;
/** The baseline asks each rule of each identity; all 10,000 would take minutes, so both sides of the ratio have this many. */
const baselineRules = 500;

/** Two groups and one right of one's own each; a group has two rights and lies in another in one of ten cases. */
function* estate(): Generator<readonly Observation[]> {
  const page: Observation[] = [];
  for (let n = 0; n < duties; n++)
    page.push({ type: 'entitlement', key: `duty/${n}`, action: `do${n}`, resourcePattern: `thing/${n}` });
  for (let n = 0; n < groups; n++) {
    page.push({ type: 'group', key: `group/${n}`, name: `group ${n}`, kind: 'group' });
    for (const right of [n, (n * 7 + 3) % duties])
      page.push({
        type: 'grant',
        key: `group/${n} ${right}`,
        subjectKey: `group/${n}`,
        entitlementKey: `duty/${right}`,
        effect: 'allow',
      });
    if (n % 10 === 0 && n > 0) page.push(member(`group/${n}`, `group/${n / 10}`));
  }
  yield page;
  for (let from = 0; from < identities; from += 1000) {
    const some: Observation[] = [];
    for (let n = from; n < from + 1000; n++) {
      const key = `account/${n}`;
      some.push({ type: 'account', key, name: key, kind: 'person', state: 'active' });
      some.push(member(key, `group/${n % groups}`), member(key, `group/${(n * 13 + 5) % groups}`));
      const right = (n * 31) % duties;
      some.push({
        type: 'grant',
        key: `${key} ${right}`,
        subjectKey: key,
        entitlementKey: `duty/${right}`,
        effect: 'allow',
      });
    }
    yield some;
  }
}

const member = (memberKey: string, groupKey: string): Observation => ({
  type: 'membership',
  key: `${memberKey}>${groupKey}`,
  memberKey,
  groupKey,
  via: 'member',
});

const apart = Array.from(
  { length: rules },
  (_, n) => [n % duties, (n * 17 + 1 + Math.floor(n / duties)) % duties] as const,
);

export async function run(): Promise<Report> {
  const server = await startBenchServer();
  try {
    const { db, drop } = await server.fresh();
    await addSource(db, { id: source, connector: 'csv', config: {}, at });
    const read = await importRead({ database: db, source, pages: asRead(), startedAt: at, now: () => at });
    if (!read.ok) throw new Error(read.message);
    const access = openAccess(db);
    await access.resident();
    const times = { closure: new Array<number>(), judged: new Array<number>(), whole: new Array<number>() };
    const again: number[] = [];
    const ours: number[] = [];
    const baseline: number[] = [];
    let conflicts = 0;
    let found = 0;
    for (let round = 0; round < rounds; round++) {
      const held = new Map<number, Map<number, HasDuty>>();
      const closure = await seconds(async () => {
        const now = await access.rightHolders(at);
        for (let duty = 0; duty < duties; duty++) {
          const { holders } = await now.of({ action: `do${duty}`, resource: `thing/${duty}` });
          for (const [node, isSure] of holders) {
            const own = held.get(node);
            if (own === undefined) held.set(node, new Map([[duty, isSure ? 'sure' : 'depends']]));
            else own.set(duty, isSure ? 'sure' : 'depends');
          }
        }
      });
      let engine = new Conflicts(apart, duties);
      const judged = await seconds(() => {
        engine = new Conflicts(apart, duties);
        for (const [node, own] of held) engine.set(node, own);
        conflicts = 0;
        for (const _ of engine.all()) conflicts++;
      });
      times.closure.push(closure);
      times.judged.push(judged);
      times.whole.push(closure + judged);
      const changed = [...held].slice(round * 1000, round * 1000 + 1000);
      again.push(
        await seconds(() => {
          for (const [node, own] of changed) {
            engine.set(node, own);
            engine.of(node);
          }
        }),
      );
      const some = apart.slice(0, baselineRules);
      // so short that one alone would measure what else the machine does
      ours.push(
        (await seconds(() => {
          for (let times = 0; times < 20; times++) {
            const few = new Conflicts(some, duties);
            for (const [node, own] of held) few.set(node, own);
            for (const _ of few.all()) found++;
          }
        })) / 20,
      );
      baseline.push(
        await seconds(() => {
          let count = 0;
          for (const [a, b] of some) for (const own of held.values()) if (own.has(a) && own.has(b)) count++;
          return count;
        }),
      );
    }
    await drop();
    const count = (each: number): string => each.toLocaleString('en');
    return {
      what: `${count(rules)} rules over ${count(duties)} duties, ${count(identities)} identities with groups within groups, ${count(conflicts)} conflicts`,
      figures: [
        { what: 'who has which duty, through groups', unit: 's', sample: sampleOf(times.closure) },
        { what: 'all rules over all identities', unit: 's', sample: sampleOf(times.judged) },
        { what: 'both', unit: 's', sample: sampleOf(times.whole), target: { atMost: 5 } },
        { what: 'all rules again for 1,000 identities that changed', unit: 's', sample: sampleOf(again) },
      ],
      ratios: [
        ratio(
          `ours ÷ asking each of ${baselineRules} rules of each identity, over the same closure`,
          ours,
          baseline,
          { atMost: 0.5 },
        ),
      ],
      notMeasured: [
        'reading the file of rules, names and paths of what is told, which accounts are one person',
        'AWS, where a policy is evaluated for each right',
      ],
    };
  } finally {
    await server.stop();
  }
}

async function* asRead() {
  for (const observations of estate()) yield { observations, complete: false };
  yield { observations: [], complete: true };
}
