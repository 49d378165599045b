import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from '../../src/api/client.ts';
import { problemSchema } from '../../src/api/problem.ts';
import type { InputOf, OutputOf, Progress, Route } from '../../src/api/route.ts';
import * as families from '../../src/api/routes/index.ts';
import { fingerprintOf, publicKeyOf, signWithSsh } from '../../src/commands/sign-with-ssh.ts';
import { sealChannelAddress } from '../../src/commands/start/channel-address.ts';
import { socketNote } from '../../src/commands/start/socket-note.ts';
import { readSoftwareKeyFile } from '../../src/ledger/index.ts';
import { digestOfValue } from '../../src/platform/canonical.ts';
import {
  isCampaignId,
  isInstant,
  isProposalId,
  isSourceId,
  isSubjectId,
  must,
  type Change,
  type Instant,
} from '../../src/model/index.ts';
import { hookServer, slackTakes } from '../support/notice-servers.ts';
import { Installation, useInstallation, type StartSaid } from '../support/installation.ts';

/** Every route against a real system: the server holds its own answers to their schemas here, and so does the client. */
const acme = useInstallation();
let started: StartSaid & { readonly url: string };
beforeAll(async () => {
  started = await acme.start();
});

const later = (moment: Instant | null): Instant =>
  must(isInstant, new Date(Date.parse(moment ?? '') + 1000).toISOString());

const answered = new Set<string>();
const {
  routes,
  access,
  changed,
  activity,
  decisions,
  delegations,
  duties,
  escalation,
  roles,
  rollbacks,
  rollouts,
  windows,
  events,
  executions,
  findings,
  identities,
  inbox,
  ledger,
  lifecycle,
  notifications,
  policies,
  policyChanges,
  overview,
  requests,
  nature,
  privilege,
  proposals,
  provider,
  replay,
  signers,
  sources,
  status,
} = families;

const socketOf = (installation: Installation): string =>
  readFileSync(socketNote(installation.data), 'utf8').trim();

/** Calls a route that does what it is asked, and notes that it answered. */
async function ask<R extends Route>(
  route: R,
  input: InputOf<R>,
  report?: (progress: Progress) => void,
  installation: Installation = acme,
): Promise<OutputOf<R>> {
  const result = await call(socketOf(installation), route, input, report === undefined ? {} : { report });
  if (!result.ok) throw new Error(`${route.name}: ${result.message}`);
  answered.add(route.name);
  return result.value;
}

const persona = (name: string) =>
  readSoftwareKeyFile(readFileSync(join(acme.data, 'personas', name), 'utf8'));
const postgres = must(isSourceId, 'acme-postgres');

describe('the story over the API', () => {
  test('of what there is', async () => {
    expect(await ask(status.health, {})).toEqual({ ok: true });
    expect(await ask(status.show, {})).toMatchObject({ demo: true, url: started.url });
    expect((await ask(sources.list, {})).items.length).toBe(13);
    const glance = await ask(overview.show, {});
    expect(glance.kinds.map(({ kind }) => kind)).toContain('person');
    expect(glance.grants.total).toBeGreaterThan(glance.grants.approved);
    expect(glance.risk.at(-1)?.open.critical).toBeGreaterThan(0);
    const list = await ask(findings.list, { limit: 100 });
    for (const { id } of list.items) await ask(findings.show, { id });
    expect(
      (await ask(access.whoCan, { action: 'SELECT', resource: 'billing.customers' })).total,
    ).toBeGreaterThan(0);
    const rights = await ask(access.whatCan, { identity: 'acme-postgres/role/orders_api', limit: 5 });
    const orders = 'acme-postgres/role/orders_api';
    const select = { action: 'SELECT', resource: 'billing.customers' };
    for (const { account, verdict } of (await ask(access.whoCan, { ...select, limit: 3 })).holders)
      expect(
        (await ask(access.can, { ...select, identity: `${account.source}/${account.key}` })).answer.verdict,
      ).toBe(verdict);
    expect((await ask(access.can, { ...select, action: 'NO SUCH', identity: orders })).answer).toMatchObject({
      verdict: 'no',
    });
    const users = await ask(privilege.consumers, { identity: orders });
    expect(users.accounts[0]?.consumers.map(({ what }) => what)).toContain('network');
    expect((await ask(windows.list, {})).items).toEqual([]);
    // on which resources: page by page as in one, and of each of them `can` says the same
    const readable = await ask(access.whatOn, { identity: orders, action: 'SELECT' });
    expect(readable.resources.map(({ resource }) => resource.key)).toContain(
      'table/orders.billing.customers',
    );
    const page = await ask(access.whatOn, { identity: orders, action: 'SELECT', limit: 1 });
    const rest = await ask(access.whatOn, {
      identity: orders,
      action: 'SELECT',
      ...(page.next === null ? {} : { cursor: page.next }),
    });
    expect([...page.resources, ...rest.resources]).toEqual(readable.resources);
    for (const { resource, verdict } of readable.resources)
      expect(
        (await ask(access.can, { identity: orders, action: 'SELECT', resource: resource.key })).answer
          .verdict,
      ).toBe(verdict);
    const named = await ask(access.whatOn, { identity: orders, action: 'SELECT', on: 'billing.customers' });
    expect(named.resources.map(({ resource }) => resource.key)).toEqual(['table/orders.billing.customers']);
    const used = await ask(privilege.leastPrivilege, { identity: orders });
    expect(used.accounts[0]?.grants.length).toBeGreaterThan(0);
    const works = await ask(nature.show, { identity: orders });
    expect(works.accounts.map(({ account }) => account.key)).toEqual(['role/orders_api']);
    const justified = await ask(privilege.justify, { identity: orders });
    expect(justified.accounts[0]?.counts).toEqual(used.accounts[0]?.counts);
    const become = await ask(escalation.couldBecome, { identity: orders, limit: 5 });
    expect(become.of.length).toBe(1);
    expect(become.paths.length).toBe(Math.min(5, become.total));
    const way = await ask(escalation.paths, { from: orders, to: 'acme-postgres/role/orders_api' });
    expect(way.shortest?.steps).toEqual([]);
    expect((await ask(escalation.blastRadius, { of: orders, limit: 5 })).total).toBe(become.total);
    const suggested = await ask(roles.suggest, { source: postgres, limit: 5 });
    expect(suggested.roles).toHaveLength(5);
    expect(suggested.isFewest).toBe(true);
    const apart = await ask(duties.check, {});
    expect(apart.rules.map(({ id }) => id)).toContain('aws-permissions-and-records');
    expect(apart.unknown).toEqual([]);
    const lives = await ask(lifecycle.timeline, { limit: 5 });
    expect(lives.feeds.map(({ source }) => source)).toContain('acme-hr');
    expect((await ask(lifecycle.preview, { limit: 5 })).total).toBeGreaterThan(0);
    const chokes = await ask(escalation.chokePoints, {});
    expect(chokes.totalPowers).toBeGreaterThan(0);
    expect(chokes.chokePoints.every(({ cuts }) => cuts > 0 && cuts <= chokes.identities)).toBe(true);
    const idle = await ask(changed.dormant, {});
    expect(
      idle.clusters.flatMap(({ members }) => members.map(({ sleeper }) => sleeper.account.name)),
    ).toEqual(expect.arrayContaining(['svc-terraform', 'data-migration-2023']));
    expect(idle.clusters.map(({ harm }) => harm)).toEqual(
      idle.clusters.map(({ harm }) => harm).toSorted((a, b) => a - b),
    );
    expect((await ask(changed.list, {})).worthFrom).toBe(12);
    const tried = await ask(replay.list, {});
    expect(tried.cases.length).toBe(28);
    const [worst] = tried.cases;
    expect(await ask(replay.show, { id: worst?.id ?? '' })).toMatchObject({
      id: worst?.id,
      verdict: worst?.verdict,
    });
    const typed = await ask(access.suggest, { text: 'priya nair' });
    const [priya] = typed.identities;
    expect(priya).toMatchObject({ entity: 'person', name: 'Priya Nair' });
    // of a person: by every account, page by page, as in one
    const whole = await ask(access.whatCan, { identity: priya?.ref ?? '' });
    // a person may be named as people name them, too
    for (const called of [priya?.name ?? '', `${priya?.source}/${priya?.key}`])
      expect(await ask(access.whatCan, { identity: called })).toEqual(whole);
    expect(new Set(whole.rights.map(({ account }) => account.source)).size).toBeGreaterThan(1);
    const first = await ask(access.whatCan, { identity: priya?.ref ?? '', limit: 2 });
    const second = await ask(access.whatCan, {
      identity: priya?.ref ?? '',
      limit: 2000,
      ...(first.next === null ? {} : { cursor: first.next }),
    });
    const keys = (told: typeof whole): readonly string[] =>
      told.rights.map(({ account, entitlement }) => `${account.key} ${entitlement?.key ?? ''}`);
    expect([...keys(first), ...keys(second)].toSorted()).toEqual(keys(whole).toSorted());
    expect((await ask(access.suggest, { resource: 'billing.customers' })).actions).toContain('select');
    expect((await ask(access.suggest, { text: 'customers' })).resources.map(({ key }) => key)).toContain(
      'table/orders.billing.customers',
    );
    expect(rights.rights.length).toBe(5);
    expect((await ask(signers.list, {})).items.length).toBe(2);
    const person = await ask(signers.person, { source: must(isSourceId, 'acme-hr'), key: 'E1033' });
    expect(person.person).toMatch(/^psn_/);
  });

  test('of identities: every one of a page has a page of its own, and a cursor holds for its list alone', async () => {
    const asked = { lane: 'workloads', sort: 'name', limit: 7 } as const;
    const first = await ask(identities.list, asked);
    const counted = await ask(identities.facets, { lane: 'workloads' });
    const seen = [...first.items];
    for (let { next } = first; next !== null;) {
      const page = await ask(identities.list, { ...asked, cursor: next });
      seen.push(...page.items);
      next = page.next;
    }
    expect(seen.length).toBe(counted.total);
    expect(new Set(seen.map(({ ref }) => ref)).size).toBe(counted.total);
    const elsewhere = await call(socketOf(acme), identities.list, {
      lane: 'people',
      sort: 'name',
      cursor: first.next ?? '',
    });
    expect(elsewhere).toMatchObject({ ok: false, code: 'input_invalid' });
    const people = await ask(identities.list, { search: 'priya' });
    const priya = people.items.find(({ entity }) => entity === 'person');
    if (priya === undefined) throw new Error('Priya is not in the estate');
    const page = await ask(identities.show, { ref: priya.ref });
    expect(page.accounts.length).toBe(page.identity.accounts);
    expect(page.accounts.some(({ reach }) => (reach?.rights.length ?? 0) > 0)).toBe(true);
    expect(page.findings.filter(({ state }) => state.is === 'open').length).toBe(page.identity.findings);
    expect(page.timeline.some(({ is }) => is === 'finding_opened')).toBe(true);
    for (const { ref } of first.items) await ask(identities.show, { ref });
    const nobody = await call(socketOf(acme), identities.show, {
      ref: `idn_${'0'.repeat(32)}`,
    });
    expect(nobody).toMatchObject({ ok: false, code: 'not_found' });
  });

  test('from a draft to its reversal', async () => {
    const key = persona('dana');
    const by = { keyFingerprint: key.publicKey.fingerprint };
    const { items } = await ask(findings.list, { limit: 100 });
    const offered = items.find(
      (item) => item.rule === 'orphan-account-of-leaver' && item.subject.source === 'acme-postgres',
    );
    if (offered === undefined) throw new Error('Acme has no leaver any more');
    const { proposal } = await ask(proposals.fromFinding, { finding: offered.id });
    const opened = await ask(decisions.open, { proposal, answer: 'approve', ...by });
    const taken = await ask(decisions.take, {
      statement: opened.statement,
      signature: key.sign(opened.statement),
    });
    if (taken.plan === undefined) throw new Error('one signature was not enough');
    const { plan } = taken;
    const asking = await ask(executions.ask, { plan });
    expect(asking).toMatchObject({ asking: { is: 'waiting' }, execution: null, refused: null });
    expect((await ask(executions.ask, { plan })).asking).toEqual(asking.asking);
    expect(await ask(executions.callOff, { plan })).toMatchObject({ asking: { is: 'called_off' } });
    expect(await ask(executions.show, { plan })).toMatchObject({ asking: { is: 'called_off' } });
    const later = await ask(rollouts.begin, {
      title: 'later',
      plans: [plan],
      notBefore: '2126-01-01T00:00:00.000Z',
    });
    expect(await ask(rollouts.set, { ...later, to: 'stop' })).toMatchObject({ state: 'stopped' });
    expect(await ask(executions.rehearse, { plan })).toMatchObject({
      steps: [{ found: 'to do', allowed: 'yes' }],
    });
    const told: Progress[] = [];
    const ran = await ask(executions.run, { plan: taken.plan }, (progress) => told.push(progress));
    expect(ran).toMatchObject({ outcome: 'done', steps: [{ is: 'applied' }] });
    expect(told.length).toBeGreaterThan(0);
    expect(await ask(executions.show, { plan })).toMatchObject({ execution: { outcome: 'done' } });
    expect(await call(socketOf(acme), executions.ask, { plan })).toMatchObject({ code: 'already_done' });
    const restore = await ask(executions.openRestore, {
      execution: ran.execution,
      reason: 'a test',
      ...by,
    });
    await ask(executions.restore, {
      statement: restore.statement,
      signature: key.sign(restore.statement),
    });
    expect((await ask(executions.drift, {})).items).toEqual([]);
    const scope = { by: 'decision' as const, id: proposal };
    const before = await ask(rollbacks.find, { scope, ...by });
    expect(before.items).toMatchObject([{ execution: { id: ran.execution }, can: { is: 'restore' } }]);
    const undo = await ask(rollbacks.open, { executions: [ran.execution], reason: 'a test', ...by });
    const back = await ask(rollbacks.take, {
      statement: undo.statement ?? '',
      signature: key.sign(undo.statement ?? ''),
      items: undo.items,
      title: 'a test',
    });
    const rolled = { id: back.rollout ?? '' };
    await expect
      .poll(async () => (await ask(rollouts.show, rolled)).state, { timeout: 20_000 })
      .toBe('ended');
    expect((await ask(rollouts.show, rolled)).items).toMatchObject([{ state: 'done' }]);
    expect((await ask(rollouts.list, {})).items[0]).toMatchObject({ ...rolled, done: 1, total: 1 });
    expect((await ask(rollbacks.find, { scope, ...by })).counts).toMatchObject({ back: 1, restore: 0 });
    expect((await ask(proposals.show, { id: proposal })).plans.length).toBe(2);
    expect((await ask(proposals.list, { state: ['planned'] })).items.length).toBe(1);
    const { items: leaves } = await ask(ledger.show, { about: proposal, limit: 100, sort: 'oldest' });
    expect(leaves.map((leaf) => leaf.entry.type)).toContain('execution.finished');
    expect((await ask(ledger.proof, { entry: ran.execution })).proof).toContain('c2sp.org/tlog-proof');
  });

  test('what is to be deleted is suspended and watched first, and comes back by a word of who answers for it', async () => {
    const [sam, dana] = [persona('sam'), persona('dana')];
    const [bySam, byDana] = [sam, dana].map((key) => ({ keyFingerprint: key.publicKey.fingerprint }));
    if (bySam === undefined || byDana === undefined) throw new Error('nobody');
    const accountKey = 'role/metrics_exporter';
    const week = 7 * 86_400;
    const wanted = {
      changes: [
        { type: 'account.disable', source: postgres, accountKey },
        { type: 'account.drop', source: postgres, accountKey, watchedSeconds: week },
      ] satisfies Change[],
      purpose: 'nobody needs it',
      endsAt: null,
      findings: [],
    };
    const asked = await ask(proposals.openRequest, { ...wanted, ...bySam });
    const signed = { statement: asked.statement, signature: sam.sign(asked.statement) };
    const { proposal } = await ask(proposals.request, { ...wanted, signed });
    const opened = await ask(decisions.open, { proposal, answer: 'approve', ...byDana });
    const { plan } = await ask(decisions.take, {
      statement: opened.statement,
      signature: dana.sign(opened.statement),
    });
    if (plan === undefined) throw new Error('one signature was not enough');
    const running = await ask(executions.run, { plan });
    expect(running).toMatchObject({ outcome: 'running', steps: [{ is: 'applied' }], watch: { how: null } });
    const [window] = (await ask(windows.list, {})).items;
    expect(window).toMatchObject({ accountKey, is: 'watched', plan, logs: ['acme-postgres-log'] });
    expect(await ask(windows.leases, {})).toEqual({ items: [], truncated: false });
    answered.add(windows.take.name); // by whoever is signed in: `src/enforcement/lease-writer.db.test.ts`
    const back = { execution: running.execution, reason: 'the dashboards are empty' };
    const { items: people } = await ask(signers.list, {});
    const as = people.find(({ keyFingerprint }) => keyFingerprint === byDana.keyFingerprint)?.person;
    await ask(windows.giveBack, { ...back, as: must(isSubjectId, as ?? '') });
    await expect
      .poll(async () => (await ask(executions.show, { plan })).execution?.outcome, { timeout: 20_000 })
      .toBe('undone');
    expect((await ask(windows.list, { all: true })).items).toMatchObject([{ is: 'back', how: 'objected' }]);
  });

  test('of two answers under one signature', async () => {
    const key = persona('dana');
    const { items } = await ask(findings.list, { limit: 100, source: ['acme-postgres'] });
    const drafted = items.filter(
      (item) => 'title' in item.draft && item.rule === 'disabled-account-still-holds-rights',
    );
    const filed = [];
    for (const { id } of drafted.slice(0, 2)) filed.push(await ask(proposals.fromFinding, { finding: id }));
    const opened = await ask(
      decisions.openBatch,
      {
        answers: filed.map(({ proposal }) => ({ proposal, answer: 'reject' as const, reason: 'a test' })),
        keyFingerprint: key.publicKey.fingerprint,
      },
      () => undefined,
    );
    const { statement = '' } = opened;
    const taken = await ask(decisions.takeBatch, {
      statement,
      signature: key.sign(statement),
      items: opened.items.map(({ item }) => item),
    });
    expect(taken.items.length).toBe(filed.length);
    expect(filed.length).toBeGreaterThan(0);
  });

  test('of somebody who stands for another, of who takes no part, and of what waits for whom', async () => {
    const [dana, sam] = [persona('dana'), persona('sam')];
    const by = (key: typeof dana) => ({ keyFingerprint: key.publicKey.fingerprint });
    const personOf = async (key: string) =>
      (await ask(signers.person, { source: must(isSourceId, 'acme-hr'), key })).person;
    const [danaId, samId] = [await personOf('E1002'), await personOf('E1006')];
    const { items } = await ask(findings.list, { limit: 100, source: ['acme-ldap', 'acme-postgres'] });
    const open: string[] = [];
    for (const { id, draft } of items) {
      if (!('title' in draft) || open.length === 3) continue;
      const filed = await call(socketOf(acme), proposals.fromFinding, { finding: id });
      if (filed.ok) open.push(filed.value.proposal);
    }
    const [first = '', second = '', third = ''] = open.map((id) => must(isProposalId, id));
    const waitsFor = async (key: typeof dana, id: string) => {
      for (let tries = 0; tries < 100; tries++) {
        const found = (await ask(inbox.list, { ...by(key), limit: 500 })).items.find((one) => one.id === id);
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`${id} does not wait`);
    };
    expect(await waitsFor(dana, first)).toMatchObject({ kind: 'decide', path: `/proposals/${first}` });

    const now = Date.now();
    const lent = {
      to: samId,
      start: new Date(now - 3_600_000).toISOString(),
      end: new Date(now + 86_400_000).toISOString(),
      only: null,
      reason: 'on leave',
    };
    const word = await ask(delegations.open, { ...lent, ...by(dana) });
    const { delegation } = await ask(delegations.sign, {
      statement: word.statement,
      signature: dana.sign(word.statement),
    });
    expect((await ask(delegations.list, { person: samId })).items).toMatchObject([
      { entry: delegation, from: danaId, to: samId, is: 'in force' },
    ]);
    // it covers what was open before it
    const opened = await ask(decisions.open, { proposal: first, answer: 'reject', for: danaId, ...by(sam) });
    const statement = JSON.parse(opened.statement) as { covers: { item: object } };
    expect(statement.covers.item).toMatchObject({ standsFor: { person: danaId, delegation } });
    await ask(decisions.take, { statement: opened.statement, signature: sam.sign(opened.statement) });
    expect((await ask(proposals.show, { id: first })).decisions).toMatchObject([
      { signer: samId, standsFor: { person: danaId, delegation } },
    ]);
    const ended = await ask(delegations.openEnd, { delegation, reason: 'back', ...by(dana) });
    await ask(delegations.end, { statement: ended.statement, signature: dana.sign(ended.statement) });
    expect(
      await call(socketOf(acme), decisions.open, {
        proposal: second,
        answer: 'approve',
        for: danaId,
        ...by(sam),
      }),
    ).toMatchObject({ ok: false, code: 'policy_denied' });

    await waitsFor(sam, second);
    await ask(inbox.reassign, { proposal: second, to: samId, reason: 'knows it', ...by(dana) });
    expect(await waitsFor(sam, second)).toMatchObject({ isAsked: true, from: danaId });
    const out = await ask(inbox.openRecusal, { proposal: third, reason: 'my sister’s team', ...by(dana) });
    await ask(inbox.recuse, { statement: out.statement, signature: dana.sign(out.statement) });
    expect((await ask(proposals.show, { id: third })).recusals).toMatchObject([{ person: danaId }]);
    const still = await call(socketOf(acme), decisions.open, {
      proposal: third,
      answer: 'approve',
      ...by(dana),
    });
    if (still.ok) throw new Error('a conflict of interest was forgotten');
    expect(still.code).toBe('policy_denied');

    expect((await ask(inbox.rings, {})).rings).toEqual([]);
    expect(await ask(inbox.org, { source: must(isSourceId, 'acme-hr'), key: 'E1006' })).toMatchObject({
      manager: { is: 'found' },
    });
    expect((await ask(inbox.orgProblems, {})).people).toBeGreaterThan(0);
  });

  test('people are told by a channel whose address was sealed here, when they chose to be, and it can be taken out', async () => {
    const room = await hookServer(slackTakes);
    try {
      const address = { name: 'ops', kind: 'slack', urlFrom: 'env:OPS' } as const;
      sealChannelAddress(acme.data, address, { OPS: room.url }, process.cwd());
      const added = await ask(notifications.addChannel, {
        name: 'ops',
        kind: 'slack',
        reaches: 'room',
        privateNetwork: true,
      });
      expect(added.host).toBe(`127.0.0.1:${room.port}`);
      expect(await ask(notifications.testChannel, { name: 'ops' })).toMatchObject({ is: 'sent' });
      expect(room.got).toHaveLength(1);
      expect((await ask(notifications.channels, {})).items).toMatchObject([
        { name: 'ops', counts: { sent: 1 } },
      ]);
      expect((await ask(notifications.deliveries, { channel: 'ops' })).items).toMatchObject([
        { state: 'sent', kinds: ['channel.test'], authority: 'advice' },
      ]);
      const danaId = (await ask(signers.person, { source: must(isSourceId, 'acme-hr'), key: 'E1002' }))
        .person;
      const chosen = {
        channel: null,
        digestAt: 510,
        quiet: { from: 1140, until: 420 },
        zone: 'Europe/Berlin',
      };
      await ask(notifications.choose, { ...chosen, person: danaId });
      expect(await ask(notifications.preferences, { person: danaId })).toMatchObject({
        preference: chosen,
        by: null,
      });
      await ask(notifications.removeChannel, { name: 'ops', reason: 'the room was closed' });
      // told in src/commands/campaigns/campaigns.db.test.ts: here is no campaign
      const campaign = must(isCampaignId, 'cmp_00000000000000000000000001');
      const reminded = await call(socketOf(acme), notifications.remindCampaign, { campaign });
      expect(reminded).toMatchObject({ ok: false, code: 'not_found' });
      answered.add(notifications.remindCampaign.name);
    } finally {
      await room.close();
    }
  });

  test('of many findings: what can be done is told before, each is filed once, and what cannot is told by itself', async () => {
    const all = await ask(findings.facets, {});
    expect(all.counts.rule.reduce((sum, { count }) => sum + count, 0)).toBe(all.total);
    const { groups } = await ask(findings.groups, { by: 'identity', search: 'priya' });
    expect(groups.find(({ key }) => key === 'role/priya_nair')).toMatchObject({ source: 'acme-postgres' });
    const weighed = await ask(findings.weigh, { all: { source: ['acme-postgres'] } });
    const of = (...is: readonly string[]) =>
      weighed.items.filter(({ can }) => is.includes(can.is)).map(({ finding }) => finding);
    expect(of('ready').length).toBeGreaterThan(0);
    expect(of('by_hand', 'informs').length).toBeGreaterThan(0);
    const asked = [...of('ready').slice(0, 2), ...of('by_hand', 'informs').slice(0, 1)];
    const told: Progress[] = [];
    const filed = await ask(findings.fileMany, { findings: asked }, (progress) => told.push(progress));
    expect(filed.items.map(({ is }) => is)).toEqual(
      asked.map((_, at) => (at < asked.length - 1 ? 'filed' : 'refused')),
    );
    expect(told.at(-1)).toMatchObject({ count: asked.length, total: asked.length });
    const again = await ask(findings.fileMany, { findings: asked });
    const cases = (answer: typeof filed) =>
      answer.items.map((one) => (one.is === 'refused' ? one.why.code : one.proposal));
    expect(cases(again)).toEqual(cases(filed));
    expect(again.items[0]?.is).toBe('open');
    const named = await ask(findings.weigh, { findings: asked });
    expect(named.items[0]?.can.is).toBe('open');
    const both = { findings: asked, all: {} };
    expect(await call(socketOf(acme), findings.weigh, both)).toMatchObject({ code: 'input_invalid' });
  });

  test('of what can be asked for, talked about, given less of, refused and asked for again', async () => {
    const [sam, dana] = [persona('sam'), persona('dana')];
    const bySam = { keyFingerprint: sam.publicKey.fingerprint };
    const found = await ask(requests.catalogue, { text: 'support_readers', for: 'Amara Obi' });
    expect(found.items.map(({ key }) => key)).toEqual(['role/support_readers']);
    expect(found.peers?.of.name).toBe('Amara Obi');
    const looked = await ask(requests.look, { what: 'support_readers', for: 'Amara Obi', ...bySam });
    expect(looked.gained.rights.map(({ right }) => right)).toContain('table/orders.billing.customers#SELECT');
    expect(looked).toMatchObject({
      tier: 'high',
      mostSeconds: 30 * 86_400,
      duties: { is: 'clear' },
      denials: [],
      extends: null,
    });
    const because = looked.answers.flatMap(({ steps }) => steps.flatMap(({ people }) => people));
    expect(because.find(({ name }) => name === 'Amara Obi')?.because).toBe('would benefit from it');
    expect(because.find(({ name }) => name === 'Sam Okafor')?.because).toBe('asks for it');
    expect(looked.evidence.facts.map(({ predicate }) => predicate)).toContain('duties kept apart');

    const file = async () => {
      const wanted = {
        changes: [...looked.changes],
        endsAt: looked.endsAt,
        purpose: 'customers call her',
        findings: [],
      };
      const { statement } = await ask(proposals.openRequest, { ...wanted, ...bySam });
      return ask(proposals.request, {
        ...wanted,
        signed: { statement, signature: sam.sign(statement) },
      });
    };
    const say = async (
      by: typeof sam,
      said: Omit<InputOf<typeof requests.openNote>, 'keyFingerprint'>,
    ): Promise<OutputOf<typeof requests.note>> => {
      const { statement } = await ask(requests.openNote, {
        ...said,
        keyFingerprint: by.publicKey.fingerprint,
      });
      return ask(requests.note, { statement, signature: by.sign(statement) });
    };
    const { proposal } = await file();
    await say(dana, { proposal, kind: 'question', text: 'Why all of them?' });
    expect((await ask(requests.about, { id: proposal })).waitingSince).not.toBeNull();
    expect((await ask(requests.mine, bySam)).items[0]).toMatchObject({ id: proposal, state: 'open' });
    await say(sam, { proposal, kind: 'answer', text: 'She takes over the desk.' });
    const { notes, waitingSince } = await ask(requests.about, { id: proposal });
    expect(waitingSince).toBeNull();
    expect(notes.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'question: Why all of them?',
      'answer: She takes over the desk.',
    ]);

    const until = must(isInstant, new Date(Date.now() + 86_400_000).toISOString());
    const less = await ask(requests.narrow, { proposal, until });
    expect((await ask(requests.about, { id: less.proposal })).narrows).toBe(proposal);
    const more = await call(socketOf(acme), requests.narrow, { proposal, until: later(looked.endsAt) });
    expect(more).toMatchObject({ code: 'end_invalid' });

    const reason = 'the desk has its own account';
    const no = await ask(decisions.open, {
      proposal,
      keyFingerprint: dana.publicKey.fingerprint,
      answer: 'reject',
      reason,
    });
    await ask(decisions.take, { statement: no.statement, signature: dana.sign(no.statement) });
    const again = await ask(requests.look, { what: 'support_readers', for: 'Amara Obi', ...bySam });
    expect(again.denials).toMatchObject([{ proposal, reason }]);
    expect((await ask(requests.mine, bySam)).items.find(({ id }) => id === proposal)).toMatchObject({
      state: 'rejected',
      refusedBecause: reason,
    });

    const second = (await file()).proposal;
    expect(JSON.stringify(again.evidence.facts)).toContain(reason);
    await say(sam, { proposal: second, kind: 'withdrawal', text: 'asked for too much' });
    const mine = await ask(requests.mine, bySam);
    expect(mine.items.find(({ id }) => id === second)?.state).toBe('withdrawn');
    const gone = await call(socketOf(acme), requests.narrow, { proposal, until });
    expect(gone).toMatchObject({ code: 'already_done' });
  });

  test('of what somebody takes in an emergency, which somebody else has to look at', async () => {
    const [sam, dana] = [persona('sam'), persona('dana')];
    const [bySam, byDana] = [sam, dana].map((each) => ({ keyFingerprint: each.publicKey.fingerprint }));
    if (bySam === undefined || byDana === undefined) throw new Error('no personas');
    const take = async (hours: number, what = 'support_readers') => {
      const endsAt = must(isInstant, new Date(Date.now() + hours * 3_600_000).toISOString());
      const looked = await ask(requests.look, { what, endsAt, ...bySam });
      const reason = 'customers cannot pay';
      const wanted = { changes: [...looked.changes], endsAt, purpose: reason, findings: [] };
      const asked = await ask(proposals.openRequest, { ...wanted, ...bySam });
      const filed = await ask(proposals.request, {
        ...wanted,
        signed: { statement: asked.statement, signature: sam.sign(asked.statement) },
      });
      return call(socketOf(acme), requests.openGlass, { proposal: filed.proposal, reason, ...bySam });
    };
    expect(await take(5)).toMatchObject({ code: 'policy_denied' });
    const opened = await take(2);
    if (!opened.ok) throw new Error(opened.message);
    answered.add(requests.openGlass.name);
    const { statement, proposal } = opened.value;
    const other = { statement, signature: dana.sign(statement) };
    expect(await call(socketOf(acme), requests.breakGlass, other)).toMatchObject({ ok: false });
    const taken = await ask(requests.breakGlass, { statement, signature: sam.sign(statement) });
    expect((await ask(executions.run, { plan: taken.plan })).outcome).toBe('done');
    const again = { statement, signature: sam.sign(statement) };
    expect(await call(socketOf(acme), requests.breakGlass, again)).toMatchObject({ code: 'already_done' });
    expect((await ask(proposals.show, { id: proposal.id })).endings[0]?.is).toBe('to come');

    const { items } = await ask(requests.emergencies, { onlyOpen: true, limit: 10 });
    expect(items).toMatchObject([{ glass: taken.glass, review: null, reason: 'customers cannot pay' }]);
    const found = { glass: taken.glass, found: 'justified', text: 'the queue was stuck' } as const;
    const own = await call(socketOf(acme), requests.openReview, { ...found, ...bySam });
    expect(own).toMatchObject({ code: 'self_approval' });
    const looked = await ask(requests.openReview, { ...found, ...byDana });
    const closed = await ask(requests.review, {
      statement: looked.statement,
      signature: dana.sign(looked.statement),
    });
    expect(closed.review).toMatchObject({ found: 'justified', text: found.text });
    expect((await ask(requests.emergencies, { onlyOpen: true, limit: 10 })).items).toEqual([]);
  });

  test('of a request, and of a source that is read, removed and resumed', async () => {
    const key = persona('sam');
    const asked = {
      changes: [
        {
          type: 'membership.add' as const,
          source: postgres,
          memberKey: 'role/amara_obi',
          groupKey: 'role/app_readonly',
          until: new Date(Date.now() + 10 * 86_400_000).toISOString(),
        },
      ],
      purpose: 'a test',
      endsAt: null,
      findings: [],
    };
    const { statement } = await ask(proposals.openRequest, {
      ...asked,
      keyFingerprint: key.publicKey.fingerprint,
    });
    const filed = await ask(proposals.request, {
      ...asked,
      signed: { statement, signature: key.sign(statement) },
    });
    expect(filed.verdict.outcome).not.toBe('permit');
    await ask(requests.about, { id: filed.proposal });
    const told: Progress[] = [];
    await ask(sources.read, { id: postgres }, (progress) => told.push(progress));
    expect(told.map(({ what }) => what)).toContain('rules');
    await ask(sources.add, {
      id: 'more',
      connector: 'csv',
      location: join(import.meta.dirname, '../../fixtures/acme/hr'),
    });
    const { items, imports } = await ask(sources.connectors, {});
    expect(items.map(({ id }) => id)).toContain('csv');
    expect(imports).toBe(join(acme.data, 'imports'));
    const looked = await ask(sources.preview, {
      connector: 'csv',
      location: join(import.meta.dirname, '../../fixtures/acme/hr'),
    });
    expect(looked).toMatchObject({ isWhole: true, kinds: [{ kind: 'person', count: 60 }] });
    expect(await ask(sources.pause, { id: 'more', because: 'a test' })).toMatchObject({
      state: { is: 'paused', by: 'person' },
    });
    expect(await ask(sources.resume, { id: 'more', because: 'it is over' })).toMatchObject({
      state: { is: 'active' },
    });
    expect((await ask(sources.remove, { id: 'more' })).state).toEqual({ is: 'removed' });
  });

  test('tells what identities did, and of whom no log would say it', async () => {
    const logs = await inPages((cursor) => ask(activity.logs, { limit: 4, ...cursor }));
    expect(logs.map(({ log }) => log.name)).toEqual([
      'acme-agent-traces',
      'acme-cloudtrail',
      'acme-github-audit',
      'acme-kube-audit',
      'acme-okta-log',
      'acme-postgres-log',
    ]);
    expect(logs.filter(({ log, unreadFiles }) => log.failure !== null || unreadFiles > 0)).toEqual([]);
    const unknown = await inPages((cursor) => ask(activity.unknown, { limit: 2, ...cursor }));
    expect(unknown.map(({ name }) => name)).toContain('contractor-jk');
    const did = async (identity: string) =>
      (await ask(activity.profile, { identity, names: 1 })).accounts[0]?.seen;
    expect(await did('svc-invoice-export')).toMatchObject({
      actors: ['svc-invoice-export'],
      whole: { aspects: { networks: { distinct: { count: 2 }, names: [{ name: '198.51.100.0/24' }] } } },
    });
    expect(await did('svc-terraform')).toMatchObject({ whole: { events: 0 } });
    expect(await did('acme-saas/u5039')).toBeNull();
    await ask(activity.add, {
      name: 'again',
      path: join(acme.data, 'acme', 'logs', 'okta'),
      sources: ['acme-okta'],
    });
    expect(await ask(activity.read, { name: 'again' })).toMatchObject({ unread: 0 });
    expect(await ask(activity.remove, { name: 'again' })).toMatchObject({ name: 'again' });
    const { items: told } = await ask(ledger.show, { limit: 50, sort: 'newest' });
    expect(
      told.flatMap(({ entry }) => (entry.body['log'] === 'again' ? entry.type : [])).toReversed(),
    ).toEqual(['log.added', 'log.removed']);
  });
});

/** Asks for a whole list a few at a time. */
async function inPages<I>(
  ask: (cursor: {
    readonly cursor?: string;
  }) => Promise<{ readonly items: readonly I[]; readonly next: string | null }>,
): Promise<readonly I[]> {
  const items: I[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await ask(cursor === undefined ? {} : { cursor });
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}

describe('a list', () => {
  test('is the same in pages as whole, in each of its orders', async () => {
    for (const sort of ['rank', 'newest'] as const) {
      const whole = await ask(findings.list, { sort, limit: 1000 });
      expect(whole.groups).toBeUndefined();
      expect(whole.total).toEqual({ count: whole.items.length, isLeast: false });
      expect(await inPages((cursor) => ask(findings.list, { sort, limit: 7, ...cursor }))).toEqual(
        whole.items,
      );
    }
    const { groups = [] } = await ask(findings.list, { limit: 1, groups: true });
    expect(groups.some(({ count }) => count > 1)).toBe(true);
    for (const sort of ['newest', 'oldest'] as const) {
      const entries = await ask(ledger.show, { sort, limit: 1000 });
      const pages = await inPages((cursor) => ask(ledger.show, { sort, limit: 9, ...cursor }));
      expect(pages.slice(0, 20)).toEqual(entries.items.slice(0, 20));
      const filed = await ask(proposals.list, { sort });
      expect(await inPages((cursor) => ask(proposals.list, { sort, limit: 1, ...cursor }))).toEqual(
        filed.items,
      );
    }
    const shown = await ask(sources.list, {});
    expect(await inPages((cursor) => ask(sources.list, { limit: 2, ...cursor }))).toEqual(shown.items);
    const enrolled = await ask(signers.list, { inForce: true });
    expect(await inPages((cursor) => ask(signers.list, { inForce: true, limit: 1, ...cursor }))).toEqual(
      enrolled.items,
    );
    const asked = { action: 'SELECT', resource: 'billing.customers' };
    const holders = (await ask(access.whoCan, asked)).holders.map(({ account }) => account.key);
    const paged = await inPages(async (cursor) => {
      const page = await ask(access.whoCan, { ...asked, limit: 3, ...cursor });
      return { items: page.holders.map(({ account }) => account.key), next: page.next };
    });
    expect(paged.toSorted()).toEqual(holders.toSorted());
  });

  test('takes only the rows that fit its filters, and a cursor only with those it was made for', async () => {
    const { items, next } = await ask(findings.list, { severity: ['medium'], limit: 1 });
    expect(items.map((item) => item.severity)).toEqual(['medium']);
    const cursor = next ?? '';
    expect(cursor).not.toBe('');
    for (const other of [
      { severity: ['high'] as const, cursor },
      { severity: ['medium'] as const, sort: 'newest' as const, cursor },
      { severity: ['medium'] as const, cursor: `${cursor}x` },
      { severity: ['medium'] as const, cursor: Buffer.from('["x",{}]').toString('base64url') },
    ])
      expect(await call(socketOf(acme), findings.list, other)).toMatchObject({
        ok: false,
        code: 'input_invalid',
      });
  });
});

describe('what happens', () => {
  interface Heard {
    readonly id: number;
    readonly event: string;
    readonly data: OutputOf<typeof events.follow>;
  }

  /** Listens on the socket until this was heard. */
  const listen = (path: string, enough: (heard: readonly Heard[]) => boolean): Promise<readonly Heard[]> =>
    new Promise((resolve, reject) => {
      const heard: Heard[] = [];
      let rest = '';
      const sent = request({ socketPath: socketOf(acme), path }, (response) => {
        response.on('data', (chunk: Buffer) => {
          const blocks = `${rest}${chunk.toString()}`.split('\n\n');
          rest = blocks.pop() ?? '';
          for (const block of blocks) {
            const [, id, event, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(block) ?? [];
            if (id === undefined || event === undefined || data === undefined) continue;
            heard.push({ id: Number(id), event, data: events.follow.output.parse(JSON.parse(data)) });
          }
          if (!enough(heard)) return;
          resolve(heard);
          sent.destroy();
        });
        response.on('error', () => undefined);
      });
      sent.once('error', reject);
      sent.end();
    });

  test('is told in the order of the ledger, nothing left out, also to who comes back', async () => {
    const isProven = (heard: readonly Heard[]): boolean => heard.at(-1)?.event === 'checkpoint';
    const all = await listen('/v1/events?after=0', isProven);
    answered.add(events.follow.name);
    const changed = all.filter(({ event }) => event === 'changed');
    expect(changed.map(({ id }) => id)).toEqual(changed.map((_, n) => n + 1));
    const done = changed.find(({ data }) => data.is === 'changed' && data.type === 'execution.finished');
    expect(done?.data).toMatchObject({
      changed: expect.arrayContaining(['executions']) as string[],
      outcome: 'done',
    });
    const later = await listen(`/v1/events?after=${changed.at(-3)?.id ?? 0}`, isProven);
    expect(later.filter(({ event }) => event === 'changed').slice(0, 2)).toEqual(changed.slice(-2));
    const lost = await listen('/v1/events?after=100000000', (heard) => heard.length > 0);
    expect(lost[0]?.event).toBe('reset');
  });

  test('is told as it happens', async () => {
    const { ledgerSize } = await ask(status.show, {});
    const heard = listen(`/v1/events?after=${ledgerSize - 1}`, (all) =>
      all.some(({ data }) => data.is === 'changed' && data.source === 'heard'),
    );
    await ask(sources.add, {
      id: 'heard',
      connector: 'csv',
      location: join(import.meta.dirname, '../../fixtures/acme/hr'),
    });
    expect((await heard).map(({ data }) => (data.is === 'changed' ? data.type : data.is))).toContain(
      'source.added',
    );
  });
});

describe('policy', () => {
  const disable = { type: 'account.disable', source: postgres, accountKey: 'role/priya_nair' } as const;
  const give = {
    type: 'membership.add',
    source: postgres,
    memberKey: 'role/amara_obi',
    groupKey: 'role/app_readonly',
    until: new Date(Date.now() + 10 * 86_400_000).toISOString(),
  } as const;
  const keyOf = (name: string): string => persona(name).publicKey.fingerprint;

  test('is readable: the set in force, each policy, the table, and what each role may', async () => {
    const law = await ask(policies.inForce, {});
    expect(law).toMatchObject({ type: 'ledger.bootstrap', folder: { read: true, differences: [] } });
    expect(law.signedBy.length).toBe(2);
    const all = await inPages((cursor) => ask(policies.list, { limit: 50, ...cursor }));
    expect(all.length).toBe(law.files.reduce((sum, { policies: count }) => sum + count, 0));
    const [own] = (await ask(policies.list, { search: 'hard.not-requester' })).items;
    expect(own).toMatchObject({ layer: 'fixed', effect: 'forbid', says: 'You asked for this.' });
    const { rows } = await ask(policies.rights, {});
    expect(rows.find(({ id }) => id === 'revoke-high')).toMatchObject({ ai: ['see', 'infer', 'suggest'] });
    const { roles } = await ask(policies.consoleRights, {});
    expect(roles.find(({ role }) => role === 'auditor')?.may).toEqual(['view', 'manage_own']);
    const { items: laws } = await ask(policyChanges.history, {});
    expect(laws).toMatchObject([{ entry: law.entry, isLaw: true, signedBy: law.signedBy }]);
    const bearing = await ask(policyChanges.rightsOf, {
      act: 'access.grant',
      subject: 'agent',
      tier: 'high',
    });
    expect(bearing.rows.map(({ id }) => id)).toEqual(['grant-agent']);
    expect((await ask(policyChanges.list, {})).items).toEqual([]);
  });

  test('answers what would be, with why, who could sign and whose signature is enough; and writes nothing', async () => {
    const everything = () =>
      acme.rows<{ n: number; ids: number }>(
        'postgres',
        'select (select count(*) from ledger.entry)::int as n, (select count(*) from estate.subject)::int as ids',
      );
    const before = await everything();
    const open = await ask(policies.test, { changes: [disable] });
    expect(open.verdict.outcome).toBe('requestable');
    expect(open.missing.map(({ need }) => need)).toContain('signature.current');
    expect(open.ways.length).toBeGreaterThan(0);
    expect(open.facts).toMatchObject([{ act: 'account.disable', subject: 'person', reduces: true }]);
    const signedBy = open.ways[0] ?? [];
    const fingerprints = signedBy.map(
      (person) => open.others.find((each) => each.person === person)?.keyFingerprint ?? '',
    );
    const signed = await ask(policies.test, { changes: [disable], signedWith: fingerprints });
    expect(signed).toMatchObject({ verdict: { outcome: 'permit' }, missing: [] });
    expect(await everything()).toEqual(before);
  });

  test('answers a draft as it does when the draft is filed', async () => {
    const { items } = await ask(findings.list, { limit: 100, source: ['acme-postgres'] });
    const offered = items.find(({ draft }) => 'title' in draft);
    if (offered === undefined) throw new Error('no rule has a draft any more');
    const { draft } = await ask(findings.show, { id: offered.id });
    const tested = await ask(policies.test, { changes: draft?.changes ?? [], findings: [offered.id] });
    // it was filed above, and the same case is not filed twice
    const again = await call(socketOf(acme), proposals.fromFinding, { finding: offered.id });
    expect(again).toMatchObject({ ok: false, code: 'already_done' });
    const [open = ''] = /prp_[0-9a-z]+/.exec(again.ok ? '' : again.message) ?? [];
    const { verdict } = await ask(proposals.show, { id: must(isProposalId, open) });
    const { policy, basis } = verdict.digests;
    expect(tested.verdict).toMatchObject({ ...verdict, digests: { policy, basis } });
  });

  test('does not let who asks count as who approves, whoever they are said to be', async () => {
    const [dana, sam] = (await ask(policies.inForce, {})).signedBy;
    if (dana === undefined || sam === undefined) throw new Error('the demo begins with two signers');
    const asked = { changes: [give], purpose: 'a test', requester: sam };
    const own = await ask(policies.test, { ...asked, signedWith: [keyOf('sam')] });
    expect(own.verdict.outcome).not.toBe('permit');
    expect(own.signatures).toMatchObject([{ person: sam, roles: [], because: ['You asked for this.'] }]);
    for (const bad of [
      { ...asked, signedWith: ['SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'] },
      { ...asked, signedWith: [keyOf('dana'), keyOf('dana')] },
      { changes: [{ ...disable, accountKey: 'role/nobody' }] },
    ])
      expect(await call(socketOf(acme), policies.test, bad)).toMatchObject({ ok: false });
  });

  test('answers for Countersign itself what the door answers', async () => {
    expect(await ask(policies.testConsole, { roles: ['auditor'], action: 'operate' })).toMatchObject({
      outcome: 'deny',
      because: 'No role of yours permits this.',
    });
    expect(await ask(policies.testConsole, { roles: ['auditor'], action: 'view' })).toMatchObject({
      outcome: 'permit',
      deciding: [{ id: 'console.view' }],
    });
    const token = { roles: ['administrator'] as const, scopes: ['view', 'operate'] as const };
    expect(await ask(policies.testConsole, { ...token, action: 'operate' })).toMatchObject({
      outcome: 'permit',
    });
    expect(await ask(policies.testConsole, { ...token, action: 'sign' })).toMatchObject({
      outcome: 'deny',
      rolesThatMay: [],
    });
  });

  test('is told by the CLI as well', async () => {
    expect((await acme.run('policy', 'show')).out).toContain('The files on disk are those in force.');
    expect((await acme.run('policy', 'show', 'hard.not-requester')).out).toContain('You asked for this.');
    const said = await acme.run('policy', 'test', '--change', JSON.stringify(disable));
    expect(said.out).toContain('It would be permitted with a signature of');
  });

  test('names people as the estate does, and nobody who is not there', async () => {
    const { signedBy } = await ask(policies.inForce, {});
    const unknown = 'psn_00000000000000000000000000';
    const { items } = await ask(signers.names, { id: [...signedBy, must(isSubjectId, unknown)] });
    expect(new Set(items.map(({ name }) => name))).toEqual(new Set(['Dana Reyes', 'Sam Okafor', null]));
  });
});

describe('a ledger of one’s own', () => {
  const own = new Installation();
  afterAll(() => own.close());

  /** Two more signers; then an enrolment that two sign, each by themselves. */
  async function changedBySeveral(first: string): Promise<void> {
    const files = ['bob', 'carol', 'dave'].map((name) => join(own.folder, name));
    for (const file of files)
      expect(spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]).status).toBe(0);
    const [bob = '', carol = '', dave = ''] = files;
    const enrol = (file: string, by: string, ...more: readonly string[]) =>
      own.run('signers', 'enrol', '--public-key', `${file}.pub`, '--role', 'reviewer', '--key', by, ...more);
    for (const file of [bob, carol]) expect(await enrol(file, first)).toMatchObject({ status: 0 });
    expect((await enrol(dave, bob, '--share')).out).toContain('Signed, and it waits');
    const [waiting] = (await ask(signers.waiting, {}, undefined, own)).items;
    if (waiting === undefined) throw new Error('nothing waits');
    expect((await own.run('signers', 'waiting')).out).toContain(waiting.change);
    const shown = await own.run('signers', 'co-sign', waiting.change);
    expect(shown.out).toContain(fingerprintOf(publicKeyOf(dave)));
    const { statement } = waiting;
    const sign = async (file: string) => ({
      change: waiting.change,
      signature: await signWithSsh(file, 'countersign', statement),
    });
    expect(await call(socketOf(own), signers.coSign, await sign(bob))).toMatchObject({
      code: 'already_done',
    });
    expect(await call(socketOf(own), signers.coSign, await sign(dave))).toMatchObject({
      code: 'signer_unknown',
    });
    expect(await call(socketOf(own), signers.coSign, { change: 'chg_0', signature: 'x' })).toMatchObject({
      code: 'not_found',
    });
    expect(await ask(signers.coSign, await sign(carol), undefined, own)).toMatchObject({
      entry: expect.stringMatching(/^ent_/) as string,
    });
    const again = { act: 'enrol', statement, signature: (await sign(bob)).signature } as const;
    expect(await call(socketOf(own), signers.begin, again)).toMatchObject({ ok: false });
    const item = { subject: 'psn_nobodyatall', fingerprint: fingerprintOf(publicKeyOf(dave)), reason: 'x' };
    const keyFingerprint = fingerprintOf(publicKeyOf(first));
    const revoking = await ask(signers.openChange, { act: 'revoke', keyFingerprint, item }, undefined, own);
    expect(
      await call(socketOf(own), signers.begin, {
        act: 'revoke',
        statement: revoking.statement,
        signature: await signWithSsh(first, 'countersign', revoking.statement),
      }),
    ).toMatchObject({ ok: false, code: 'policy_denied' });
    const mine = {
      subject: waiting.signedBy[0] ?? '',
      fingerprint: fingerprintOf(publicKeyOf(bob)),
      reason: 'x',
    };
    const ending = { act: 'revoke', keyFingerprint: fingerprintOf(publicKeyOf(bob)), item: mine } as const;
    const own2 = await ask(signers.openChange, ending, undefined, own);
    const ended = {
      act: 'revoke',
      statement: own2.statement,
      signature: await signWithSsh(bob, 'countersign', own2.statement),
    } as const;
    expect(await ask(signers.begin, ended, undefined, own)).toMatchObject({
      entry: expect.stringMatching(/^ent_/) as string,
    });
  }

  test('is begun over the API, and a key is enrolled and revoked', async () => {
    const file = join(own.folder, 'id_ed25519');
    expect(spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]).status).toBe(0);
    await own.start('--source', `aws=${join(import.meta.dirname, '../../fixtures/acme/aws')}`);
    const publicKey = publicKeyOf(file);
    const asked = { publicKey, roles: ['administrator', 'security'] };
    // no source tells of people here
    expect(await ask(signers.peopleToBegin, { text: 'dana' }, undefined, own)).toEqual({ items: [] });
    const begins = await ask(signers.policiesToBegin, {}, undefined, own);
    expect(digestOfValue('countersign/policy/set/v1', begins.meaning)).toBe(begins.digest);
    const opened = await ask(signers.openBootstrap, asked, undefined, own);
    await ask(
      signers.bootstrap,
      { ...asked, ...opened, signature: await signWithSsh(file, 'countersign', opened.statement) },
      undefined,
      own,
    );
    const { covers } = JSON.parse(opened.statement) as { covers: { item: { policy: string } } };
    expect(covers.item.policy).toBe(begins.digest);
    const sso = {
      name: 'SSO',
      issuer: 'https://sso.example',
      clientId: 'countersign',
      clientSecret: null,
      algorithm: 'RS256',
      scopes: ['openid', 'email'],
      person: { source: must(isSourceId, 'aws'), claim: 'email', matches: 'email' },
      groups: { claim: 'groups', roles: [{ group: 'auditors', role: 'auditor' }] },
      links: 'keep',
    } as const;
    const setting = { act: 'set', keyFingerprint: fingerprintOf(publicKey), item: sso } as const;
    const worded = await ask(provider.openChange, setting, undefined, own);
    const signatures = [await signWithSsh(file, 'countersign', worded.statement)];
    const { entry } = await ask(provider.change, { act: 'set', ...worded, signatures }, undefined, own);
    expect(await ask(provider.show, {}, undefined, own)).toMatchObject({ set: { entry, provider: sso } });
    await changedBySeveral(file);
    const change = {
      act: 'revoke',
      item: { subject: opened.person, fingerprint: fingerprintOf(publicKey), reason: 'a test' },
    } as const;
    const { statement } = await ask(
      signers.openChange,
      { ...change, keyFingerprint: fingerprintOf(publicKey) },
      undefined,
      own,
    );
    await ask(
      signers.change,
      { act: 'revoke', statement, signatures: [await signWithSsh(file, 'countersign', statement)] },
      undefined,
      own,
    );
  });
});

describe('over TCP', () => {
  const get = (path: string): Promise<Response> =>
    fetch(`${started.url.replace('localhost', '127.0.0.1')}${path}`);

  test('the server says that it is there, and what its API is', async () => {
    expect(await (await get('/v1/health')).json()).toEqual({ ok: true });
    expect(await (await get('/v1/openapi.json')).json()).toEqual(
      JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8')),
    );
    expect((await get('/api')).status).toBe(200);
  });

  test('a link of a message shows whoever opens it the console’s page: it lets nobody in', async () => {
    for (const path of [
      '/inbox',
      '/proposals/prp_00000001',
      '/campaigns/cmp_00000001/review',
      '/ledger/ent_00000001',
    ]) {
      const opened = await get(path);
      expect([opened.status, opened.headers.get('set-cookie')]).toEqual([200, null]);
      expect(opened.headers.get('content-type')).toContain('text/html');
    }
  });

  test('every other route is closed to whoever is not signed in', async () => {
    const closed = routes.filter(({ permission }) => permission !== 'public');
    for (const [at, route] of closed.entries()) {
      // there are more routes than one stranger may ask at once
      const code = await askedBy(`127.0.0.${2 + Math.floor(at / 80)}`, route);
      const elsewhere = route.permission === 'local' || route.permission === 'setup';
      expect({ route: route.name, code }).toEqual({
        route: route.name,
        code: elsewhere ? 'not_permitted' : 'unauthenticated',
      });
    }
  });
});

/** The code that a stranger at this address gets for asking. */
function askedBy(localAddress: string, { method, path }: Pick<Route, 'method' | 'path'>): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(started.url.replace('localhost', '127.0.0.1'));
    const asked = request({ hostname, port, path, method, localAddress }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => resolve(problemSchema.parse(JSON.parse(Buffer.concat(pieces).toString())).code));
    });
    asked.on('error', reject);
    asked.end();
  });
}

/**
 * Signing in, and what a person keeps, have tests of their own (`signin.test.ts`, `passkeys.test.ts`,
 * `src/api/routes/views.db.test.ts`), on servers that hold their answers too; campaigns in `test/long/story/campaign.test.ts`,
 * reviews in `test/long/browser/campaigns.test.ts`, lives in `src/commands/lifecycle/lifecycle.db.test.ts`, mandates in
 * `test/long/story/mandates.test.ts`, changes of the law in `src/commands/law/law.db.test.ts`, what-ifs and bundles in
 * `src/commands/what-if/what-if.db.test.ts`.
 */
const toldElsewhere = new Set([
  'session',
  'tokens',
  'passkeys',
  'views',
  'campaigns',
  'reviews',
  'lifecycle',
  'mandates',
  'bundles',
  'what-if',
  'policy changes',
]);

test('every other route there is has answered here', () => {
  const silent = routes.filter((route) => !answered.has(route.name) && !toldElsewhere.has(route.tag));
  expect(silent.map((route) => route.name)).toEqual([]);
});
