import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import {
  openOidcWorld,
  unwrap,
  type Administrator,
  type OidcWorld,
} from '../../../test/support/oidc-world.ts';
import { createApplication } from '../../commands/application.ts';
import { subjectOfEstatePerson } from '../../commands/signers.ts';
import { newSoftwareKeyFile, readSoftwareKeyFile } from '../../ledger/index.ts';
import { addSeconds, isSourceId, must } from '../../model/index.ts';
import { createKeptAnswers } from '../../platform/kept-answers/index.ts';
import { beginSession } from '../../signin/index.ts';
import { routes } from '../routes/index.ts';
import { createTcpApi } from './create-tcp-api.ts';
import { tcpDoor } from './tcp-door.ts';

const database = useDatabase();
let world: OidcWorld;
let app: FastifyInstance;
const bugs: unknown[] = [];
beforeAll(async () => {
  world = await openOidcWorld(database.urlAs);
  await world.hire([{ name: 'Sam Ode', email: 'sam@acme.example' }]);
  world.provider.people.set('sam', {
    email: 'sam@acme.example',
    email_verified: true,
    groups: ['iga-auditors'],
  });
  unwrap(await world.set(world.item()));
  const application = createApplication(world.system);
  app = createTcpApi({
    routes,
    application,
    door: tcpDoor(application, false),
    hostNames: new Set(['localhost']),
    checkAnswers: true,
    kept: createKeptAnswers(world.system.database, world.system.clock),
    onBug: (error) => bugs.push(error),
  });
});
afterAll(async () => {
  await app.close();
  await world.close();
  expect(bugs).toEqual([]);
});

async function cookieOf(who: Administrator) {
  const { session, secret } = await beginSession(
    world.system.database,
    {
      person: who.person,
      how: 'link',
      keyFingerprint: who.key.publicKey.fingerprint,
      givenRoles: [],
      agent: '',
      address: '',
    },
    world.system.clock.now(),
  );
  return { cookie: `countersign=${secret}`, 'x-csrf-token': session.csrf };
}

const call = async (
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  headers: Record<string, string>,
  body?: object,
) => {
  const answer = await app.inject({
    method,
    url,
    headers: { host: 'localhost', ...headers },
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
};

describe('a session by the provider', () => {
  it('issues no token: it would have the roles that the ledger gives its person, and outlast the provider', async () => {
    const hr = must(isSourceId, 'hr');
    const { person } = unwrap(await subjectOfEstatePerson(world.system, { source: hr, key: 'E1' }));
    const sam = await world.enrol(['administrator', 'security'], [world.dana], person);
    const { session, secret } = unwrap(await world.signIn('sam'));
    expect(session).toMatchObject({ person, givenRoles: ['auditor'] });
    const vouched = { cookie: `countersign=${secret}`, 'x-csrf-token': session.csrf };
    const asked = {
      name: 'mine',
      scopes: ['view', 'operate'],
      expiresAt: addSeconds(world.system.clock.now(), 3600),
    };
    expect(await call('POST', '/v1/tokens', vouched, asked)).toMatchObject({
      status: 403,
      body: { code: 'not_permitted' },
    });
    expect(await database.db.query('select 1 from signin.token')).toEqual([]);
    expect(await call('POST', '/v1/tokens', await cookieOf(sam), asked)).toMatchObject({ status: 200 });
  });
});

describe('whoever may ask and not look', () => {
  it('learns nothing of what happened, nor of a case by the key of somebody who may decide it', async () => {
    const requester = await world.enrol(['requester'], [world.dana]);
    const headers = await cookieOf(requester);
    expect(await call('POST', '/v1/visits', headers, {})).toMatchObject({ status: 403 });
    const keyFingerprint = world.dana.key.publicKey.fingerprint;
    const proposal = 'prp_00000000000000000000000001';
    const execution = 'ent_00000000000000000000000001';
    const subject = world.dana.person;
    const asked: readonly (readonly [string, object])[] = [
      [`/v1/proposals/${proposal}/statement`, { keyFingerprint, answer: 'approve' }],
      ['/v1/decisions/statement', { keyFingerprint, answers: [{ proposal, answer: 'approve' }] }],
      [`/v1/executions/${execution}/restore-statement`, { keyFingerprint, reason: 'why' }],
      [
        '/v1/signers/statement',
        { keyFingerprint, act: 'revoke', item: { subject, fingerprint: keyFingerprint, reason: 'why' } },
      ],
    ];
    for (const [path, body] of asked)
      expect(await call('POST', path, headers, body)).toMatchObject({
        status: 403,
        body: { detail: 'This key speaks for somebody else than you.' },
      });
    const own = { keyFingerprint: requester.key.publicKey.fingerprint, answer: 'approve' };
    expect(await call('POST', `/v1/proposals/${proposal}/statement`, headers, own)).toMatchObject({
      status: 404,
    });
  });
});

describe('one signature under a change that others must sign', () => {
  it('waits once however often it is handed in, so that it fills no room that others need', async () => {
    const headers = await cookieOf(world.dana);
    const { publicKey } = readSoftwareKeyFile(newSoftwareKeyFile('test'));
    const subject = 'psn_00000000000000000000000099';
    const item = { subject, roles: ['auditor'], publicKey: publicKey.line, assurance: 'key' };
    const keyFingerprint = world.dana.key.publicKey.fingerprint;
    const opened = await call('POST', '/v1/signers/statement', headers, {
      act: 'enrol',
      keyFingerprint,
      item,
    });
    const statement = String(opened.body['statement']);
    const given = { act: 'enrol', statement, signature: world.dana.key.sign(statement) };
    const all = await Promise.all(
      Array.from({ length: 5 }, () => call('POST', '/v1/signer-changes', headers, given)),
    );
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(all.map(({ body }) => body['waiting'])).size).toBe(1);
    expect(await database.db.query('select 1 from review.signer_change')).toHaveLength(1);
  });
});

describe('a statement about signers', () => {
  it('is not taken that would be valid for longer than a week', async () => {
    const headers = await cookieOf(world.dana);
    const keyFingerprint = world.dana.key.publicKey.fingerprint;
    const item = { subject: world.dana.person, fingerprint: keyFingerprint, reason: 'in ten years' };
    const opened = await call('POST', '/v1/signers/statement', headers, {
      act: 'revoke',
      keyFingerprint,
      item,
    });
    const [madeAt] = /(?<="madeAt":")[^"]+/.exec(String(opened.body['statement'])) ?? [''];
    const statement = String(opened.body['statement']).replace(
      /"expiresAt":"[^"]+"/,
      `"expiresAt":"2036${madeAt.slice(4)}"`,
    );
    const signatures = [world.dana.key.sign(statement)];
    expect(
      await call('POST', '/v1/signers', headers, { act: 'revoke', statement, signatures }),
    ).toMatchObject({
      status: 409,
      body: { code: 'signature_stale' },
    });
  });
});
