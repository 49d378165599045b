import { Attribute, Change as LdapChange, Client } from 'ldapts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TargetWriter } from '../../src/connectors/kit/connector.ts';
import { readWhole } from '../../src/connectors/kit/read-whole.ts';
import { ldap } from '../../src/connectors/ldap/index.ts';
import { ldapChangeTypes, openLdapWriter } from '../../src/connectors/ldap/write.ts';
import { instantOf, isSourceId, must, type Change, type TargetState } from '../../src/model/index.ts';
import {
  danaPassword,
  groupDn,
  person,
  personDn,
  readerDn,
  readerPassword,
  sceneAccess,
  sceneLdif,
  suffix,
  writerDn,
  writerPassword,
} from '../support/directory-scene.ts';
import { entryLdif } from '../support/ldif.ts';
import { noSlapd, removeSlapd, rootPassword, startSlapd, type Slapd } from '../support/slapd.ts';

const source = must(isSourceId, 'directory');
const policy = `cn=default,ou=policies,${suffix}`;
let server: Slapd | undefined;
let root: Client;
let writer: TargetWriter;
/** Keys of the estate by name, as a read gives them. */
const keys = new Map<string, string>();
const key = (name: string): string => keys.get(name) ?? `no ${name}`;

const urlOf = (more = '', user = writerDn): string =>
  `ldap://127.0.0.1:${server?.port ?? 0}/${suffix}?user=${encodeURIComponent(user)}${more}`;
const writerWith = (more: string): TargetWriter =>
  openLdapWriter({ url: urlOf(more), password: writerPassword });

beforeAll(async () => {
  if (noSlapd !== undefined) return;
  server = await startSlapd({
    suffix,
    // what Windows and 389 Directory Server have for it, by their names, on a server that keeps any attribute
    global: `attributetype ( 1.3.6.1.4.1.32473.3 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.32473.1 NAME 'nsAccountLock' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.32473.2 NAME 'lockable' SUP top AUXILIARY MAY ( nsAccountLock $ userAccountControl ) )`,
    database: sceneAccess.replace(
      'attrs=pwdAccountLockedTime',
      'attrs=pwdAccountLockedTime,userAccountControl,nsAccountLock',
    ),
    ldif: [
      sceneLdif,
      entryLdif(`cn=lax,ou=policies,${suffix}`, {
        objectClass: ['pwdPolicy', 'device'],
        cn: 'lax',
        pwdAttribute: 'userPassword',
        pwdLockout: 'FALSE',
      }),
      person('hal', { pwdPolicySubentry: `cn=lax,ou=policies,${suffix}` }),
      person('ida', { pwdAccountLockedTime: '20260101000000Z' }),
      person('ada', { objectClass: ['inetOrgPerson', 'lockable'], userAccountControl: '66048' }),
      person('ole', { objectClass: ['inetOrgPerson', 'lockable'], nsAccountLock: 'false' }),
      person('two', {
        objectClass: ['inetOrgPerson', 'lockable'],
        nsAccountLock: 'true',
        pwdAccountLockedTime: '000001010000Z',
      }),
      person('twin', { objectClass: ['inetOrgPerson'] }),
      entryLdif(`cn=other twin,ou=people,${suffix}`, {
        objectClass: ['inetOrgPerson'],
        cn: 'other twin',
        sn: 'twin',
        uid: 'twin',
      }),
      entryLdif(`cn=odd \\, \\+\\"*(x)\\\\,ou=people,${suffix}`, {
        objectClass: ['inetOrgPerson'],
        cn: 'odd , +"*(x)\\',
        sn: 'odd',
        uid: 'o*(d)\\d',
      }),
    ].join('\n'),
  });
  root = new Client({ url: `ldap://127.0.0.1:${server.port}`, strictDN: false });
  await root.bind(`cn=root,${suffix}`, rootPassword);
  writer = writerWith(`&policy=${policy}`);
  const { all } = await readWhole(ldap, ldap.locate(urlOf('&passwordFrom=env:X', readerDn)), {
    now: instantOf(Date.UTC(2026, 5, 1)),
    secret: async () => readerPassword,
  });
  for (const each of all) if (each.type === 'account' || each.type === 'group') keys.set(each.name, each.key);
});
afterAll(async () => {
  await writer?.close();
  await root?.unbind();
  await removeSlapd(server);
});

/** What a root's search shows of everything that this writer could touch: what "exactly restored" is judged on. */
const everything = async (): Promise<readonly object[]> => {
  const attributes = [
    'member',
    'uniqueMember',
    'memberUid',
    'roleOccupant',
    'pwdAccountLockedTime',
    'userAccountControl',
    'nsAccountLock',
    'userPassword',
    'uid',
    'mail',
  ];
  const { searchEntries } = await root.search(suffix, { attributes });
  return searchEntries
    .map((each) =>
      Object.fromEntries(
        Object.entries(each).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.map(String).sort() : value,
        ]),
      ),
    )
    .sort((a, b) => (String(a['dn']) < String(b['dn']) ? -1 : 1));
};
const by = async (
  dn: string,
  operation: 'add' | 'delete' | 'replace',
  type: string,
  ...values: readonly string[]
): Promise<void> =>
  root.modify(dn, new LdapChange({ operation, modification: new Attribute({ type, values: [...values] }) }));

const membership = (type: 'membership.add' | 'membership.remove', member: string, group: string): Change =>
  type === 'membership.add'
    ? { type, source, memberKey: key(member), groupKey: key(group), until: null }
    : { type, source, memberKey: key(member), groupKey: key(group) };
const account = (type: 'account.disable' | 'account.enable', name: string): Change => ({
  type,
  source,
  accountKey: key(name),
});
const signsIn = async (uid: string, password: string): Promise<boolean> => {
  const client = new Client({ url: `ldap://127.0.0.1:${server?.port ?? 0}` });
  try {
    await client.bind(personDn(uid), password);
    return true;
  } catch {
    return false;
  } finally {
    await client.unbind();
  }
};

describe.skipIf(noSlapd !== undefined)(
  `writing to OpenLDAP${noSlapd === undefined ? '' : ` (${noSlapd})`}`,
  () => {
    let before: readonly object[] = [];
    beforeAll(async () => {
      before = await everything();
    });
    afterEach(async () => {
      expect(await everything()).toEqual(before);
    });

    it('offers the changes that its connector declares', () => {
      expect([...ldapChangeTypes].sort()).toEqual([...ldap.capabilities.writes].sort());
    });

    describe('a membership', () => {
      const out: TargetState = { member: false, admin: false };
      const inside: TargetState = { member: true, admin: false };

      it.each([
        ['a groupOfNames', 'max', 'admins'],
        ['a groupOfUniqueNames', 'dana', 'ops'],
        ['a posixGroup', 'dana', 'staff'],
        ['a group, of a group', 'alone', 'admins'],
        ['a group, of one whose name is full of syntax', 'o*(d)\\d', 'admins'],
        ['a list of logins, of one whose login is full of syntax', 'o*(d)\\d', 'staff'],
      ])(
        'in %s is added and removed, each twice, and comes back to its pre-image',
        async (_what, member, group) => {
          const [add, remove] = [
            membership('membership.add', member, group),
            membership('membership.remove', member, group),
          ];
          expect(await writer.observe(add)).toEqual(out);
          await writer.apply(add);
          await writer.apply(add);
          expect(await writer.observe(remove)).toEqual(inside);
          const held = await everything();
          await writer.apply(remove);
          await writer.apply(remove);
          expect(await writer.observe(add)).toEqual(out);
          await writer.restore(remove, inside);
          await writer.restore(remove, inside);
          expect(await everything()).toEqual(held);
          await writer.restore(add, out);
          expect(await writer.observe(add)).toEqual(out);
        },
      );

      it('is found where its entry was moved to, and not at another that took its name', async () => {
        const remove = membership('membership.remove', 'lee', 'ops');
        expect(await writer.observe(remove)).toEqual(inside);
        await root.modifyDN(personDn('lee'), 'uid=leigh');
        await root.add(personDn('lee'), {
          objectClass: 'inetOrgPerson',
          uid: 'lee',
          cn: 'another',
          sn: 'another',
        });
        try {
          expect(await writer.observe(remove)).toEqual(out); // OpenLDAP without refint leaves the old name in the group
        } finally {
          await root.del(personDn('lee'));
          await root.modifyDN(`uid=leigh,ou=people,${suffix}`, 'uid=lee');
        }
      });

      it('that is the last of a groupOfNames stays, since its schema says so', async () => {
        await expect(writer.apply(membership('membership.remove', 'lee', 'alone'))).rejects.toMatchObject({
          code: 'target_failed',
          next: expect.stringContaining('without members'),
        });
      });

      it('by primary group is told, and is not the group’s to take away', async () => {
        const remove = membership('membership.remove', 'max', 'staff');
        expect(await writer.observe(remove)).toEqual(inside);
        await expect(writer.apply(remove)).rejects.toMatchObject({
          code: 'target_failed',
          message: expect.stringContaining('primary'),
        });
      });

      it('of a login that two accounts have is refused', async () => {
        await expect(writer.apply(membership('membership.add', 'twin', 'staff'))).rejects.toMatchObject({
          code: 'not_reversible',
        });
      });

      it('of or in something that is not there is refused', async () => {
        const gone = 'uuid/00000000-0000-4000-8000-000000000000';
        const change: Change = {
          type: 'membership.add',
          source,
          memberKey: gone,
          groupKey: key('admins'),
          until: null,
        };
        expect(await writer.observe(change)).toEqual(out);
        await expect(writer.apply(change)).rejects.toMatchObject({ code: 'target_failed' });
        for (const name of [
          'role/x',
          'uuid/*',
          'dn/cn=%2A,x',
          'dn/CN=Upper,dc=x',
          'domain/acme.example',
          '__proto__',
        ])
          await expect(writer.observe({ ...change, memberKey: name })).rejects.toMatchObject({
            code: 'input_invalid',
          });
      });
    });

    describe('an account', () => {
      it('is disabled and enabled back, each twice, and that keeps it out and lets it in', async () => {
        const [disable, enable] = [account('account.disable', 'dana'), account('account.enable', 'dana')];
        expect(await signsIn('dana', danaPassword)).toBe(true);
        const states = async (): Promise<TargetState> => writer.observe(disable);
        expect(await states()).toEqual({ exists: true, enabled: true });
        await writer.apply(disable);
        await writer.apply(disable);
        expect(await states()).toEqual({ exists: true, enabled: false });
        expect(await signsIn('dana', danaPassword)).toBe(false);
        await writer.restore(disable, { exists: true, enabled: true });
        expect(await signsIn('dana', danaPassword)).toBe(true);
        await writer.apply(disable);
        await writer.apply(enable);
        await writer.apply(enable);
        expect(await states()).toEqual({ exists: true, enabled: true });
      });

      it('that was disabled comes back disabled', async () => {
        const enable = account('account.enable', 'ann');
        expect(await writer.observe(enable)).toEqual({ exists: true, enabled: false });
        await writer.apply(enable);
        await writer.restore(enable, { exists: true, enabled: false });
        expect(await writer.observe(enable)).toEqual({ exists: true, enabled: false });
      });

      it.each([
        ['whose policy does not lock', 'hal', 'target_failed', 'pwdLockout'],
        ['that is locked after failed sign-ins', 'ida', 'not_reversible', 'failed sign-ins'],
        ['that the writer itself is', 'writer', 'target_failed', 'write credential itself'],
        ['beyond what the credential may change', 'reader', 'target_failed', 'may not'],
      ])('%s is left alone, and why is said', async (_what, name, code, says) => {
        await expect(writer.apply(account('account.disable', name))).rejects.toMatchObject({
          code,
          message: expect.stringContaining(says),
        });
      });

      it('is switched off as Windows has it, by one bit, the others as they were', async () => {
        const disable = account('account.disable', 'ada');
        const bits = async (): Promise<unknown> =>
          (await root.search(personDn('ada'), { scope: 'base' })).searchEntries[0]?.['userAccountControl'];
        await writer.apply(disable);
        expect(await bits()).toBe('66050');
        await by(personDn('ada'), 'replace', 'userAccountControl', '514');
        await writer.restore(disable, { exists: true, enabled: true });
        expect(await bits()).toBe('512');
        await by(personDn('ada'), 'replace', 'userAccountControl', '66048');
      });

      it('is switched off as 389 Directory Server has it', async () => {
        const disable = account('account.disable', 'ole');
        await writer.apply(disable);
        await writer.apply(disable);
        expect(await writer.observe(disable)).toEqual({ exists: true, enabled: false });
        await writer.restore(disable, { exists: true, enabled: true });
        expect(await writer.observe(disable)).toEqual({ exists: true, enabled: true });
        await by(personDn('ole'), 'replace', 'nsAccountLock', 'false'); // said or not said is the same
      });

      it('that is off in two ways is not switched on in one', async () => {
        await expect(writer.apply(account('account.enable', 'two'))).rejects.toMatchObject({
          code: 'not_reversible',
          message: expect.stringContaining('pwdAccountLockedTime and nsAccountLock'),
        });
      });

      it('is not locked where nobody says which policy applies', async () => {
        for (const more of ['', `&policy=cn=gone,${suffix}`]) {
          const other = writerWith(more);
          await expect(other.apply(account('account.disable', 'dana'))).rejects.toMatchObject({
            code: 'target_failed',
            message: expect.stringContaining('keep nobody out'),
          });
          await other.close();
        }
      });

      it('is never created or dropped, nor anything granted', async () => {
        for (const change of [
          { type: 'account.drop', source, accountKey: key('dana') },
          { type: 'grant.remove', source, subjectKey: key('dana'), entitlementKey: key('ops') },
        ] as const)
          await expect(writer.apply(change)).rejects.toMatchObject({ code: 'input_invalid' });
      });
    });

    describe('the credential', () => {
      it('reaches nothing but what its page lists', async () => {
        const client = new Client({ url: `ldap://127.0.0.1:${server?.port ?? 0}`, strictDN: false });
        await client.bind(writerDn, writerPassword);
        const change = (dn: string, type: string, value: string): Promise<void> =>
          client.modify(
            dn,
            new LdapChange({ operation: 'replace', modification: new Attribute({ type, values: [value] }) }),
          );
        await expect(change(personDn('dana'), 'mail', 'x@y')).rejects.toMatchObject({ code: 50 });
        await expect(change(personDn('dana'), 'userPassword', 'x')).rejects.toMatchObject({ code: 50 });
        await expect(change(groupDn('ops'), 'description', 'x')).rejects.toMatchObject({ code: 50 });
        await expect(change(policy, 'pwdLockout', 'FALSE')).rejects.toMatchObject({ code: 50 });
        const { searchEntries } = await client.search(suffix, { filter: '(userPassword=*)' });
        expect(searchEntries).toEqual([]);
        await client.unbind();
      });

      it('that is wrong, or a directory that went away, leaves the outcome unknown until it is read again', async () => {
        const wrong = openLdapWriter({ url: urlOf(), password: 'wrong' });
        await expect(wrong.observe(account('account.disable', 'dana'))).rejects.toMatchObject({
          code: 'source_unreachable',
        });
        await wrong.close();
        await server?.stop();
        await expect(writer.apply(membership('membership.add', 'max', 'admins'))).rejects.toMatchObject({
          code: 'source_unreachable',
        });
        await server?.start();
        await root.bind(`cn=root,${suffix}`, rootPassword);
        expect(await writer.observe(membership('membership.add', 'max', 'admins'))).toEqual({
          member: false,
          admin: false,
        });
      });

      it('is never in the URL', () => {
        for (const url of [
          `ldaps://w:canary@ldap.example/${suffix}`,
          'ldaps://ldap.example/?user=cn=w&password=canary',
          `ldaps://ldap.example/${suffix}`,
          'postgres://w@db/x',
        ])
          expect(() => openLdapWriter({ url, password: 'x' })).toThrow(
            expect.objectContaining({ code: 'input_invalid' }),
          );
      });
    });

    it('sees what others changed in between', async () => {
      const add = membership('membership.add', 'max', 'admins');
      await by(groupDn('admins'), 'add', 'member', personDn('max').toUpperCase());
      expect(await writer.observe(add)).toEqual({ member: true, admin: false });
      await writer.apply(membership('membership.remove', 'max', 'admins'));
    });
  },
);
