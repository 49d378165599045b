import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSeconds, type Instant } from '../model/index.ts';
import { isInstant, must } from '../model/index.ts';
import type { Known, LifeEvent } from './events.ts';
import { lookAgain } from './look-again.ts';
import type { PersonTold } from './person.ts';
import type { Feed } from './standing.ts';

const at = (text: string): Instant => must(isInstant, text.includes('T') ? text : `${text}T00:00:00.000Z`);
const feed: Feed = { source: 'hr', absent: 'left', timeZone: 'UTC' };
const dana: PersonTold = {
  key: 'E1',
  name: 'Dana',
  employeeNumber: '1',
  department: 'Sales',
  title: 'Clerk',
  managerKey: 'E9',
  state: 'active',
};
const boss: PersonTold = { key: 'E9', name: 'Boss', employeeNumber: '9', state: 'active' };

/** Looks again and again, as the feed says each time; what each look told, as `kind key`. */
function life(
  looks: readonly { readonly listed: readonly PersonTold[]; readonly now?: string }[],
  of: Feed = feed,
) {
  const known = new Map<string, Known>();
  const told: LifeEvent[][] = [];
  let now = at('2026-01-01');
  for (const look of looks) {
    now = look.now === undefined ? addSeconds(now, 86_400) : at(look.now);
    const { events, changed } = lookAgain({ feed: of, known, listed: look.listed, now });
    for (const [key, value] of changed) known.set(key, value);
    told.push([...events]);
  }
  return {
    told,
    words: told.map((events) => events.map(({ kind, person }) => `${kind} ${person.key}`)),
    known,
  };
}

describe('what happened in the lives a feed tells of', () => {
  it('the first look only learns who is there', () => {
    expect(life([{ listed: [dana, boss] }]).words).toEqual([[]]);
  });

  it('looking at the same again tells nothing', () => {
    expect(life([{ listed: [dana, boss] }, { listed: [dana, boss] }]).words).toEqual([[], []]);
  });

  it('tells of a joiner at once, or on the first day when it was announced', () => {
    const soon = { ...dana, startedAt: at('2026-02-01') };
    expect(
      life([{ listed: [boss] }, { listed: [boss, soon] }, { listed: [boss, soon], now: '2026-02-01' }]).words,
    ).toEqual([[], ['expected E1'], ['joined E1']]);
    expect(life([{ listed: [boss] }, { listed: [boss, dana] }]).words).toEqual([[], ['joined E1']]);
  });

  it('tells what a mover changed, from what to what', () => {
    const { told } = life([
      { listed: [dana, boss] },
      { listed: [{ ...dana, department: 'Finance', title: 'Analyst' }, boss] },
    ]);
    expect(told[1]?.[0]).toMatchObject({
      kind: 'moved',
      changed: [
        { attribute: 'department', from: 'Sales', to: 'Finance' },
        { attribute: 'title', from: 'Clerk', to: 'Analyst' },
      ],
    });
  });

  it('a last day is over at its end, in the person’s own time zone', () => {
    const leaving = { ...dana, leftAt: at('2026-03-31'), timeZone: 'America/New_York' };
    const { words, told } = life([
      { listed: [dana, boss], now: '2026-03-01' },
      { listed: [leaving, boss], now: '2026-03-30' },
      { listed: [leaving, boss], now: '2026-04-01T03:59:59.000Z' },
      { listed: [leaving, boss], now: '2026-04-01T04:00:00.000Z' },
    ]);
    expect(words).toEqual([[], [], [], ['left E1']]);
    expect(told[3]?.[0]?.at).toBe('2026-04-01T04:00:00.000Z');
  });

  it('an end that is told to the minute is that minute', () => {
    const leaving = { ...dana, leftAt: at('2026-03-31T15:30:00.000Z') };
    expect(
      life([
        { listed: [leaving], now: '2026-03-31T15:29:00.000Z' },
        { listed: [leaving], now: '2026-03-31T15:30:00.000Z' },
      ]).words,
    ).toEqual([[], ['left E1']]);
  });

  it('who is not listed any more has left, once, unless the feed is one that forgets', () => {
    const looks = [{ listed: [dana, boss] }, { listed: [boss] }, { listed: [boss] }];
    expect(life(looks).words).toEqual([[], ['left E1'], []]);
    expect(life(looks, { ...feed, absent: 'unknown' }).words).toEqual([[], [], []]);
  });

  it('an unknown state ends nothing, and what follows it is compared with what was certain before', () => {
    const odd = { ...dana, state: 'unknown' as const };
    expect(
      life([
        { listed: [dana] },
        { listed: [odd] },
        { listed: [dana] },
        { listed: [{ ...dana, state: 'left' }] },
      ]).words,
    ).toEqual([[], [], [], ['left E1']]);
  });

  it('who comes back is the same human: under the same key, or by employee number under another', () => {
    const again = { ...dana, key: 'N7', department: 'Finance' };
    const { words, told } = life([{ listed: [dana, boss] }, { listed: [boss] }, { listed: [boss, again] }]);
    expect(words).toEqual([[], ['left E1'], ['rehired N7']]);
    expect(told[2]?.[0]).toMatchObject({ human: 'E1', before: { department: 'Sales' } });
    const soon = { ...dana, startedAt: at('2026-05-01') };
    expect(
      life([
        { listed: [dana, boss] },
        { listed: [boss] },
        { listed: [boss, soon] },
        { listed: [boss, soon], now: '2026-05-01' },
      ]).words,
    ).toEqual([[], ['left E1'], ['expected E1'], ['rehired E1']]);
  });

  it('another key for somebody who is here is no leaver', () => {
    expect(life([{ listed: [dana, boss] }, { listed: [{ ...dana, key: 'N7' }, boss] }]).words).toEqual([
      [],
      ['moved N7'],
    ]);
  });

  it('two entries with one number are for a person to look at, and nobody joins by it', () => {
    expect(life([{ listed: [dana] }, { listed: [dana, { ...dana, key: 'N7' }] }]).words).toEqual([
      [],
      ['unclear N7'],
    ]);
  });

  it('leave begins and ends', () => {
    const away = { ...dana, onLeave: true };
    expect(
      life([{ listed: [dana] }, { listed: [away] }, { listed: [{ ...away, onLeave: false }] }]).words,
    ).toEqual([[], ['leave_began E1'], ['returned E1']]);
  });

  it('over any history of a feed: who is here after it is exactly who joined or was there and has not left since', () => {
    const person = fc.record({
      key: fc.constantFrom('A', 'B', 'C', 'D'),
      state: fc.constantFrom('active' as const, 'left' as const),
      department: fc.constantFrom('X', 'Y'),
    });
    const looks = fc.array(fc.uniqueArray(person, { selector: ({ key }) => key }), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(looks, (rounds) => {
        const [first = []] = rounds;
        fc.pre(first.length > 0);
        const listed = rounds.map((people) => people.map((one) => ({ ...one, name: one.key })));
        const { told } = life(listed.map((people) => ({ listed: people })));
        // the oracle knows sets only
        const here = new Set<string>(first.filter(({ state }) => state === 'active').map(({ key }) => key));
        const wrong: string[] = [];
        for (const { kind, person: of } of told.flat()) {
          const was = here.has(of.key);
          if (was !== (kind === 'left' || kind === 'moved')) wrong.push(`${kind} ${of.key}`);
          if (kind === 'left') here.delete(of.key);
          else here.add(of.key);
        }
        expect(wrong).toEqual([]);
        const last = new Set<string>(
          (rounds.at(-1) ?? []).filter(({ state }) => state === 'active').map(({ key }) => key),
        );
        expect([...here].toSorted()).toEqual([...last].toSorted());
      }),
    );
  });
});
