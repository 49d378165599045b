import type { TokenSeen } from '../../connectors/countersign/index.ts';
import { refOfSubject } from '../../estate/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/store/index.ts';
import { tokensInForce } from '../../signin/index.ts';

/** The tokens that can be used now, with whom the estate knows as their owner. */
export const ownTokensOf = (database: Database, clock: Clock) =>
  async function* (): AsyncGenerator<readonly TokenSeen[]> {
    const keys = new Map<string, string | undefined>();
    for await (const page of tokensInForce(database, clock.now())) {
      const seen: TokenSeen[] = [];
      for (const { id, name, scopes, createdAt, expiresAt, usedAt, owner } of page) {
        if (!keys.has(owner)) {
          const ref = await refOfSubject(database, owner);
          keys.set(owner, ref?.entity === 'person' ? ref.key : undefined);
        }
        const ownerRef = keys.get(owner);
        seen.push({
          id,
          name,
          scopes,
          createdAt,
          expiresAt,
          usedAt,
          ...(ownerRef === undefined ? {} : { ownerRef }),
        });
      }
      yield seen;
    }
  };
