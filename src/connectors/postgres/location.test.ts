import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/index.ts';
import { locatePostgres } from './location.ts';

const canary = 'canary-pass';
const faultOf = (location: string): Fault | undefined => {
  try {
    locatePostgres(location);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  return undefined;
};

describe('the location of a PostgreSQL source', () => {
  it.each([
    [
      'postgres://reader@db.example.com/hr?passwordFrom=env:PG_READER',
      {
        host: 'db.example.com',
        port: 5432,
        user: 'reader',
        database: 'hr',
        tls: 'verify-full',
        passwordFrom: 'env:PG_READER',
      },
    ],
    [
      'postgresql://reader@[::1]:6543/hr',
      { host: '::1', port: 6543, user: 'reader', database: 'hr', tls: 'disable' },
    ],
    [
      'postgres://re%40der@/h%20r?host=%2Fvar%2Frun%2Fpostgresql',
      { host: '/var/run/postgresql', port: 5432, user: 're@der', database: 'h r', tls: 'disable' },
    ],
    [
      'postgres://reader@10.0.0.7/hr?sslmode=verify-full&sslrootcert=/etc/ca.pem',
      {
        host: '10.0.0.7',
        port: 5432,
        user: 'reader',
        database: 'hr',
        tls: 'verify-full',
        tlsAuthorityFile: '/etc/ca.pem',
      },
    ],
  ])('%s is read', (location, config) => {
    expect(locatePostgres(location)).toEqual(config);
  });

  it.each([
    `postgres://reader:${canary}@host/db`,
    `postgres://reader@host/db?password=${canary}`,
    `postgres://reader:${canary}@/db?host=/tmp`,
  ])('refuses a password inside, teaches where it goes, and repeats nothing', (location) => {
    const fault = faultOf(location);
    expect(fault).toMatchObject({
      code: 'input_invalid',
      next: expect.stringContaining('passwordFrom=env:NAME'),
    });
    expect(fault?.message).toContain('holds a password');
    expect(`${fault?.message} ${fault?.next}`).not.toContain('canary');
  });

  it.each([
    '',
    'https://example.com',
    `host=localhost password=${canary}`,
    `postgres://u@host/db?passwordFrom=${canary}`,
    'postgres://host/db',
    'postgres://u@host/',
    'postgres://u@host/db?sslmode=prefer',
    'postgres://u@host/db?options=-csearch_path%3Dx',
    'postgres://u@host:99999/db',
  ])('refuses %j with an example and without repeating it', (location) => {
    const fault = faultOf(location);
    expect(fault).toMatchObject({ code: 'input_invalid', next: expect.stringContaining('postgres://') });
    expect(fault?.message).not.toContain('canary');
  });
});
