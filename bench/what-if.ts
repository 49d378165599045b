// What another policy would have answered: 100,000 past verdicts, read from the database and replayed under both sets.
import { addSeconds, isSubjectId, must, tiers, type JudgeRequest } from '../src/model/index.ts';
import { keptInputs, replayPast, type KeptInput, type PolicySet } from '../src/policy/index.ts';
import { inputDigest } from '../src/policy/normalise.ts';
import { rightsFile } from '../src/policy/policy-files.ts';
import { readAhead } from '../src/platform/read-ahead.ts';
import { compileFiles, files } from '../test/support/policy-files.ts';
import { ask, defaultSet, now } from '../test/support/policy-world.ts';
import { startBenchServer } from './estate-database.ts';
import { ratio, sampleOf, seconds, type Report } from './report.ts';

export const name = 'what-if';

const decisions = 100_000;
const rounds = 5;
/** Two full judgements by Cedar of all of them would take minutes; so many say what one costs. */
const baselineDecisions = 400;

const acts = [
  'access.revoke',
  'access.grant',
  'role.assign',
  'role.remove',
  'account.disable',
  'owner.assign',
] as const;
const kinds = ['person', 'person', 'service_account', 'workload', 'agent'] as const;
const person = (n: number) => must(isSubjectId, `psn_bench${String(n).padStart(6, '0')}`);

/** As review asks it: who would carry it out, whom it concerns, who could sign, and one signature in every other. */
function past(n: number): JudgeRequest {
  const act = acts[n % acts.length] ?? 'access.revoke';
  const reduces = act === 'access.revoke' || act === 'role.remove' || act === 'account.disable';
  const owners = [person(n % 700), person((n * 3) % 700)];
  return ask('execute', {
    principal: { kind: 'person', id: person(n % 400), state: 'active', roles: ['reviewer', 'manager'] },
    change: {
      act,
      subject: kinds[(n >> 3) % kinds.length] ?? 'person',
      tier: tiers[(n >> 5) % tiers.length] ?? 'high',
      reversible: true,
      reduces,
      basis: 'decision',
      interest: {
        requester: [person((n * 7) % 900)],
        beneficiary: reduces ? [] : [person(n % 900)],
        steward: [],
      },
      holders: {
        resource_owner: owners,
        manager: owners,
        reviewer: Array.from({ length: 8 }, (_, at) => person(at)),
      },
    },
    now: addSeconds(now, n * 20),
    discharge: {
      signatures:
        n % 2 === 0
          ? []
          : [
              {
                person: person(n % 400),
                roles: ['reviewer', 'manager'],
                assurance: 'passkey',
                signedAt: now,
              },
            ],
      evidence: ['usage', 'effective_path', 'purpose'],
      waitedSeconds: 4000,
      ...(reduces ? {} : { durationSeconds: 86_400 * 90 }),
    },
  });
}

export async function run(): Promise<Report> {
  const server = await startBenchServer();
  const rights = files[rightsFile] ?? '';
  const onePolicy = compileFiles({
    'night.cedar':
      '@id("no-agents-high") forbid (principal, action == Action::"execute", resource is Change) when { resource.act == ActClass::"access.grant" && resource.subject == Kind::"agent" };',
  });
  const everyRow = compileFiles({ [rightsFile]: rights.replaceAll('assurance: key', 'assurance: passkey') });
  try {
    const { db, drop } = await server.fresh();
    const inputs: KeptInput[] = [];
    for (let n = 0; n < decisions; n++) {
      const input = defaultSet.inputOf(past(n)) ?? '';
      inputs.push({ digest: inputDigest(input), input });
    }
    for (let from = 0; from < decisions; from += 5000) {
      const page = inputs.slice(from, from + 5000);
      await db.query(
        'insert into policy.verdict_input (digest, input, kept_at) select digest, input, $3 from unnest($1::text[], $2::text[]) as each (digest, input)',
        [page.map(({ digest }) => digest), page.map(({ input }) => input), addSeconds(now, from)],
      );
    }
    const window = { from: now, until: addSeconds(now, decisions) };
    const figures = { one: new Array<number>(), rows: new Array<number>() };
    const ours: number[] = [];
    const baseline: number[] = [];
    let told = '';
    const replay = async (set: PolicySet): Promise<ReturnType<typeof replayPast>> => {
      const replayed = replayPast(defaultSet, set);
      for await (const page of readAhead(keptInputs(db, window))) replayed.take(page);
      return replayed;
    };
    for (let round = 0; round < rounds; round++) {
      let [one, rows] = [replayPast(defaultSet, onePolicy), replayPast(defaultSet, everyRow)];
      const forOne = await seconds(async () => {
        one = await replay(onePolicy);
      });
      figures.one.push(forOne);
      figures.rows.push(
        await seconds(async () => {
          rows = await replay(everyRow);
        }),
      );
      const few = inputs.slice(round * baselineDecisions, (round + 1) * baselineDecisions);
      const judged = await seconds(() => {
        for (const { input } of few) {
          defaultSet.replay(input);
          onePolicy.replay(input);
        }
      });
      ours.push(forOne / decisions);
      baseline.push(judged / few.length);
      told = `one policy touches ${one.result().touched} and flips ${one.result().flipped}; every row, ${rows.result().touched} and ${rows.result().flipped}`;
    }
    await drop();
    return {
      what: `${decisions.toLocaleString('en')} past verdicts from PostgreSQL; ${told}`,
      figures: [
        { what: 'one policy', unit: 's', sample: sampleOf(figures.one), target: { atMost: 5 } },
        { what: 'every row of the table that a key suffices for', unit: 's', sample: sampleOf(figures.rows) },
      ],
      ratios: [
        ratio('one policy, a decision: ours to two judgements by Cedar', ours, baseline, { atMost: 0.1 }),
      ],
      notMeasured: ['open cases, which are looked up in the estate one by one'],
    };
  } finally {
    onePolicy.close();
    everyRow.close();
    await server.stop();
  }
}
