import { describe, expect, it } from 'vitest';
import type { AccountView } from '../model/index.ts';
import { severityOf } from './ranking.ts';
import { accountView, caseNow, defaults, perhaps, way } from './rules/case.ts';
import { couldBecomeAdministrator } from './rules/could-become-administrator.ts';
import { wayAcrossSystems } from './rules/way-across-systems.ts';

const whoever: readonly Partial<AccountView>[] = [
  { kind: 'unknown', attributes: { standsFor: 'anyone' } },
  { kind: 'person', attributes: { userType: 'Guest' } },
  { kind: 'agent' },
  { kind: 'workload' },
  { kind: 'person' },
];

const severityOfWay = (of: Partial<AccountView>) => {
  const context = { ...defaults, now: caseNow };
  return [couldBecomeAdministrator, wayAcrossSystems]
    .flatMap((rule) => rule.evaluate(accountView(of), context))
    .flatMap((conclusion) => (conclusion.is === 'hit' ? [severityOf(conclusion.risk)] : []));
};

describe('a way that only perhaps exists', () => {
  it.each(whoever)('is told and never critical, whoever stands at its start: %j', (who) => {
    for (const sources of [['src'], ['src', 'other']]) {
      expect(severityOfWay({ ...who, way: perhaps({ sources }) })).toEqual([
        expect.not.stringMatching('critical'),
      ]);
    }
  });

  it('is critical where it is sure and whoever does not sign in stands there', () => {
    expect(severityOfWay({ attributes: { standsFor: 'anyone' }, way: way() })).toEqual(['critical']);
  });
});
