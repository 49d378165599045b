// Reads and changes a Samba domain controller in the network namespace that it runs in; says what it saw as one line of JSON.
import { readSource } from '../../src/connectors/kit/read-source.ts';
import { ldap } from '../../src/connectors/ldap/index.ts';
import { openLdapWriter } from '../../src/connectors/ldap/write.ts';
import { Fault, instantOf, isSourceId, must, type Change, type Observation } from '../../src/model/index.ts';

const [authority = '', password = '', now = ''] = process.argv.slice(2);
const url = `ldaps://localhost/?user=cn=Administrator,cn=Users,dc=corp,dc=example&sslrootcert=${authority}`;
const reading = readSource(ldap, {
  config: ldap.locate(`${url}&passwordFrom=env:X`),
  now: instantOf(Number(now)),
  signal: new AbortController().signal,
  fingerprint: () => '',
  secret: async () => password,
});
const all: Observation[] = [];
for await (const page of reading.pages) all.push(...page.observations);
const named = new Map(
  all.flatMap((o) => (o.type === 'account' || o.type === 'group' ? [[o.key, o.name]] : [])),
);
const keyOf = (name: string): string => [...named].find(([, called]) => called === name)?.[0] ?? 'none';

const writer = openLdapWriter({ url, password });
const source = must(isSourceId, 'ad');
const disable: Change = { type: 'account.disable', source, accountKey: keyOf('ada') };
const leave = (group: string): Change => ({
  type: 'membership.remove',
  source,
  memberKey: keyOf('ada'),
  groupKey: keyOf(group),
});
const states: unknown[] = [];
const step = async (change: Change, act: () => Promise<void>): Promise<void> => {
  await act();
  states.push(await writer.observe(change));
};
for (const [change, before] of [
  [disable, { exists: true, enabled: true }],
  [leave('ops'), { member: true, admin: false }],
] as const) {
  await step(change, async () => undefined);
  await step(change, () => writer.apply(change));
  await step(change, () => writer.apply(change));
  await step(change, () => writer.restore(change, before));
}
const primary = await writer.apply(leave('Domain Users')).then(
  () => 'done',
  (error: unknown) => (error instanceof Fault ? error.code : String(error)),
);
await writer.close();
process.stdout.write(
  `${JSON.stringify({
    complete: reading.summary().complete,
    accounts: all.filter((o) => o.type === 'account'),
    passwords: all.filter((o) => o.type === 'credential').map((o) => [named.get(o.accountKey), o.expiresAt]),
    memberships: all.flatMap((o) =>
      o.type === 'membership' ? [`${named.get(o.memberKey) ?? ''} in ${named.get(o.groupKey) ?? ''}`] : [],
    ),
    states,
    primary,
  })}\n`,
);
