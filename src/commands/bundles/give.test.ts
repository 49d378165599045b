import { expect, it } from 'vitest';
import type { EstateRef } from '../../model/index.ts';
import { accountThere } from './give.ts';

const account = (source: string, key: string): EstateRef => ({ entity: 'account', source, key, name: key });

it('gives nothing to one of several accounts that nobody named', () => {
  const mia = account('app', 'mia');
  expect(accountThere([mia, account('db', 'mia')], 'app')).toEqual(mia);
  expect(accountThere([mia, account('app', 'mia-admin')], 'app')).toEqual({
    not: ' (one of mia, mia-admin)',
  });
  expect(accountThere([mia], 'db')).toEqual({ not: '' });
});
