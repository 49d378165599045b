// A world in which enforcers live and die as processes of their own, and a judge who reads only the target and the ledger.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KillPoint } from '../../src/enforcement/steps.ts';
import { migrations } from '../../src/migrations.ts';
import { addSeconds, type Change, type EntryId, type Instant } from '../../src/model/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { migrate, openDatabase } from '../../src/platform/store/index.ts';
import { writeExpiry } from '../../src/review/index.ts';
import type { JudgeConfig } from '../judge/judge.ts';
import type { EnforcerMainConfig } from './enforcer-main.ts';
import { openWorld, target, type World } from './enforcement-world.ts';
import { carol } from './enforcement-twins.ts';
import { runSql, type TestPostgres } from './postgres.ts';

/** A program that is asked, and answers, by lines. */
interface LineProcess {
  readonly child: ChildProcess;
  ask(line: string): void;
  /** The next line that the predicate accepts, as JSON. */
  hear<T>(accept: (said: T) => boolean): Promise<T>;
}

export interface Life {
  /** What the judge found wrong after this enforcer had recovered, and after it was killed in turn. */
  readonly recovered: readonly string[];
  readonly signal: unknown;
  readonly crashed: readonly string[];
}
export const asItShould: Life = { recovered: [], signal: 'SIGKILL', crashed: [] };

export interface Judgement {
  readonly violations: readonly string[];
  readonly executions: number;
}

/** What can be changed at a target, in a thing of its own each time: what an earlier round left must stay as the ledger says. */
export interface FreshChanges {
  readonly role: string;
  readonly grant: Change;
  readonly member: Change;
  readonly owner: Change;
  /** The target refuses it. */
  readonly stuck: Change;
}

export interface KillWorld {
  readonly world: World;
  /** SQL as superuser, in the one database that is ledger and target. */
  readonly sql: (text: string) => Promise<void>;
  readonly freshChanges: () => Promise<FreshChanges>;
  /** Has a plan carried out by the enforcer that lives, and answers its execution. */
  readonly carriedOut: (plan: EntryId) => Promise<EntryId>;
  /** Gives so many things until a moment soon, and answers what writes the plan that takes the next of them back. */
  readonly giveUntilAnEnd: (things: number) => Promise<() => Promise<EntryId>>;
  /** One life of an enforcer: it recovers what the one before left, then begins a plan and dies at the point. */
  live(point: KillPoint, plan: () => Promise<EntryId>): Promise<Life>;
  judged(question: 'crashed' | 'recovered'): Promise<Judgement>;
  /** What the judge says once an enforcer that nobody kills has taken everything to its end. */
  recoveredByTheLast(): Promise<Judgement>;
  close(): Promise<void>;
}

/** In a new database of this name. */
export async function openKillWorld(postgres: TestPostgres, name: string): Promise<KillWorld> {
  /** Hundreds of processes load the same code. */
  const compiled = mkdtempSync(join(tmpdir(), 'countersign-compiled-'));
  const started: ChildProcess[] = [];
  const start = (program: string, config: object): LineProcess => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, '..', program), JSON.stringify(config)],
      { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: compiled } },
    );
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
  };
  const urlAs = (role: string): string =>
    postgres.url(name).replace('postgres://postgres@', `postgres://countersign_${role}@`);

  await runSql(postgres.url('postgres'), `create database ${name}`);
  const admin = openDatabase({ url: postgres.url(name), applicationName: 'kill-test' });
  await migrate(admin, migrations);
  await admin.query('create table public.pay (id int)');
  await admin.query(`create role ${name}_grp nologin`);
  const world = openWorld({
    urls: {
      server: urlAs('server'),
      enforcer: urlAs('enforcer'),
      sequencer: urlAs('sequencer'),
      target: postgres.url(name),
    },
    clock: systemClock,
  });
  await world.bootstrap();
  const judge = start('judge/judge.ts', {
    ledger: postgres.url(name),
    target: postgres.url(name),
    checkpointKey: world.checkpointKey,
  } satisfies JudgeConfig);
  const judged: KillWorld['judged'] = (question) => {
    judge.ask(question);
    return judge.hear<Judgement>(() => true);
  };
  const enforcer = (dieAt?: KillPoint): LineProcess =>
    start('support/enforcer-main.ts', {
      enforcer: urlAs('enforcer'),
      target: postgres.url(name),
      checkpointKey: world.checkpointKey,
      ...(dieAt === undefined ? {} : { dieAt }),
    } satisfies EnforcerMainConfig);
  const request = async (plan: EntryId): Promise<void> => {
    await world.review.database.query('insert into enforcement.request (plan) values ($1)', [plan]);
  };
  const atRest = async (): Promise<void> => {
    for (;;) {
      const [row] = await admin.query<{ open: number }>(
        `select (select count(*) from enforcement.execution where outcome is null)
           + (select count(*) from enforcement.request where finished_at is null)
           + (select count(*) from ledger.inbox_enforcer) as open`,
      );
      if (row?.open === 0) return;
      await sleep(10);
    }
  };
  const executionOf = async (plan: EntryId): Promise<EntryId> => {
    const [row] = await admin.query<{ entry: EntryId }>(
      `select entry from enforcement.execution where plan = $1 and outcome = 'done'`,
      [plan],
    );
    if (row === undefined) throw new Error('the plan was not carried out');
    return row.entry;
  };
  const revoke = (subject: string): Change => ({
    type: 'grant.remove',
    source: target,
    subjectKey: `role/${subject}`,
    entitlementKey: `table/${name}.public.pay#SELECT`,
  });
  let made = 0;

  return {
    world,
    judged,
    async sql(text) {
      await admin.query(text);
    },

    async freshChanges() {
      const role = `${name}_r${++made}`;
      await admin.query(`create role ${role} login in role ${name}_grp`);
      await admin.query(`grant select on public.pay to ${role}`);
      await admin.query(`create role ${role}x`);
      await admin.query(`grant select, select (id) on public.pay to ${role}x`);
      return {
        role,
        grant: revoke(role),
        member: {
          type: 'membership.remove',
          source: target,
          memberKey: `role/${role}`,
          groupKey: `role/${name}_grp`,
        },
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
    },

    async carriedOut(plan) {
      await request(plan);
      await atRest();
      return executionOf(plan);
    },

    async giveUntilAnEnd(things) {
      const end = addSeconds(systemClock.now(), 120);
      const changes: Change[] = [];
      for (let number = 0; number < things; number++) {
        await admin.query(`create role ${name}_g${number}`);
        changes.push({
          type: 'grant.add',
          source: target,
          subjectKey: `role/${name}_g${number}`,
          entitlementKey: `table/${name}.public.pay#SELECT`,
          grantable: false,
          until: end,
        });
      }
      const plan = await world.plan(changes, { requester: carol });
      const first = enforcer();
      await request(plan);
      await first.hear<{ is: string }>(({ is }) => is === 'ended');
      await atRest();
      first.child.kill('SIGKILL');
      return takeBack({ plan, end });
    },

    async live(point, plan) {
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
    },

    async recoveredByTheLast() {
      const last = enforcer();
      try {
        await last.hear<{ is: string }>(({ is }) => is === 'ready');
        await atRest();
        return await judged('recovered');
      } finally {
        last.child.kill('SIGKILL');
      }
    },

    async close() {
      const judgeGone = once(judge.child, 'exit');
      judge.child.stdin?.end();
      await judgeGone;
      for (const child of started) child.kill('SIGKILL');
      await world.close();
      await admin.close();
      rmSync(compiled, { recursive: true, force: true });
    },
  };

  /** The plans of a server that looks at the ends which have come; each time for the next thing. */
  function takeBack(given: { readonly plan: EntryId; readonly end: Instant }): () => Promise<EntryId> {
    let taken = 0;
    return async () => {
      while (systemClock.now() < addSeconds(given.end, 1)) await sleep(200);
      const { database, ledger } = world.review;
      const execution = await executionOf(given.plan);
      const original = await ledger.entry(given.plan);
      if (original === undefined) throw new Error('what is to be taken back was not given');
      const of = { execution, step: taken++, attempt: 0 };
      const plan = await database.transaction((tx) =>
        writeExpiry(world.review, tx, original, of, systemClock.now()),
      );
      await ledger.sequenced(plan, 20);
      return plan;
    };
  }
}
