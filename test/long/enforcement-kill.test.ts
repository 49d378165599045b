import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killPoints, type KillPoint } from '../../src/enforcement/steps.ts';
import { migrations } from '../../src/migrations.ts';
import { addSeconds, type Change, type EntryId, type Instant } from '../../src/model/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { migrate, openDatabase, type Database } from '../../src/platform/store/index.ts';
import { writeExpiry } from '../../src/review/index.ts';
import type { JudgeConfig } from '../judge/judge.ts';
import type { EnforcerMainConfig } from '../support/enforcer-main.ts';
import { carol } from '../support/enforcement-twins.ts';
import { openWorld, target, type World } from '../support/enforcement-world.ts';
import { runSql, startTestPostgres, type TestPostgres } from '../support/postgres.ts';

const rounds = 5;
/** Hundreds of processes load the same code. */
const compiled = mkdtempSync(join(tmpdir(), 'countersign-compiled-'));
let postgres: TestPostgres;
let admin: Database;
let world: World;
let judge: LineProcess;
let made = 0;
const started: ChildProcess[] = [];

/** A program that is asked, and answers, by lines. */
interface LineProcess {
  readonly child: ChildProcess;
  ask(line: string): void;
  /** The next line that the predicate accepts, as JSON. */
  hear<T>(accept: (said: T) => boolean): Promise<T>;
}

function start(program: string, config: object): LineProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', program), JSON.stringify(config)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
  started.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    ask: (line) => void child.stdin.write(`${line}\n`),
    async hear(accept) {
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error(`${program} ended before it said what was awaited`);
        const said = JSON.parse(value);
        if (accept(said)) return said;
      }
    },
  };
}

const urlAs = (role: string): string =>
  postgres.url('kill').replace('postgres://postgres@', `postgres://countersign_${role}@`);

beforeAll(async () => {
  postgres = await startTestPostgres();
  await runSql(postgres.url('postgres'), 'create database kill');
  admin = openDatabase({ url: postgres.url('kill'), applicationName: 'kill-test' });
  await migrate(admin, migrations);
  await admin.query('create table public.pay (id int)');
  await admin.query('create role grp nologin');
  world = openWorld({
    urls: {
      server: urlAs('server'),
      enforcer: urlAs('enforcer'),
      sequencer: urlAs('sequencer'),
      target: postgres.url('kill'),
    },
    clock: systemClock,
  });
  await world.bootstrap();
  await giveUntilAnEnd();
  judge = start('judge/judge.ts', {
    ledger: postgres.url('kill'),
    target: postgres.url('kill'),
    checkpointKey: world.checkpointKey,
  } satisfies JudgeConfig);
});
afterAll(async () => {
  const judgeGone = once(judge.child, 'exit');
  judge.child.stdin?.end();
  await judgeGone;
  for (const child of started) child.kill('SIGKILL');
  await world.close();
  await admin.close();
  await postgres.stop();
  rmSync(compiled, { recursive: true, force: true });
});

interface Judgement {
  readonly violations: readonly string[];
  readonly executions: number;
}
async function judged(question: 'crashed' | 'recovered'): Promise<Judgement> {
  judge.ask(question);
  return judge.hear<Judgement>(() => true);
}

/** Things of their own for each round: what an earlier round left must stay as the ledger says. */
async function freshChanges(): Promise<{
  readonly grant: Change;
  readonly member: Change;
  readonly owner: Change;
  readonly stuck: Change;
}> {
  const role = `r${++made}`;
  await admin.query(`create role ${role} login in role grp`);
  await admin.query(`grant select on public.pay to ${role}`);
  await admin.query(`create role ${role}x`);
  await admin.query(`grant select, select (id) on public.pay to ${role}x`);
  const revoke = (subject: string): Change => ({
    type: 'grant.remove',
    source: target,
    subjectKey: `role/${subject}`,
    entitlementKey: 'table/kill.public.pay#SELECT',
  });
  return {
    grant: revoke(role),
    member: { type: 'membership.remove', source: target, memberKey: `role/${role}`, groupKey: 'role/grp' },
    owner: {
      type: 'owner.assign',
      source: 'countersign',
      accountSource: target,
      accountKey: `role/${role}`,
      role: 'owner',
      personSource: target,
      personKey: 'dana',
    },
    stuck: revoke(`${role}x`),
  };
}

async function request(plan: EntryId): Promise<void> {
  await world.review.database.query('insert into enforcement.request (plan) values ($1)', [plan]);
}
async function atRest(): Promise<void> {
  for (;;) {
    const [row] = await admin.query<{ open: number }>(
      `select (select count(*) from enforcement.execution where outcome is null)
         + (select count(*) from enforcement.request where finished_at is null)
         + (select count(*) from ledger.inbox_enforcer) as open`,
    );
    if (row?.open === 0) return;
    await sleep(10);
  }
}

/** One thing for each round that takes back, all given by one decision until `end`. */
const toTakeBack = killPoints({ steps: 1 }).length * rounds;
let given: { readonly plan: EntryId; readonly end: Instant } | undefined;
async function giveUntilAnEnd(): Promise<void> {
  const end = addSeconds(systemClock.now(), 120);
  const changes: Change[] = [];
  for (let number = 0; number < toTakeBack; number++) {
    await admin.query(`create role g${number}`);
    changes.push({
      type: 'grant.add',
      source: target,
      subjectKey: `role/g${number}`,
      entitlementKey: 'table/kill.public.pay#SELECT',
      grantable: false,
      until: end,
    });
  }
  given = { plan: await world.plan(changes, { requester: carol }), end };
  const first = enforcer();
  await request(given.plan);
  await first.hear<{ is: string }>(({ is }) => is === 'ended');
  await atRest();
  first.child.kill('SIGKILL');
}

let takenBack = 0;
/** The plan of a server that looks at the ends which have come; each time for the next thing. */
async function takeBackNext(): Promise<EntryId> {
  if (given === undefined) throw new Error('nothing was given');
  while (systemClock.now() < addSeconds(given.end, 1)) await sleep(200);
  const { database, ledger } = world.review;
  const [row] = await admin.query<{ entry: EntryId }>(
    `select entry from enforcement.execution where plan = $1 and outcome = 'done'`,
    [given.plan],
  );
  const original = await ledger.entry(given.plan);
  if (row === undefined || original === undefined) throw new Error('what is to be taken back was not given');
  const of = { execution: row.entry, step: takenBack++, attempt: 0 };
  const plan = await database.transaction((tx) =>
    writeExpiry(world.review, tx, original, of, systemClock.now()),
  );
  await ledger.sequenced(plan, 20);
  return plan;
}

const shapes: readonly {
  readonly name: string;
  readonly points: readonly KillPoint[];
  readonly plan: () => Promise<EntryId>;
}[] = [
  {
    name: 'three changes at two targets',
    points: killPoints({ steps: 3 }),
    plan: async () => {
      const { grant, member, owner } = await freshChanges();
      return world.plan([grant, member, owner], { requester: carol });
    },
  },
  {
    name: 'a change that fails after one that was made',
    points: killPoints({ steps: 2, failsAt: 1 }).filter(({ boundary }) =>
      /^(failed|undo|undone|finished)/.test(boundary),
    ),
    plan: async () => {
      const { member, stuck } = await freshChanges();
      return world.plan([member, stuck]);
    },
  },
  {
    name: 'a restore',
    points: killPoints({ steps: 2 }).filter(({ step }) => step === 1),
    plan: async () => {
      const { grant, member } = await freshChanges();
      const plan = await world.plan([grant, member]);
      await request(plan);
      await atRest();
      const [row] = await admin.query<{ entry: EntryId }>(
        'select entry from enforcement.execution where plan = $1',
        [plan],
      );
      if (row === undefined) throw new Error('the plan to restore was not carried out');
      return world.restore(row.entry);
    },
  },
  {
    name: 'taking back what has ended',
    points: killPoints({ steps: 1 }),
    plan: takeBackNext,
  },
];

const enforcer = (dieAt?: KillPoint): LineProcess =>
  start('support/enforcer-main.ts', {
    enforcer: urlAs('enforcer'),
    target: postgres.url('kill'),
    checkpointKey: world.checkpointKey,
    ...(dieAt === undefined ? {} : { dieAt }),
  } satisfies EnforcerMainConfig);

/** One life of an enforcer: it recovers what the one before left, then begins a plan and dies at the point. */
async function live(point: KillPoint, plan: () => Promise<EntryId>): Promise<Life> {
  const process = enforcer(point);
  try {
    await process.hear<{ is: string }>(({ is }) => is === 'ready');
    await atRest();
    const recovered = (await judged('recovered')).violations;
    const next = await plan();
    process.ask('go');
    await process.hear<{ is: string }>(({ is }) => is === 'going');
    const gone = once(process.child, 'exit');
    await request(next);
    const [, signal] = await gone;
    return { recovered, signal, crashed: (await judged('crashed')).violations };
  } finally {
    process.child.kill('SIGKILL'); // where it did not come to its point: it must not work on the next one's plan
  }
}
interface Life {
  /** What the judge found wrong after this enforcer had recovered, and after it was killed in turn. */
  readonly recovered: readonly string[];
  readonly signal: unknown;
  readonly crashed: readonly string[];
}
/** What the judge says once an enforcer that nobody kills has taken everything to its end. */
async function recoveredByTheLast(): Promise<Judgement> {
  const last = enforcer();
  try {
    await last.hear<{ is: string }>(({ is }) => is === 'ready');
    await atRest();
    return await judged('recovered');
  } finally {
    last.child.kill('SIGKILL');
  }
}
const asItShould: Life = { recovered: [], signal: 'SIGKILL', crashed: [] };

describe('an enforcer that is killed', () => {
  it('is killed at 30 points or more', () => {
    expect(shapes.flatMap(({ points }) => points).length).toBeGreaterThanOrEqual(30);
  });

  for (const { name, points, plan } of shapes)
    it.each(points)(
      `during ${name}, at $boundary $step: the next finishes or undoes it, ${rounds} times`,
      async (point) => {
        for (let round = 0; round < rounds; round++) expect(await live(point, plan)).toEqual(asItShould);
      },
    );

  it('leaves everything as the ledger says, once the last one has recovered', async () => {
    const { violations, executions } = await recoveredByTheLast();
    expect(violations).toEqual([]);
    expect(executions).toBeGreaterThanOrEqual(shapes.flatMap(({ points }) => points).length * rounds);
  });
});

describe('the judge', () => {
  it('sees an execution that nobody finished', async () => {
    const [shape] = shapes;
    if (shape === undefined) throw new Error('no shape');
    await live({ boundary: 'intent.sequenced', step: 1 }, shape.plan);
    expect((await judged('recovered')).violations.join()).toMatch(/unfinished/);
    expect((await recoveredByTheLast()).violations).toEqual([]);
  });

  it('sees a change at the target that no intent precedes', async () => {
    await admin.query(`grant select on public.pay to r${made}`);
    expect((await judged('crashed')).violations.join()).toMatch(new RegExp(`grant role/r${made} .* is `));
    await admin.query(`revoke select on public.pay from r${made}`);
    expect((await judged('crashed')).violations).toEqual([]);
  });

  it('sees that an acknowledged entry is gone', async () => {
    const newest = '(select max(seq) from ledger.entry)';
    await admin.query(`delete from ledger.cause where seq = ${newest}`);
    await admin.query(`delete from ledger.entry where seq = ${newest}`);
    expect((await judged('crashed')).violations.join()).toMatch(/is lost/);
  });
});
