import { expect, it } from 'vitest';
import { instantOf } from '../../model/index.ts';
import type { EstateWhatIf } from '../../platform/wire/estate-what-if.ts';
import { linesOf } from './lines.ts';

const none = { total: 0, told: [] };
const nothing: EstateWhatIf = {
  v: 1,
  about: 'access',
  says: [],
  changes: [],
  from: instantOf(0),
  until: instantOf(1),
  rests: [],
  accounts: { affected: 0, leftOut: 0 },
  gained: [],
  lost: [],
  breaks: none,
  unusedLost: 0,
  unseen: [],
  duties: { appear: none, go: none, cannotTell: null },
  findings: { open: none, close: none, unknown: 0 },
  blocked: none,
  earlier: none,
  notSupposed: [],
};

it('says with what is signed how much was counted and not told, or not looked at', () => {
  expect(linesOf(nothing)).toEqual(['nothing']);
  const account = { source: 'app', key: 'mia', name: 'Mia' };
  const one = { account, right: 'shop#sell', count: 3, last: null, acts: [] };
  expect(
    linesOf({
      ...nothing,
      accounts: { affected: 900, leftOut: 700 },
      breaks: { total: 61, told: [one] },
      duties: { ...nothing.duties, appear: { total: 2, told: [] } },
    }),
  ).toEqual([
    'breaks: 60 more that are not told',
    'breaks: app/mia uses shop#sell',
    'duties come together: 2 more that are not told',
    'not looked at: 700 more accounts',
  ]);
});
