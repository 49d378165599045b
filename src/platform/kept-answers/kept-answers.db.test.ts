import { afterAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { addSeconds, instantOf, type Instant } from '../../model/time.ts';
import { openDatabase } from '../store/index.ts';
import { createKeptAnswers, type KeptAnswers } from './index.ts';

const test = useDatabase();
const time = { now: instantOf(Date.UTC(2026, 0, 31)) };
const clock = { now: (): Instant => time.now };
const pass = (seconds: number): void => void (time.now = addSeconds(time.now, seconds));
const opened: KeptAnswers[] = [];
/** One process of the server, in the role that it has. */
const server = (): KeptAnswers => {
  const database = openDatabase({ url: test.urlAs('server'), applicationName: 'test', maxConnections: 4 });
  const kept = createKeptAnswers(database, clock, { renewMs: 20 });
  opened.push({ ...kept, close: () => (kept.close(), void database.close()) });
  return kept;
};
afterAll(() => opened.forEach((kept) => kept.close()));

const call = { caller: 'person:a', route: 'sources.add', key: 'k1', asked: 'digest of one thing' };

describe('a keyed call', () => {
  it('happens once, and is answered the same to whoever sends it again, by another process too', async () => {
    const [one, two] = [server(), server()];
    const claims = await Promise.all([one.claim(call), two.claim(call), one.claim(call), two.claim(call)]);
    expect(claims.map(({ is }) => is).toSorted()).toEqual(['first', 'running', 'running', 'running']);
    const claimed = claims[0]?.is === 'first' || claims[2]?.is === 'first' ? one : two;
    await claimed.keep(call, '{"id":1}');
    expect(await one.claim(call)).toEqual({ is: 'answered', answer: '{"id":1}' });
    expect(await two.claim(call)).toEqual({ is: 'answered', answer: '{"id":1}' });
  });

  it('is another with another caller, route or key, and a mistake with another input', async () => {
    const kept = server();
    const again = { ...call, key: 'k2' };
    expect(await kept.claim(again)).toEqual({ is: 'first' });
    expect(await kept.claim({ ...again, asked: 'digest of another' })).toEqual({ is: 'other' });
    for (const other of [{ caller: 'person:b' }, { route: 'sources.read' }, { key: 'k3' }])
      expect(await kept.claim({ ...again, ...other })).toEqual({ is: 'first' });
  });

  it('that changed nothing may be made again', async () => {
    const kept = server();
    const refused = { ...call, key: 'refused' };
    await kept.claim(refused);
    await kept.release(refused);
    expect(await kept.claim(refused)).toEqual({ is: 'first' });
  });

  it('whose answer is told once is known to be done, and no more', async () => {
    const kept = server();
    const secret = { ...call, key: 'secret' };
    await kept.claim(secret);
    await kept.keep(secret, null);
    expect(await kept.claim(secret)).toEqual({ is: 'answered', answer: null });
  });

  it('that was cut off is unknown once its process has not been heard of for a while, and not before', async () => {
    const [dead, other] = [server(), server()];
    const cut = { ...call, key: 'cut' };
    await dead.claim(cut);
    dead.close(); // nothing renews the lease any more
    pass(29);
    expect(await other.claim(cut)).toEqual({ is: 'running' });
    pass(2);
    expect(await other.claim(cut)).toEqual({ is: 'unknown' });
  });

  it('that runs long stays running, since its process says so', async () => {
    const kept = server();
    const long = { ...call, key: 'long' };
    await kept.claim(long);
    for (let n = 0; n < 3; n++) {
      pass(20);
      const until = addSeconds(time.now, 25);
      await renewed(until);
      expect(await kept.claim(long)).toEqual({ is: 'running' });
    }
  });

  it('is forgotten after a day, by a sweep or without one', async () => {
    const kept = server();
    const old = { ...call, key: 'old' };
    await kept.claim(old);
    await kept.keep(old, '{}');
    pass(86_399);
    await kept.sweep();
    expect(await kept.claim(old)).toEqual({ is: 'answered', answer: '{}' });
    pass(2);
    expect(await kept.claim({ ...old, asked: 'something else' })).toEqual({ is: 'first' });
    pass(86_401);
    await kept.sweep();
    expect(await test.db.query('select 1 from api.kept_answer')).toEqual([]);
  });
});

/** Waits for the renewal of every running lease, which comes every few milliseconds here. */
async function renewed(until: Instant): Promise<void> {
  for (let n = 0; n < 2000; n++) {
    const late = await test.db.query(
      `select 1 from api.kept_answer where state = 'running' and key = 'long' and alive_until < $1`,
      [until],
    );
    if (late.length === 0) return;
  }
  throw new Error('the lease was not renewed');
}
