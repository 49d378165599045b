import { differs, holdTo, readStated, type Stated } from './stated.ts';

/**
 * Holds the first signer’s statement to what they asked for: this passkey, made just now, with these roles, under the policies
 * whose digest was worked out here, in a ledger that is no demo. `checkpointKey` is for its reader to compare. Throws `Problem`
 * when it says anything else.
 */
export function readBootstrap(
  statement: string,
  asked: {
    readonly made: {
      readonly person: string;
      readonly publicKey: string;
      readonly assurance: string;
      readonly record: unknown;
    };
    readonly roles: readonly string[];
    readonly policy: string;
    readonly now: number;
  },
): Stated & { readonly checkpointKey: string } {
  const stated = readStated(statement, asked.now);
  const { checkpointKey } = stated.item;
  if (typeof checkpointKey !== 'string' || checkpointKey === '' || asked.made.assurance !== 'passkey')
    throw differs();
  const { person, publicKey, assurance, record } = asked.made;
  holdTo(stated, {
    purpose: 'bootstrap',
    ledger: stated.ledger,
    signer: person,
    item: {
      ledger: stated.ledger,
      demo: false,
      policy: asked.policy,
      people: [{ subject: person, roles: asked.roles, publicKey, assurance, registration: record }],
      checkpointKey,
    },
  });
  return { ...stated, checkpointKey };
}
