import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connector } from '../../src/connectors/kit/connector.ts';
import { readSource } from '../../src/connectors/kit/read-source.ts';
import { firstPass, secondPass } from '../../src/connectors/ldap/attributes.ts';
import { ldap } from '../../src/connectors/ldap/index.ts';
import { LdifReader } from '../../src/connectors/ldap/ldif.ts';
import { observeDirectory, type DirectorySource } from '../../src/connectors/ldap/observe.ts';
import type { LdapConfig } from '../../src/connectors/ldap/location.ts';
import { ldapTechniques } from '../../src/estate/escalation/ldap/index.ts';
import { Fault, instantOf, type Observation } from '../../src/model/index.ts';
import { sceneLdif, suffix } from '../support/directory-scene.ts';
import { everythingOf } from '../support/escalation-of.ts';
import { entryLdif, guidOf, sidOf, windowsTicks } from '../support/ldif.ts';

/**
 * What a directory hands us: whatever the bytes, observations that hold or a refusal with the next step. What was read is asked
 * who can do what, and what it could become.
 */
const milliseconds = 120_000;

const sourceOf = (bytes: Uint8Array): DirectorySource => {
  let reader = new LdifReader(new Set());
  return {
    async *entries(attributes) {
      reader = new LdifReader(new Set(attributes));
      for (let at = 0; at < bytes.length; at += 997) yield reader.push(bytes.subarray(at, at + 997));
      yield reader.end();
    },
    met: () => ({ files: [reader.summary()], referrals: 0 }),
  };
};

async function outcomeOf(bytes: Uint8Array): Promise<readonly Observation[] | Fault> {
  const connector: Connector<LdapConfig> = {
    ...ldap,
    read: ({ now }) => observeDirectory(sourceOf(bytes), now),
  };
  const all: Observation[] = [];
  try {
    const reading = readSource(connector, {
      config: { path: 'in memory' },
      now: instantOf(Date.UTC(2026, 5, 1)),
      signal: new AbortController().signal,
      fingerprint: () => '',
      secret: async () => '',
    });
    for await (const page of reading.pages) all.push(...page.observations);
    return all;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/** What is wrong with the outcome: nothing, or what came out that should not have. */
async function wrongIn(bytes: Uint8Array): Promise<unknown> {
  const outcome = await outcomeOf(bytes);
  if (outcome instanceof Fault) return /\S+ \S+/.test(outcome.next ?? '') ? undefined : outcome;
  const known = new Set(
    outcome.flatMap(({ type, key }) => (type === 'account' || type === 'group' ? [key] : [])),
  );
  await everythingOf(ldapTechniques, outcome);
  return outcome.find((each) => {
    if (each.type === 'membership') return !known.has(each.memberKey) || !known.has(each.groupKey);
    if (each.type === 'grant') return !known.has(each.subjectKey);
    return each.type === 'credential' && !known.has(each.accountKey);
  });
}

const timed = {
  numRuns: 10_000_000,
  interruptAfterTimeLimit: milliseconds / 2,
  markInterruptAsFailure: false,
};

describe('directory data that somebody bent', () => {
  it('as bytes: flipped, cut, doubled, put in', async () => {
    const whole = Buffer.from(sceneLdif);
    const bend = fc.record({
      kind: fc.constantFrom('flip', 'cut', 'double', 'insert', 'drop'),
      at: fc.nat(whole.length),
      length: fc.nat(200),
      with: fc.oneof(
        fc.uint8Array({ maxLength: 20 }),
        fc
          .constantFrom(
            '\n',
            ' ',
            ':: ',
            ':< file:///etc/passwd',
            '\ndn: ',
            'changetype: add\n',
            '\n\n',
            ';range=0-1',
          )
          .map((t) => Buffer.from(t)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(bend, { minLength: 1, maxLength: 5 }), async (bends) => {
        let bytes = whole;
        for (const { kind, at, length, with: put } of bends) {
          const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
          if (kind === 'cut') bytes = before;
          else if (kind === 'insert') bytes = Buffer.concat([before, put, after]);
          else if (kind === 'drop') bytes = Buffer.concat([before, after.subarray(length)]);
          else if (kind === 'double') bytes = Buffer.concat([before, after.subarray(0, length), after]);
          else
            bytes = Buffer.concat([
              before,
              after.subarray(0, 1).map((byte) => byte ^ (1 << (length % 8))),
              after.subarray(1),
            ]);
        }
        expect(await wrongIn(bytes)).toBeUndefined();
      }),
      timed,
    );
  });

  it('as entries: any value in any attribute, names of each other, circles', async () => {
    const dns = ['cn=a', 'cn=b', 'cn=c', 'CN=A', 'cn=a+sn=b', 'ou=services', String.raw`cn=x\,y`, ''].map(
      (rdn) => (rdn === '' ? suffix : `${rdn},${suffix}`),
    );
    const classes =
      'person inetOrgPerson user computer group groupOfNames groupOfUniqueNames posixGroup posixAccount organizationalRole contact pwdPolicy msDS-GroupManagedServiceAccount foreignSecurityPrincipal account __proto__'.split(
        ' ',
      );
    const value = fc.oneof(
      fc.constantFrom(...dns),
      fc.constantFrom(
        'TRUE',
        'false',
        '0',
        '-1',
        '512',
        '66050',
        '4294967296',
        '99999',
        '000001010000Z',
        '20260101000000Z',
        windowsTicks('2026-01-01T00:00:00.000Z'),
        '9223372036854775807',
        'a',
        'E1',
        '{SSHA}x',
        '__proto__',
        'constructor',
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        sidOf('S-1-5-21-1-2-3-512'),
        sidOf('S-1-5-32-544'),
        sidOf('S-1-5-11'),
        guidOf(7),
        new Uint8Array(3),
      ),
    );
    const attribute = fc.constantFrom(
      ...new Set([...firstPass, ...secondPass, 'userPassword', 'member;range=0-1', 'userCertificate;binary']),
    );
    const one = fc.record({
      dn: fc.constantFrom(...dns),
      objectClass: fc.array(fc.constantFrom(...classes), { minLength: 1, maxLength: 3 }),
      values: fc.array(fc.tuple(attribute, value), { maxLength: 14 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 6 }), async (entries) => {
        const ldif = entries.map(({ dn, objectClass, values }) =>
          [
            entryLdif(dn, { objectClass }).trimEnd(),
            ...values.map(([name, given]) =>
              entryLdif('x', { [name]: given })
                .split('\n')
                .slice(1)
                .join('\n')
                .trimEnd(),
            ),
            '',
          ].join('\n'),
        );
        expect(await wrongIn(Buffer.from(ldif.join('\n')))).toBeUndefined();
      }),
      timed,
    );
  });
});
