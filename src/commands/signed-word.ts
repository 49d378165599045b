import { z } from 'zod';
import {
  addSeconds,
  done,
  refuse,
  type Assurance,
  type Instant,
  type Refusal,
  type Result,
  type SignerStanding,
  type Statement,
} from '../model/index.ts';
import { newId } from '../platform/clock.ts';
import { stateOne, statementText } from '../review/index.ts';
import { coveredItem } from './statement-covers.ts';
import type { System } from './system.ts';

// A person's signed word about themselves: what they lend, what they take no part in. It covers one item and no proposal.

type Item = Readonly<Record<string, unknown>>;

/** The statement that this key would sign over the item, or why its word would be worth nothing. */
export async function preparedFor(
  system: System,
  keyFingerprint: string,
  purpose: Statement['purpose'],
  item: Item,
  unfit: (signer: SignerStanding) => Promise<Refusal | undefined>,
): Promise<Result<{ readonly statement: string }>> {
  const now = system.clock.now();
  const standing = await system.signers.standing(keyFingerprint, now);
  if (standing === undefined) return speaksForNobody(keyFingerprint);
  const wrong = await unfit(standing);
  if (wrong !== undefined) return wrong;
  const frame = { ledger: system.ledgerName, signer: standing.person, now, nonce: newId('non') };
  return done({ statement: statementText(stateOne(frame, purpose, item)) });
}

export interface WordTaken<T> {
  readonly item: T;
  readonly standing: SignerStanding;
  readonly assurance: Assurance;
  readonly now: Instant;
}

/** Holds a signed statement to its purpose, its item to the schema, and its key to whoever it says signed. */
export async function takenFrom<T>(
  system: System,
  signed: { readonly statement: string; readonly signature: string },
  purpose: Statement['purpose'],
  schema: z.ZodType<T>,
): Promise<Result<WordTaken<T>>> {
  const now = system.clock.now();
  const checked = system.signatures.verify(signed.statement, signed.signature);
  if (!checked.ok) return checked;
  const said = coveredItem(signed.statement, { ledger: system.ledgerName, now });
  if (!said.ok) return said;
  const item = schema.safeParse(said.value.item);
  if (said.value.purpose !== purpose || !item.success)
    return refuse(
      'signature_invalid',
      `This statement is for \`${said.value.purpose}\` or its item has another shape than \`${purpose}\` has.`,
      'Sign the statement that was prepared, as it is.',
    );
  // it is numbered a little later, and has to be in time then
  if (said.value.expiresAt <= addSeconds(now, 20))
    return refuse('signature_stale', `The statement expires at ${said.value.expiresAt}.`, 'Sign a new one.');
  const standing = await system.signers.standing(checked.keyFingerprint, now);
  if (standing === undefined || standing.person !== said.value.signer)
    return speaksForNobody(checked.keyFingerprint);
  return done({
    item: item.data,
    standing,
    assurance: checked.assurance === 'passkey' ? standing.assurance : 'key',
    now,
  });
}

const speaksForNobody = (fingerprint: string): Refusal =>
  refuse(
    'signer_unknown',
    `The key ${fingerprint} does not speak for whoever signs, in this ledger and now.`,
    'See who is enrolled with `countersign signers`.',
  );
