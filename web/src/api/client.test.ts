import { describe, expect, it } from 'vitest';
import { fillPath, queryOf } from './client.ts';
import { asProblem, problemOf } from './problem.ts';
import { serverEvents, type ServerEvent } from './sse.ts';

describe('a call', () => {
  it('puts names into the path, and nothing can climb out of its place there', () => {
    expect(fillPath('/v1/findings/:finding/propose', { finding: '../../signers?x#y', why: 1 })).toEqual({
      path: '/v1/findings/..%2F..%2Fsigners%3Fx%23y/propose',
      rest: { why: 1 },
    });
  });

  it('repeats a list in the query and leaves out what is undefined', () => {
    expect(queryOf({ kind: ['agent', 'person'], limit: 50, state: undefined })).toBe(
      '?kind=agent&kind=person&limit=50',
    );
    expect(queryOf({})).toBe('');
  });
});

describe('a problem', () => {
  it('is what the server says', () => {
    const problem = problemOf(
      {
        code: 'signature_stale',
        detail: 'The owner changed.',
        next: 'Look again.',
        status: 409,
        details: { x: 1 },
      },
      409,
    );
    expect(problem).toMatchObject({
      code: 'signature_stale',
      status: 409,
      message: 'The owner changed.',
      next: 'Look again.',
      details: { x: 1 },
    });
  });

  it.each([undefined, null, 'text', [], { code: 1 }])(
    'is unreadable and never throws when the body is %j',
    (body) => {
      expect(problemOf(body, 502)).toMatchObject({ code: 'unreadable', status: 502 });
    },
  );

  it('keeps its kind, and anything else is internal', () => {
    const own = problemOf({ code: 'offline' }, 0);
    expect(asProblem(own)).toBe(own);
    expect(asProblem(new TypeError('x'))).toMatchObject({ code: 'internal', message: 'x' });
  });
});

const text =
  ': open\n\nevent: progress\ndata: {"what":"läse","count":1}\n\nevent: result\r\ndata: {"ok":true}\r\n\r\ndata: never ended';
const cut = (bytes: Uint8Array, size: number): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });

describe('server events', () => {
  it.each([1, 2, 3, 7, 1000])('are read whole from pieces of %i bytes', async (size) => {
    const events: ServerEvent[] = [];
    for await (const event of serverEvents(cut(new TextEncoder().encode(text), size))) events.push(event);
    expect(events).toEqual([
      { event: 'progress', data: '{"what":"läse","count":1}' },
      { event: 'result', data: '{"ok":true}' },
    ]);
  });
});
