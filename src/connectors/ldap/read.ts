import type { ReadContext, ReadPage } from '../kit/connector.ts';
import { openLdif } from './ldif-source.ts';
import { openLive } from './live-source.ts';
import { isLive, type LdapConfig } from './location.ts';
import { observeDirectory } from './observe.ts';

/** A file or a server, told in the same words. */
export async function* readLdap(context: ReadContext<LdapConfig>): AsyncIterable<ReadPage> {
  const { config, now, signal } = context;
  if (!isLive(config)) {
    yield* observeDirectory(await openLdif(config.path, signal), now);
    return;
  }
  const { openSession } = await import('./session.ts');
  const { passwordFrom } = config;
  const password = async (): Promise<string> =>
    passwordFrom === undefined ? '' : context.secret(passwordFrom);
  const session = await openSession(config, password, { signal });
  try {
    yield* observeDirectory(await openLive(session, config), now);
  } finally {
    await session.close();
  }
}
