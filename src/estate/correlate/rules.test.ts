import { describe, expect, it } from 'vitest';
import { correlate, indexPeople, resolveReference, type AccountClues, type PersonRow } from './rules.ts';

const person = (key: string, email: string, employeeNumber: string): PersonRow => ({
  ref: { entity: 'person', source: 'hr', key, name: key.toUpperCase() },
  email,
  employeeNumber,
  state: 'active',
});
const dana = person('p1', 'Dana@acme.example', '17');
const dan = person('p2', 'dan@acme.example', '18');
const otherDan = person('p3', 'dan@sub.acme.example', '19');
const people = indexPeople([dana, dan, otherDan]);
const account = (more: Partial<AccountClues>): AccountClues => ({
  source: 'aws',
  name: 'x',
  kind: 'person',
  statedOwners: [],
  ...more,
});

describe('an account', () => {
  it('belongs to the person of its employee number before any e-mail', () => {
    expect(correlate(account({ employeeNumber: '18', email: 'dana@acme.example' }), people)).toEqual({
      is: 'resolved',
      rule: 'employee-number',
      person: dan,
      because: 'employee number equals 18',
    });
  });

  it('belongs to the person of its e-mail in any case', () => {
    expect(correlate(account({ email: 'DANA@ACME.example' }), people)).toMatchObject({
      is: 'resolved',
      rule: 'e-mail',
      person: dana,
    });
  });

  it('belongs by login only when one person has that local part', () => {
    expect(correlate(account({ name: 'dana' }), people)).toMatchObject({ is: 'resolved', rule: 'login' });
    expect(correlate(account({ name: 'dan' }), people)).toEqual({
      is: 'unresolved',
      rule: 'login',
      candidates: [dan, otherDan],
      because: '2 people fit: P2 (p2), P3 (p3)',
    });
  });

  it('belongs to one human whom several sources know, as the source says that knows whether they left', () => {
    const of = (source: string, more: Partial<PersonRow>): PersonRow => ({
      ref: { entity: 'person', source, key: `${source}-key`, name: 'Lee' },
      email: 'Lee@acme.example',
      state: 'active',
      ...more,
    });
    const lee = account({ email: 'lee@acme.example' });
    const hr = of('hr', { employeeNumber: '7' });
    const directory = of('directory', {});
    const resolved = { is: 'resolved', rule: 'e-mail', person: hr, alsoKnownAs: [directory] };
    expect(correlate(lee, indexPeople([directory, hr]))).toMatchObject(resolved);
    const gone = of('zeta', { state: 'left' });
    expect(correlate(lee, indexPeople([directory, hr, gone]))).toMatchObject({
      person: gone,
      alsoKnownAs: [hr, directory],
      because: 'e-mail equals lee@acme.example; 3 sources know the same person',
    });
    for (const two of [
      [hr, of('hr', { employeeNumber: '7' })],
      [hr, of('directory', { employeeNumber: '8' })],
    ])
      expect(correlate(lee, indexPeople(two))).toMatchObject({ is: 'unresolved' });
    const [a, b] = [of('a', { email: 'ray@one.example' }), of('b', { email: 'ray@two.example' })];
    expect(correlate(account({ name: 'ray' }), indexPeople([a, b]))).toMatchObject({ is: 'unresolved' });
  });

  it('belongs to its one stated owner when nothing else tells', () => {
    expect(correlate(account({ statedOwners: ['19'] }), people)).toMatchObject({
      is: 'resolved',
      rule: 'stated-owner',
      person: otherDan,
    });
    expect(correlate(account({ statedOwners: ['19', '18'] }), people)).toEqual({ is: 'none' });
  });

  it('of a machine belongs to nobody', () => {
    expect(
      correlate(account({ kind: 'service_account', name: 'dana', email: 'dana@acme.example' }), people),
    ).toEqual({
      is: 'none',
    });
  });
});

it('reads an owner reference as key, employee number or e-mail, and never as a name', () => {
  expect(resolveReference('p2', people)).toMatchObject({ rule: 'person-key', person: dan });
  expect(resolveReference('17', people)).toMatchObject({ rule: 'employee-number', person: dana });
  expect(resolveReference('dan@sub.acme.example', people)).toMatchObject({
    rule: 'e-mail',
    person: otherDan,
  });
  expect(resolveReference('P2', people)).toEqual({ is: 'none' });
});
