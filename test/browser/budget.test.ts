import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildConsole, type ConsoleBuild } from '../support/console-build.ts';

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    imports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
);
const budget = 220_000;

let build: ConsoleBuild;
let manifest: z.infer<typeof manifestSchema>;

/** A chunk and everything that it needs before it can run. */
function needed(names: readonly string[]): readonly string[] {
  const files = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined || seen.has(name)) return;
    seen.add(name);
    files.add(chunk.file);
    for (const each of chunk.imports) visit(each);
  };
  for (const name of names) visit(name);
  return [...files];
}
const sizeOf = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(join(build.folder, file)), { level: 9 }).length, 0);

describe('what is shipped', () => {
  beforeAll(() => {
    build = buildConsole('production');
    manifest = manifestSchema.parse(JSON.parse(readFileSync(join(build.folder, 'manifest.json'), 'utf8')));
  });
  afterAll(() => build.remove());

  /** What shows first at an address; what a screen fetches later, when asked for it, is not among these. */
  const screens = (): readonly string[] =>
    Object.keys(manifest).filter((name) => /^src\/screens\/[^/]+\/index\.tsx$/.test(name));

  it('needs less than 220 kB of JavaScript, zipped, before any screen shows', () => {
    expect(screens().length).toBeGreaterThan(10);
    const sizes = screens().map((screen) => [screen, sizeOf(needed(['index.html', screen]))] as const);
    process.stdout.write(
      `${sizes.map(([screen, size]) => `${(size / 1000).toFixed(1)} kB  ${screen}`).join('\n')}\n`,
    );
    expect(sizes.filter(([, size]) => size >= budget)).toEqual([]);
  });

  it('fetches the palette and the key help only when they are asked for', () => {
    const first = needed(['index.html', 'src/screens/overview/index.tsx']);
    for (const later of ['src/shell/command-palette.tsx', 'src/keys/help-dialog.tsx']) {
      const file = manifest[later]?.file;
      expect(file).toBeDefined();
      expect(first).not.toContain(file);
    }
  });

  it('holds no gallery, no inline script and no inline style', () => {
    expect(Object.keys(manifest).filter((name) => name.includes('gallery'))).toEqual([]);
    const page = readFileSync(join(build.folder, 'index.html'), 'utf8');
    expect(page).not.toMatch(/<style|style=|javascript:|\son\w+=/i);
    expect(page.match(/<script(?![^>]*\ssrc=)/g)).toBeNull();
    expect(page.match(/COUNTERSIGN_NONCE/g)).toHaveLength(1);
  });
});
