import { describe, expect, it } from 'vitest';
import type { CanTold } from '../../commands/access.ts';
import { isSourceId, must, type EstateRef } from '../../model/index.ts';
import { canText } from './access.ts';

const source = must(isSourceId, 'pg');
const ref = (entity: EstateRef['entity'], key: string): EstateRef => ({ entity, source, key, name: key });
const asked = { action: 'SELECT', resource: 'billing.customers' };
const told = (answer: CanTold['answer'], who = 'role/app'): string =>
  canText(asked, {
    identity: ref('account', who),
    account: ref('account', who),
    answer,
    notRead: [],
    version: { reads: [{ source, sourceNo: 1, read: 4 }] },
  });
const grant = {
  how: 'grant',
  because: ref('grant', 'g'),
  to: ref('entitlement', 'SELECT on billing.customers'),
  basis: 'unaccounted',
} as const;

describe('the answer to whether somebody can', () => {
  it('says by which path, on what it depends, or why not', () => {
    expect(told({ verdict: 'yes', path: [grant], basis: 'unaccounted' })).toBe(
      'yes      role/app  (pg role/app)  SELECT on billing.customers\n           by granted SELECT on billing.customers\n\nAs of pg read 4.\n',
    );
    expect(told({ verdict: 'depends', dependsOn: ['it rains'], path: [], basis: 'unaccounted' })).toBe(
      'depends  role/app  (pg role/app)  SELECT on billing.customers\n           depends on it rains\n\nAs of pg read 4.\n',
    );
    expect(told({ verdict: 'no', because: 'nothing that was read gives it', decidedBy: ['Deny all'] })).toBe(
      'no       role/app  (pg role/app)  SELECT on billing.customers\n           nothing that was read gives it\n           Deny all\n\nAs of pg read 4.\n',
    );
  });

  it('shows names of sources as text that does nothing', () => {
    const text = told({ verdict: 'no', because: 'x', decidedBy: ['\u001b[2J'] }, 'a\u001b[31m\u202e\nyes');
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
    expect(text.split('\n')[0]).toMatch(/^no /);
  });
});
