import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/index.ts';
import { valuesIn, type FileValue } from './values.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function read(content: string | Uint8Array, size = 1 << 16): Promise<readonly FileValue[]> {
  const values: FileValue[] = [];
  for await (const value of valuesIn(
    inPieces(typeof content === 'string' ? Buffer.from(content) : content, size),
  ))
    values.push(value);
  return values;
}
const given = async (content: string | Uint8Array, size?: number): Promise<readonly unknown[]> =>
  (await read(content, size)).map((value) => (value.is === 'value' ? value.value : value.why));

const events = [
  { eventName: 'A', n: 1 },
  { eventName: 'B', n: 2 },
  { eventName: 'C', n: 3 },
];
const lines = events.map((event) => JSON.stringify(event)).join('\n');

describe('what a file holds', () => {
  it('is told by its shape, the same events whatever holds them, gzipped or not and cut anywhere', async () => {
    const holders = [
      lines,
      `${lines}\n`,
      lines.replaceAll('\n', '\r\n'),
      `\uFEFF${lines}`,
      JSON.stringify(events),
      JSON.stringify(events, null, 2),
      JSON.stringify({ Records: events }),
      JSON.stringify({ Records: events }, null, 2),
      JSON.stringify({ '@odata.context': 'x', value: events }),
      JSON.stringify({ kind: 'EventList', metadata: { note: 'a "quoted" [' }, items: events }),
      JSON.stringify({
        Events: events.map((event) => ({ EventId: '1', CloudTrailEvent: JSON.stringify(event) })),
      }),
      JSON.stringify({
        messageType: 'DATA_MESSAGE',
        logEvents: events.map((event) => ({ id: '1', timestamp: 1, message: JSON.stringify(event) })),
      }),
      events.map((event) => JSON.stringify({ Records: [event] })).join('\n'),
      // pages and messages one after the other, as programs print them and CloudWatch hands them on
      events.map((event) => JSON.stringify(event, null, 2)).join('\n'),
      events
        .map((event) =>
          JSON.stringify({ owner: '1', logEvents: [{ timestamp: 1, message: JSON.stringify(event) }] }),
        )
        .join(''),
      events.map((event) => `2026-03-01T10:00:00.000Z ${JSON.stringify(event)}`).join('\n'),
      // several gzip members, as services append them
      Buffer.concat([gzipSync(`${lines.split('\n')[0]}\n`), gzipSync(lines.split('\n').slice(1).join('\n'))]),
    ];
    for (const holder of holders) {
      expect(await given(holder, 7)).toEqual(events);
      expect(await given(typeof holder === 'string' ? gzipSync(holder) : holder)).toEqual(events);
    }
  });

  it('may be one line of any length: the list in it is found wherever it stands', async () => {
    const many = Array.from({ length: 60_000 }, (_, n) => ({ eventName: 'A', n, pad: 'x'.repeat(80) }));
    expect(await given(JSON.stringify({ kind: 'EventList', items: many }))).toHaveLength(60_000);
  });

  it('may be one event alone', async () => {
    expect(await given(JSON.stringify(events[0]))).toEqual([events[0]]);
    expect(await given(`${JSON.stringify(events[0])}\n`)).toEqual([events[0]]);
    expect(await given('')).toEqual([]);
  });

  it('may be PostgreSQL’s csvlog', async () => {
    const row =
      '2026-03-01 10:00:00.000 UTC,"alice","shop",7,"10.0.0.9:5555",s.1,3,"SELECT",2026-03-01 09:59:00 UTC,,0,LOG,00000,"statement: select ""a"", 1\n from t",,,,,,,,,"psql","client backend",,0';
    expect(await given(`${row}\n${row}\n`)).toEqual(
      Array.from({ length: 2 }, () =>
        expect.objectContaining({
          user: 'alice',
          error_severity: 'LOG',
          message: 'statement: select "a", 1\n from t',
        }),
      ),
    );
  });

  it('tells a broken line and reads on', async () => {
    const [first, second, third] = lines.split('\n');
    expect(await given(`${first}\n{"broken\n${second}\n${third}`)).toEqual([
      events[0],
      'A line that is no JSON.',
      events[1],
      events[2],
    ]);
  });
});

describe('a file that is no log, or no longer one', () => {
  const codeOf = async (content: string | Uint8Array): Promise<string> => {
    try {
      await read(content);
      return 'read';
    } catch (error) {
      return error instanceof Fault ? error.code : 'crashed';
    }
  };

  it('is refused with its code', async () => {
    expect({
      text: await codeOf('# Readme\n\nNothing here.\n'),
      html: await codeOf('<html>'),
      parquetWithinGzip: await codeOf(gzipSync('PAR1....')),
      zip: await codeOf(Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0])),
      cutGzip: await codeOf(gzipSync(lines).subarray(0, 30)),
      cutJson: await codeOf(JSON.stringify(events).slice(0, -5)),
      deep: await codeOf(`[${'['.repeat(5000)}`),
    }).toEqual({
      text: 'input_wrong_kind',
      html: 'input_wrong_kind',
      parquetWithinGzip: 'input_wrong_kind',
      zip: 'input_wrong_kind',
      cutGzip: 'input_invalid',
      cutJson: 'input_invalid',
      deep: 'input_too_large',
    });
  });

  it('is refused when it was packed to grow', async () => {
    const line = `${JSON.stringify({ eventName: 'A', pad: 'x'.repeat(4000) })}\n`;
    const bomb = gzipSync(line.repeat(20_000), { level: 9 });
    expect(bomb.length).toBeLessThan(400_000);
    expect(await codeOf(bomb)).toBe('input_too_large');
  });
});
