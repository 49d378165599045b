import { proposals } from '../api/routes/index.ts';
import { requestCovers } from '../commands/statement-covers.ts';
import { done, type Change, type FindingId, type Instant, type Result } from '../model/index.ts';
import { ask } from './connect.ts';
import type { Io } from './io.ts';
import { signing, type SigningKey } from './sign.ts';

/** Has the server word the request, holds it to what is asked for here, and signs it. */
export async function signRequest(
  io: Io,
  key: SigningKey,
  request: {
    readonly changes: Change[];
    readonly purpose: string;
    readonly endsAt: Instant | null;
    readonly findings: FindingId[];
  },
): Promise<Result<{ readonly statement: string; readonly signature: string }>> {
  const opened = await ask(io, proposals.openRequest, { ...request, keyFingerprint: key.fingerprint });
  if (!opened.ok) return opened;
  const { statement } = opened.value;
  const covers = requestCovers(statement, signing(io), request);
  return covers.ok ? done({ statement, signature: await key.sign(statement) }) : covers;
}
