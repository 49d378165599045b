import { Fault, type Observation, type WorkstationRecord } from '../../model/index.ts';
import type { ReadContext, ReadPage } from '../kit/connector.ts';
import { bytesOf, inFile } from '../kit/input-files.ts';
import { agentSignIns, mcpClients, readWorkstation, unnamedClient } from '../kit/workstation/index.ts';
import { findInputs, type Input } from './inputs.ts';
import { Inventory } from './inventory.ts';
import type { McpConfig } from './location.ts';
import { valuesIn } from './values.ts';

const pageSize = 1000;
const accessKeyId = /^A[KS]IA[0-9A-Z]{16}$/;

/** What clients are configured with, then registries, tool lists and traces; then all of it joined. */
export async function* readMcp(context: ReadContext<McpConfig>): AsyncIterable<ReadPage> {
  const { root, files, gaps } = await findInputs(context.config.path, context.signal);
  const inventory = new Inventory(context.now);
  const isFile = context.config.path !== root;
  const foreign: string[] = [];
  const records = readClients(root, files, context, inventory.publicIds);
  inventory.takeClients(records);
  for (const file of files) {
    if (file.kind === 'client') continue;
    const bytes = (): AsyncIterable<Uint8Array> => bytesOf(file.absolute, context.signal);
    try {
      for await (const take of inFile(file.absolute, valuesIn(file, bytes, inventory))) take();
    } catch (error) {
      // it only began like one of ours; what the company allows is never half a list
      if (!(error instanceof Fault) || error.code !== 'input_wrong_kind' || isFile || file.allows)
        throw error;
      foreign.push(file.relative);
    }
  }
  const broken = records.flatMap((record): readonly Observation[] =>
    record.type === 'gap'
      ? [
          {
            type: 'gap',
            key: `file/${record.place.path}#${record.what}`.slice(0, 4000),
            what: `${record.what} in ${record.place.path}`.slice(0, 4000),
            why: record.why,
          },
        ]
      : [],
  );
  const unwalked = gaps.map(({ relative, why }): Observation => ({
    type: 'gap',
    key: `path/${relative}`.slice(0, 4000),
    what: (relative === '' ? 'the folder' : relative).slice(0, 4000),
    why,
  }));
  const others = foreign.map((relative): Observation => ({
    type: 'gap',
    key: `foreign/${relative}`.slice(0, 4000),
    what: relative.slice(0, 4000),
    why: 'it begins like a registry, a tool list or a trace, and is none',
  }));
  const all = [...inventory.observations(), ...once([...broken, ...unwalked, ...others])];
  for (let at = 0; at < all.length; at += pageSize) yield { observations: all.slice(at, at + pageSize) };
  // of a file that was not read to its end nothing may be taken for gone
  yield { observations: [], complete: broken.length + unwalked.length === 0 };
}

/** The same readers that `scan` uses; the fingerprints are the estate's, and ids of access keys are kept as what they are. */
function readClients(
  root: string,
  files: readonly Input[],
  context: ReadContext<McpConfig>,
  publicIds: Map<string, string>,
): readonly WorkstationRecord[] {
  const clients = new Set(files.filter(({ kind }) => kind === 'client').map(({ relative }) => relative));
  if (clients.size === 0) return [];
  const isFile = context.config.path !== root;
  const { records } = readWorkstation({
    paths: [context.config.path],
    home: root,
    cwd: root,
    now: context.now,
    readers: [mcpClients, agentSignIns, unnamedClient((relative) => isFile || clients.has(relative))],
    fingerprint: (secret) => {
      const print = context.fingerprint(secret);
      if (accessKeyId.test(secret)) publicIds.set(print, secret);
      return print;
    },
  });
  return records;
}

const once = (all: readonly Observation[]): readonly Observation[] => [
  ...new Map(all.map((each) => [each.key, each])).values(),
];
