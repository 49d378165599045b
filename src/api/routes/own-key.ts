import { refuse, type Result } from '../../model/index.ts';
import { personOfCaller } from '../caller.ts';
import type { Context } from '../route.ts';

/**
 * Prepares a statement for whoever would sign it. It shows what it is about, so over the network one is told what one’s own
 * key would sign, and never what somebody else’s would. On the socket asks the owner of all this, for any key.
 */
export async function forOwnKey<T>(
  { app, caller }: Pick<Context, 'app' | 'caller'>,
  keyFingerprint: string,
  prepare: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const of = personOfCaller(caller);
  if (of !== undefined && (await app.signers.speaksForAnother({ keyFingerprint, of })))
    return refuse(
      'not_permitted',
      'This key speaks for somebody else than you.',
      'Sign with a key of your own; somebody else signs in a session of theirs.',
    );
  return prepare();
}
