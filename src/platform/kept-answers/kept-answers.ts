import { addSeconds } from '../../model/time.ts';
import { newId, type Clock } from '../clock.ts';
import type { Database } from '../store/index.ts';

/** One write under the key that its caller gave it. `asked` is the digest of its whole input. */
export interface KeyedCall {
  readonly caller: string;
  readonly route: string;
  readonly key: string;
  readonly asked: string;
}

/** What is known of a keyed call. `first`: nobody made it before, and whoever claimed it says how it ended. */
export type Claim =
  | { readonly is: 'first' }
  | { readonly is: 'running' }
  /** `answer` is null when what was told is not kept. */
  | { readonly is: 'answered'; readonly answer: string | null }
  /** It ended without saying how: it may have taken effect. */
  | { readonly is: 'unknown' }
  /** The key was used for something else. */
  | { readonly is: 'other' };

export interface KeptAnswers {
  claim(call: KeyedCall): Promise<Claim>;
  /** It took effect, and this was the answer; null: it is not to be kept. */
  keep(call: KeyedCall, answer: string | null): Promise<void>;
  /** It certainly changed nothing: the key is free again. */
  release(call: KeyedCall): Promise<void>;
  /** It failed in a way that may have left an effect. */
  leaveUnknown(call: KeyedCall): Promise<void>;
  /** Forgets what is older than a day. Nothing rests on when it runs: an expired key counts as free. */
  sweep(): Promise<void>;
  close(): void;
}

const keptForSeconds = 86_400;
const leaseSeconds = 30;

/** Answers kept in the database, so that any process of the server knows them; a lease tells a call that runs from one cut off. */
export function createKeptAnswers(
  database: Database,
  clock: Clock,
  options: { readonly renewMs?: number } = {},
): KeptAnswers {
  const process = newId('srv');
  const running = new Set<string>();
  const renewal = setInterval(() => {
    if (running.size === 0) return;
    database
      .query(`update api.kept_answer set alive_until = $2 where process = $1 and state = 'running'`, [
        process,
        addSeconds(clock.now(), leaseSeconds),
      ])
      .catch(() => undefined); // the next one does it; a lease outlives three that fail
  }, options.renewMs ?? 8000);
  renewal.unref();

  const settle = async (call: KeyedCall, state: 'answered' | 'unknown', answer: string | null) => {
    running.delete(nameOf(call));
    await database.query(
      `update api.kept_answer set state = $4, answer = $5
        where caller = $1 and route = $2 and key = $3 and process = $6`,
      [call.caller, call.route, call.key, state, answer, process],
    );
  };
  return {
    async claim(call) {
      const now = clock.now();
      const rows = await database.query<Row>(
        `with claimed as (
           insert into api.kept_answer (caller, route, key, asked, state, process, alive_until, expires_at)
           values ($1, $2, $3, $4, 'running', $5, $6, $7)
           on conflict (caller, route, key) do update
             set asked = excluded.asked, state = 'running', answer = null, process = excluded.process,
                 alive_until = excluded.alive_until, expires_at = excluded.expires_at
             where api.kept_answer.expires_at <= $8
           returning 1)
         select 'first' as is, null as asked, null as answer from claimed
         union all
         select case when state = 'running' and alive_until <= $8 then 'unknown' else state end, asked, answer
           from api.kept_answer where caller = $1 and route = $2 and key = $3 and not exists (select from claimed)`,
        [
          call.caller,
          call.route,
          call.key,
          call.asked,
          process,
          addSeconds(now, leaseSeconds),
          addSeconds(now, keptForSeconds),
          now,
        ],
      );
      const [row] = rows;
      // it was there when we inserted and released before we looked: whoever held it is done with it
      if (row === undefined) return { is: 'running' };
      if (row.is === 'first') {
        running.add(nameOf(call));
        return { is: 'first' };
      }
      if (row.asked !== call.asked) return { is: 'other' };
      return row.is === 'answered' ? { is: 'answered', answer: row.answer } : { is: row.is };
    },
    keep: (call, answer) => settle(call, 'answered', answer),
    leaveUnknown: (call) => settle(call, 'unknown', null),
    async release(call) {
      running.delete(nameOf(call));
      await database.query(
        'delete from api.kept_answer where caller = $1 and route = $2 and key = $3 and process = $4',
        [call.caller, call.route, call.key, process],
      );
    },
    async sweep() {
      await database.query('delete from api.kept_answer where expires_at <= $1', [clock.now()]);
    },
    close: () => clearInterval(renewal),
  };
}

interface Row {
  readonly is: 'first' | 'running' | 'answered' | 'unknown';
  readonly asked: string | null;
  readonly answer: string | null;
}

const nameOf = ({ caller, route, key }: KeyedCall): string => JSON.stringify([caller, route, key]);
