import { instantOf, type Observation } from '../../model/index.ts';
import type { CallerContext, Connector } from './connector.ts';
import { readSource, type ReadSummary } from './read-source.ts';

/** Everything that one read of a source gives, in memory: for tests and for sources known to be small. */
export async function readWhole<Config>(
  connector: Connector<Config>,
  config: Config,
  context: Partial<Omit<CallerContext<Config>, 'config'>> = {},
): Promise<{ readonly all: readonly Observation[]; readonly summary: ReadSummary }> {
  const read = readSource(connector, {
    now: instantOf(0),
    signal: new AbortController().signal,
    fingerprint: () => '',
    secret: async () => '',
    ...context,
    config,
  });
  const all: Observation[] = [];
  for await (const page of read.pages) all.push(...page.observations);
  return { all, summary: read.summary() };
}
