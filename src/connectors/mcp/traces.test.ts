import { describe, expect, it } from 'vitest';
import { desktopLine } from './traces.ts';

const line = (json: string): string =>
  `2026-01-02T03:04:05.678Z [github] [info] Message from server: ${json}`;

describe('a line of a desktop client’s log', () => {
  it('is the message alone, without what the client adds behind it', () => {
    expect(desktopLine(line('{"a":1} { metadata: undefined }'))?.json).toBe('{"a":1}');
    expect(desktopLine(line('{"a":1} { metadata: undefined }  '))?.json).toBe('{"a":1}');
    expect(desktopLine(line('{"a":"{ metadata: x"}'))?.json).toBe('{"a":"{ metadata: x"}');
    expect(desktopLine(line('{"a":"{ metadata: x}"}'))?.json).toBe('{"a":"{ metadata: x}"}');
  });

  it('is read at once, however many blanks a server sends in it', () => {
    for (const filler of [' ', '{ metadata: '])
      expect(desktopLine(line(`{"a":"${filler.repeat(1_000_000)}"}`))?.json.length).toBeGreaterThan(
        1_000_000,
      );
  });
});
