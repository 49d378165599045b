// The other side of the console's bench: fastify with one route that sends a text it was given, and nothing else.
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';

const [socket = '', file = ''] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
const app = Fastify();
app.get('/v1/findings', (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
await app.listen({ path: socket });
process.stdout.write('listens\n');
