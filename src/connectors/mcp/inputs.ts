import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Fault } from '../../model/index.ts';
import { bytesOf, listInput } from '../kit/input-files.ts';
import { agentSignIns, defaultLimits, mcpClients, walk, type Walked } from '../kit/workstation/index.ts';
import { isLines, kindOf, mayBeRead, type Kind } from './kinds.ts';

/** One file, what it is, and where in the source it lies. */
export interface Input {
  readonly absolute: string;
  readonly relative: string;
  readonly kind: Kind;
  /** One JSON value a line. */
  readonly lines: boolean;
  /** Of a registry: the company allows what it lists, and nothing else. */
  readonly allows: boolean;
}

export interface Inputs {
  readonly root: string;
  readonly files: readonly Input[];
  readonly gaps: Walked['gaps'];
}

/** Every file of the source that is one of the kinds, in the order of its path. Throws Fault when there is none. */
export async function findInputs(path: string, signal: AbortSignal): Promise<Inputs> {
  await listInput(path);
  const isFile = statSync(path).isFile();
  const root = isFile ? dirname(path) : path;
  const walked = isFile
    ? { files: [{ absolute: path, relative: basename(path), base: basename(path) }], gaps: [] }
    : walk(root, (relative, base) => isKnown(relative, base) || mayBeRead(base), defaultLimits);
  const files: Input[] = [];
  for (const { absolute, relative, base } of walked.files.toSorted((a, b) =>
    a.relative < b.relative ? -1 : 1,
  )) {
    signal.throwIfAborted();
    const head = await headOf(absolute, signal);
    const kind = isKnown(relative, base) ? 'client' : kindOf(head, base);
    if (kind === 'other') continue;
    const lines = isLines(Buffer.from(head).toString('utf8').trimStart(), base);
    files.push({ absolute, relative, kind, lines, allows: isAllowList(relative) });
  }
  if (files.length === 0) throw nothing(path, isFile);
  return { root, files, gaps: walked.gaps };
}

const isKnown = (relative: string, base: string): boolean =>
  mcpClients.matches(relative, base) || agentSignIns.matches(relative, base);

/** `allowed.json`, `allowed-servers.json`, or any registry in a folder `allowed/`. */
const isAllowList = (relative: string): boolean => /(?:^|\/)allowed(?:[-_.][^/]*|\/.*)$/i.test(relative);

async function headOf(file: string, signal: AbortSignal): Promise<Uint8Array> {
  for await (const chunk of bytesOf(file, signal)) return chunk.subarray(0, 1 << 16);
  return new Uint8Array(0);
}

const nothing = (path: string, isFile: boolean): Fault =>
  new Fault(
    isFile ? 'input_wrong_kind' : 'not_found',
    isFile
      ? `\`${path}\` is no configuration of an MCP client, no registry, no tool list and no trace.`
      : `The folder \`${path}\` holds no configuration of an MCP client, no registry, no tool list and no trace.`,
    { next: 'docs/connectors/mcp.md says which files are read and where they lie.' },
  );
