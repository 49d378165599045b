import { describe, expect, it } from 'vitest';
import { addSeconds, instantOf, isEntryId, must } from '../../model/index.ts';
import type { EndingRow } from './ending-row.ts';
import { whatNext } from './what-next.ts';

const end = instantOf(Date.parse('2026-03-02T12:00:00.000Z'));
const now = addSeconds(end, 2);
const entry = (name: string) => must(isEntryId, `ent_${name.padStart(12, '0')}`);
const due: EndingRow = {
  plan: entry('plan'),
  step: 0,
  source: 'target',
  endsAt: end,
  lookAt: now,
  tries: 0,
  settled: null,
  settledAt: null,
  execution: entry('gave'),
  outcome: 'done',
  given: true,
  putBack: false,
  expiry: null,
  attempt: null,
  taking: null,
  taken: null,
  asked: false,
  answer: null,
};
const written = { ...due, expiry: entry('expiry'), attempt: 0 };
const next = (row: EndingRow, at = now) => whatNext(row, at);

describe('an end that has come', () => {
  it('gets a plan, and the plan is asked for until it was carried out', () => {
    expect(next(due)).toEqual({ is: 'write', attempt: 0 });
    expect(next(written)).toEqual({ is: 'ask', plan: written.expiry });
    expect(next({ ...written, asked: true })).toEqual({ is: 'wait' });
    expect(next({ ...written, taking: entry('takes') })).toEqual({ is: 'wait' });
    expect(next({ ...written, taking: entry('takes'), taken: 'done' })).toEqual({
      is: 'settle',
      settled: { as: 'taken back' },
    });
  });

  it('is asked for again after every refusal and fault, and gets another plan when one failed', () => {
    for (const code of ['source_unreachable', 'observe_only', 'policy_denied', 'not_found', 'already_done'])
      expect(next({ ...written, answer: { ok: false, code } })).toEqual({ is: 'ask', plan: written.expiry });
    for (const taken of ['failed', 'undone', 'diverged'])
      expect(next({ ...written, taking: entry('takes'), taken })).toEqual({ is: 'write', attempt: 1 });
  });

  it('gives way to a later decision, to a restore, and to what was never given', () => {
    const later = { ok: false, code: 'superseded', details: { by: entry('later'), byStep: 3 } };
    expect(next({ ...written, tries: 1, answer: later })).toEqual({
      is: 'settle',
      settled: { as: 'superseded', by: `${entry('later')}#3` },
    });
    expect(next({ ...written, answer: later }), 'opened again since').toMatchObject({ is: 'ask' });
    expect(next({ ...due, putBack: true })).toEqual({ is: 'settle', settled: { as: 'put back' } });
    expect(next({ ...due, given: false })).toEqual({ is: 'settle', settled: { as: 'not given' } });
  });

  it('waits for an execution under way, and a day for one that never began', () => {
    expect(next({ ...due, outcome: null })).toEqual({ is: 'wait' });
    const never = { ...due, execution: null, outcome: null, given: false };
    expect(next(never)).toEqual({ is: 'wait' });
    expect(next(never, addSeconds(end, 86_400))).toEqual({
      is: 'settle',
      settled: { as: 'not given' },
    });
  });
});
