import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  ftruncateSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canary, leakedIn, runScan } from '../support/planted-workstation.ts';

let folder = '';
let repo = '';
let home = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-hostile-'));
  repo = join(folder, 'repo');
  home = join(folder, 'home');
  mkdirSync(repo);
  mkdirSync(home);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, content: string): string => {
  const file = join(repo, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
};
const report = async (...argv: readonly string[]) => {
  const ran = await runScan(repo, home, ...argv, '--json');
  return { ...ran, document: JSON.parse(ran.out) };
};
const whyOf = (
  document: { gaps: { place: { path: string }; why: string }[] },
  path: string,
): string | undefined => document.gaps.find((gap) => gap.place.path === path)?.why;

describe('a file that is not what it should be is a gap, never a failure', () => {
  it('reads truncated JSON up to the break and says so', async () => {
    put('.mcp.json', '{"mcpServers":{"a":{"command":"npx","args":["-y","some-server"]},"b":{"comm');
    const { status, document } = await report();
    expect(status).toBe(0);
    expect(document.items[0].tools.map((tool: { name: string }) => tool.name)).toContain('a');
    expect(whyOf(document, '.mcp.json')).toMatch(/not valid JSON/);
  });

  it('does not read a file of 50 MB, and says the limit', async () => {
    const file = put('.env', '');
    const descriptor = openSync(file, 'r+');
    ftruncateSync(descriptor, 50 << 20);
    closeSync(descriptor);
    expect(whyOf((await report()).document, '.env')).toMatch(/larger than 1 MiB/);
  });

  it.each([
    ['.mcp.json', `{"mcpServers":${'['.repeat(200_000)}`],
    ['.mcp.json', `{"mcpServers":${'{"a":'.repeat(100_000)}`],
    ['.gitlab-ci.yml', `a: ${'['.repeat(100_000)}`],
    ['.gitlab-ci.yml', '- '.repeat(200_000)],
    ['.codex/config.toml', `a = ${'['.repeat(100_000)}`],
    ['.codex/config.toml', `[${'a.'.repeat(50_000)}b]\nc=1`],
    [
      '.gitlab-ci.yml',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
        .split('')
        .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
        .join('\n')}\n`,
    ],
    ['.mcp.json', '\u0000\u0001\u0002'],
    ['.kube/config', '%YAML 9\n---\n&a [*a]\nkind: Config'],
    ['.mcp.json', '[]'],
    [
      '.mcp.json',
      '{"mcpServers":{"a":null,"b":7,"c":[1],"d":{"command":{"x":1},"args":"no","env":[1],"url":{}}}}',
    ],
  ])('bears %s with hostile content', async (path, content) => {
    put(path, content);
    const { status, document } = await report();
    expect(status).toBe(0);
    // what runs away takes minutes; a loaded machine takes a few seconds
    expect(document.summary.milliseconds).toBeLessThan(15_000);
  });

  it('treats `__proto__` and `constructor` as names', async () => {
    put(
      '.mcp.json',
      '{"mcpServers":{"__proto__":{"command":"npx","args":["evil"]},"constructor":{"command":"npx","args":["other"]}}}',
    );
    const { document } = await report();
    expect(document.items[0].tools.map((tool: { name: string }) => tool.name)).toEqual([
      '__proto__',
      'constructor',
    ]);
    expect(Object.hasOwn(Object.prototype, 'command')).toBe(false);
  });
});

it('makes control, bidi and invisible characters in names inert in every format', async () => {
  const name = 'a\u001b[31mred\u202etxt\u200b\u0007\u009b2J';
  put(
    `dir\u001b]0;x\u0007/.mcp.json`,
    JSON.stringify({ mcpServers: { [name]: { command: 'npx', args: [name] } } }),
  );
  // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
  const active = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;
  for (const argv of [[], ['--json'], ['--sarif']]) {
    const { out } = await runScan(repo, home, ...argv);
    expect(out).toMatch(/u001b|u\{1b\}/);
    expect(out).not.toMatch(active);
  }
  const { document } = await report();
  expect(document.items[0].tools[0].name).toBe(name);
});

describe('only regular files inside what was given are opened', () => {
  it('does not wait for a FIFO', async () => {
    execFileSync('mkfifo', [join(repo, '.env')]);
    expect(whyOf((await report()).document, '.env')).toBe('not a regular file');
  });

  it('does not follow a link out of the folder', async () => {
    symlinkSync('/etc/shadow', join(repo, '.env'));
    symlinkSync('/dev/zero', join(repo, '.npmrc'));
    const outside = join(folder, 'outside');
    const secret = canary(36);
    writeFileSync(outside, `GITHUB_TOKEN=ghp_${secret}`);
    symlinkSync(outside, join(repo, '.env.local'));
    const { document, out } = await report();
    for (const path of ['.env', '.npmrc', '.env.local']) expect(whyOf(document, path)).toMatch(/leads out/);
    expect(document.summary.filesRead).toBe(0);
    expect(leakedIn(out, [secret])).toEqual([]);
  });

  it('ends in a folder that links to itself', async () => {
    symlinkSync(repo, join(repo, 'loop'));
    put('.env', `A_TOKEN=${canary(30)}`);
    symlinkSync(join(repo, '.env'), join(repo, '.env.again'));
    const { document } = await report();
    expect(document.summary.filesRead).toBe(1);
  });
});

it('lists what an ordinary user may not read', () => {
  put('.env', `A_TOKEN=${canary(30)}`);
  chmodSync(join(repo, '.env'), 0o000);
  mkdirSync(join(repo, 'closed'), { mode: 0o000 });
  for (const path of [folder, repo, home]) chmodSync(path, 0o755);
  const script = `import { scanCommand } from ${JSON.stringify(resolve('src/cli/scan.ts'))};
    ${process.getuid?.() === 0 ? 'process.setgid(65534); process.setuid(65534);' : ''}
    await scanCommand.run(['--json', '.'], { stdout: process.stdout, stderr: process.stderr, env: { HOME: '/nonexistent' }, cwd: ${JSON.stringify(repo)} });`;
  const out = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
    encoding: 'utf8',
  });
  const document = JSON.parse(out);
  expect(whyOf(document, '.env')).toBe('not readable by this user');
  expect(whyOf(document, 'closed')).toBe('not readable by this user');
  expect(document.summary.complete).toBe(false);
});

it('says so when a limit is reached', async () => {
  mkdirSync(join(repo, Array.from({ length: 40 }, () => 'd').join('/')), { recursive: true });
  const { document } = await report();
  expect(document.gaps[0].why).toBe('deeper than 32 folders');
});
