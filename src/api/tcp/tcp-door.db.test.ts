import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useDatabase } from '../../../test/support/database.ts';
import { openSigningWorld, type SigningWorld } from '../../../test/support/signing-world.ts';
import { createApplication, type Application } from '../../commands/application.ts';
import { sendProblem } from '../send.ts';
import { tcpDoor } from './tcp-door.ts';

const database = useDatabase();
let world: SigningWorld;
let application: Application;
let app: FastifyInstance;
beforeAll(() => {
  world = openSigningWorld(database.urlAs);
  application = createApplication(world.system);
  const door = tcpDoor(application, false);
  app = fastify();
  app.post('/', async (request, reply) => {
    const known = await door.authenticate(request, reply);
    return known.ok ? reply.send({ kind: known.value.kind }) : sendProblem(reply, known);
  });
});
afterAll(async () => {
  await app.close();
  await world.close();
});

it('hands a session’s new secret over also with a refusal: the one before ends the session a minute later', async () => {
  const made = await application.signin.setupLink();
  if (!made.ok) throw new Error(made.message);
  const link = made.value.link.slice(made.value.link.indexOf('#') + 1);
  const entered = await application.signin.useLink({ link, agent: 'test', address: '' });
  if (!entered.ok) throw new Error(entered.message);
  const { secret, session } = entered.value;
  const post = (cookie: string, csrf: string) =>
    app.inject({ method: 'POST', url: '/', headers: { cookie, 'x-csrf-token': csrf } });

  world.pass(15 * 60);
  const refused = await post(`countersign=${secret}`, 'wrong');
  expect(refused.statusCode).toBe(403);
  const cookie = String(refused.headers['set-cookie']).split(';', 1)[0] ?? '';
  expect(cookie).toMatch(/^countersign=cs_session_/);

  world.pass(120);
  const again = await post(cookie, session.csrf);
  expect(again.json()).toEqual({ kind: 'setup' });
});
