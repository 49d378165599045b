import { afterEach, describe, expect, it } from 'vitest';
import { startDesk, type DeskServer } from '../../../test/support/ticket-desks.ts';
import { fenced } from './github.ts';
import { openDesk, type DeskKind } from './index.ts';

let server: DeskServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});
const signal = new AbortController().signal;
const ticket = {
  title: '[decision] payroll: take away',
  text: 'What: `x` [code]<b>@all</b>[/code]',
  marker: 'countersign-ent_0001',
};

describe.each<DeskKind>(['github', 'jira', 'servicenow'])('%s', (kind) => {
  const open = async (password = 'secret') => {
    server = await startDesk(kind);
    return { desk: openDesk(kind, { url: server.url, password, signal }), server };
  };

  it('opens a ticket, finds it by its marker and adds a note', async () => {
    const { desk, server: at } = await open();
    expect(await desk.find(ticket.marker)).toBeUndefined();
    const opened = await desk.open(ticket);
    expect(await desk.find(ticket.marker)).toEqual(opened);
    expect(await desk.find('countersign-ent_0002')).toBeUndefined();
    await desk.note(opened.ref, 'proven');
    expect(at.tickets).toMatchObject([{ title: ticket.title, notes: [expect.stringContaining('proven')] }]);
    expect(at.tickets[0]?.text).not.toContain('secret');
    expect(opened.url).not.toContain('secret');
  });

  it('finds what was opened though the answer was lost', async () => {
    const { desk, server: at } = await open();
    at.fail(502, 'late');
    await expect(desk.open(ticket)).rejects.toMatchObject({ code: 'source_unreachable' });
    expect(await desk.find(ticket.marker)).toMatchObject({ ref: at.tickets[0]?.id });
  });

  it('is asked again when told to wait, and says when the credential is not accepted', async () => {
    const { desk, server: at } = await open();
    at.fail(429);
    await expect(desk.open(ticket)).rejects.toMatchObject({ code: 'source_unreachable' });
    await at.close();
    await expect(desk.open(ticket)).rejects.toMatchObject({ code: 'source_unreachable' });
    const other = await open('wrong');
    await expect(other.desk.open(ticket)).rejects.toMatchObject({ code: 'secret_unavailable' });
    expect(other.server.tickets).toEqual([]);
  });
});

describe('a ticket of GitHub', () => {
  it('is found on whichever page it is', async () => {
    server = await startDesk('github');
    const desk = openDesk('github', { url: server.url, password: 'secret', signal });
    const first = await desk.open(ticket);
    for (let at = 0; at < 130; at++)
      server.tickets.push({ id: String(at + 2), title: 't', text: 'other', marker: '', notes: [] });
    expect(await desk.find(ticket.marker)).toEqual(first);
  });

  it('holds no text that acts: it is in a fence longer than any of its own', () => {
    expect(fenced('a ```` b')).toBe('`````text\na ```` b\n`````');
  });
});

describe('a desk', () => {
  it.each([
    ['http://desk.example/repos/a/b', /https/],
    ['https://user:secret@desk.example/repos/a/b', /holds no credential/],
    ['desk', /https/],
  ])('is not opened at %s', (url, why) => {
    expect(() => openDesk('github', { url, password: 'x', signal })).toThrow(why);
  });
});
