// The console from a cold cache in Chromium, and what the API costs beside a bare route of the same framework.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';
import { socketNote } from '../src/commands/start/socket-note.ts';
import { ratio, sampleOf, type Report } from './report.ts';

export const name = 'console';

const program = fileURLToPath(new URL('../bin/countersign.cjs', import.meta.url));
const bareProgram = fileURLToPath(new URL('./console-bare.ts', import.meta.url));
const rounds = Number(process.env['COUNTERSIGN_BENCH_ROUNDS'] ?? '5');
const requestsARound = 400;
const atOnce = 8;
const path = '/v1/findings?limit=50';

export async function run(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'cs-bench-console-'));
  const server = spawn(process.execPath, [program, 'start', '--json', '--data', folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    await served(server);
    const loads = await coldLoads(browser, folder);
    const { ours, bare } = await throughput(readFileSync(socketNote(folder), 'utf8').trim(), folder);
    return {
      what: `the console's first screen (overview, signed in, Acme) from an empty cache in headless Chromium; ${path} over HTTP, ${atOnce} at a time`,
      figures: [
        {
          what: 'first contentful paint',
          unit: 's',
          sample: sampleOf(loads.map(({ paint }) => paint)),
          target: { atMost: 1 },
        },
        {
          what: 'interactive',
          unit: 's',
          sample: sampleOf(loads.map(({ interactive }) => interactive)),
          target: { atMost: 2 },
        },
        {
          what: 'JavaScript until then, gzip',
          unit: 'kB',
          sample: sampleOf(loads.map(({ kilobytes }) => kilobytes)),
          target: { atMost: 220 },
        },
        { what: 'API, a page of 50 findings', unit: 'requests/s', sample: sampleOf(ours) },
        {
          what: 'a bare route of fastify that sends the same text',
          unit: 'requests/s',
          sample: sampleOf(bare),
        },
      ],
      ratios: [ratio('API ÷ bare route', ours, bare)],
      notMeasured: [
        'a network: server and browser are on one machine and share its cores',
        'the start of the browser, and signing in',
      ],
    };
  } finally {
    await browser.close();
    spawnSync(process.execPath, [program, 'stop', '--data', folder]);
    if (server.exitCode === null && server.signalCode === null) {
      server.kill();
      await once(server, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

async function served({ stdout }: ChildProcess): Promise<void> {
  let said = '';
  for await (const piece of stdout ?? []) {
    said += String(piece);
    if (said.includes('\n')) return;
  }
  throw new Error(`start ended: ${said}`);
}

interface Load {
  readonly paint: number;
  readonly interactive: number;
  readonly kilobytes: number;
}

/** Kept by the page itself: when its heading stood there, and when the last long task before a pause ended. */
const watch = `
  window.benchLong = 0;
  new PerformanceObserver((list) => { for (const task of list.getEntries()) window.benchLong = task.startTime + task.duration; })
    .observe({ type: 'longtask', buffered: true });
  new MutationObserver((_, me) => {
    if (document.querySelector('h1.loud') === null) return;
    me.disconnect();
    window.benchShown = performance.now();
  }).observe(document, { childList: true, subtree: true });`;

/** Interactive: its heading, which rests on the server's answers, is there, and no task of the page has blocked it since. */
const measured = `(() => ({
  paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
  interactive: Math.max(window.benchShown ?? NaN, window.benchLong),
  scripts: performance.getEntriesByType('resource').filter((each) => each.startTime < window.benchShown && each.name.endsWith('.js'))
    .map((each) => each.name),
}))()`;

async function coldLoads(browser: Browser, folder: string): Promise<readonly Load[]> {
  const asked = spawnSync(
    process.execPath,
    [program, 'console', '--as', 'dana', '--json', '--data', folder],
    {
      encoding: 'utf8',
    },
  );
  const link = /"link":\s*"([^"]+)"/.exec(asked.stdout)?.[1];
  if (link === undefined) throw new Error(`no link: ${asked.stdout}${asked.stderr}`);
  const first = await browser.newContext();
  const door = await first.newPage();
  await door.goto(link);
  await door.getByRole('button', { name: 'Look around first' }).waitFor();
  const storageState = await first.storageState();
  await first.close();
  const loads: Load[] = [];
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext({ storageState });
    const page = await context.newPage();
    await page.addInitScript({ content: watch });
    await page.goto(new URL('/overview', link).href);
    await page.locator('h1.loud').waitFor();
    await page.waitForTimeout(1000);
    const { paint, interactive, scripts } = await page.evaluate<{
      paint: number;
      interactive: number;
      scripts: readonly string[];
    }>(measured);
    let bytes = 0;
    for (const each of new Set(scripts))
      bytes += gzipSync(Buffer.from(await (await fetch(each)).arrayBuffer()), { level: 9 }).length;
    loads.push({ paint: paint / 1000, interactive: interactive / 1000, kilobytes: bytes / 1000 });
    await context.close();
  }
  return loads;
}

/** Both over a Unix socket, right after each other in each round, each server in a process of its own. */
async function throughput(socketPath: string, folder: string) {
  const { text } = await get(new Agent({ keepAlive: true }), socketPath);
  const bareSocket = join(folder, 'bare.sock');
  const sample = join(folder, 'bare.json');
  writeFileSync(sample, text);
  const bareServer = spawn(process.execPath, [bareProgram, bareSocket, sample], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await served(bareServer);
  const ours: number[] = [];
  const bare: number[] = [];
  try {
    await perSecond(socketPath);
    await perSecond(bareSocket);
    for (let round = 0; round < rounds; round++) {
      ours.push(await perSecond(socketPath));
      bare.push(await perSecond(bareSocket));
    }
  } finally {
    bareServer.kill();
    await once(bareServer, 'exit');
  }
  return { ours, bare };
}

async function perSecond(socketPath: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  let left = requestsARound;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const { status } = await get(agent, socketPath);
        if (status !== 200) throw new Error(`answered ${status}`);
      }
    }),
  );
  const took = (performance.now() - began) / 1000;
  agent.destroy();
  return requestsARound / took;
}

const get = (agent: Agent, socketPath: string): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve, reject) => {
    request({ agent, socketPath, path }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => (text += piece));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    })
      .on('error', reject)
      .end();
  });
