import type { ReadContext, ReadPage } from '../kit/connector.ts';
import type { AwsConfig } from './location.ts';
import { readExport } from './read-export.ts';
import { readLive } from './read-live.ts';

/** Users, roles, groups, policies, trust and credentials of one or more accounts, and their organisation: from files, or asked. */
export async function* readAws(context: ReadContext<AwsConfig>): AsyncIterable<ReadPage> {
  const { config, signal } = context;
  if ('path' in config) yield* readExport({ config, signal });
  else yield* readLive(config, (reference) => context.secret(reference), { signal });
}
