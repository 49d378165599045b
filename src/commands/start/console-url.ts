import { readFileSync } from 'node:fs';

/** Where the running server serves people and programs of this machine, from the port it noted; undefined: not to be had. */
export function consoleUrl(portFile: string): string | undefined {
  try {
    const port = Number(readFileSync(portFile, 'utf8'));
    return Number.isInteger(port) && port > 0 && port <= 65_535 ? `http://localhost:${port}` : undefined;
  } catch {
    return undefined;
  }
}
