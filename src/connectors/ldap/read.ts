import type { ReadContext, ReadPage } from '../kit/connector.ts';
import { openLdif } from './ldif-source.ts';
import type { LdapConfig } from './location.ts';
import { observeDirectory } from './observe.ts';

export async function* readLdap({ config, now, signal }: ReadContext<LdapConfig>): AsyncIterable<ReadPage> {
  yield* observeDirectory(await openLdif(config.path, signal), now);
}
