import {
  done,
  refuse,
  type EntryId,
  type Instant,
  type MandateId,
  type Result,
  type SignerStanding,
} from '../../model/index.ts';
import { digestOf } from '../../platform/canonical.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import type { ReviewBench } from '../bench.ts';
import { signedBy } from '../signed-by.ts';
import { readMandateEndStatement, stateOne, statementText } from '../statement.ts';
import { unknownSigner } from '../weigh.ts';
import { frameOf, type MandateAsked } from './sign.ts';
import { loadMandate, type StoredMandate } from './stored-mandate.ts';

export interface MandateEndAsked extends MandateAsked {
  readonly reason: string;
}

/** Prepares the statement that ends a mandate: any of its signers may, and every governor. */
export async function openMandateEnd(
  bench: ReviewBench,
  asked: MandateEndAsked,
): Promise<Result<{ readonly statement: string }>> {
  const now = bench.clock.now();
  const standing = await bench.signers.standing(asked.keyFingerprint, now);
  if (standing === undefined) return unknownSigner(asked.keyFingerprint);
  const loaded = await loadMandate(bench.database, asked.mandate);
  if (!loaded.ok) return loaded;
  const no = mayNotEnd(loaded.value, standing);
  if (no !== undefined) return no;
  const item = { mandate: asked.mandate, reason: asked.reason };
  return done({ statement: statementText(stateOne(frameOf(bench, standing, now), 'mandate.end', item)) });
}

/** Takes a signed end. From its entry on the enforcer does nothing more under the mandate. */
export async function takeMandateEnd(
  bench: ReviewBench,
  statement: string,
  signature: string,
): Promise<Result<{ readonly entry: EntryId }>> {
  const now = bench.clock.now();
  const signed = await signedBy(bench, { statement, signature }, readMandateEndStatement, now);
  if (!signed.ok) return signed;
  const { item, signer, standing } = signed.value;
  return endMandate(bench, item.mandate, item.reason, now, {
    person: { statement, signature, signer },
    refused: (mandate) => mayNotEnd(mandate, standing),
  });
}

/** Ends a mandate without anybody's signature: stopping needs none. For what lost the reason that it stood for. */
export const suspendMandate = (
  bench: ReviewBench,
  mandate: MandateId,
  reason: string,
): Promise<Result<{ readonly entry: EntryId }>> =>
  endMandate(bench, mandate, reason, bench.clock.now(), { refused: () => undefined });

async function endMandate(
  bench: ReviewBench,
  id: MandateId,
  reason: string,
  now: Instant,
  by: {
    readonly person?: {
      readonly statement: string;
      readonly signature: string;
      readonly signer: SignerStanding['person'];
    };
    readonly refused: (mandate: StoredMandate) => ReturnType<typeof mayNotEnd>;
  },
): Promise<Result<{ readonly entry: EntryId }>> {
  return bench.database.transaction(async (tx) => {
    await tx.query('select 1 from review.mandate where id = $1 for update', [id]);
    const loaded = await loadMandate(tx, id);
    if (!loaded.ok) return loaded;
    const mandate = loaded.value;
    const no = by.refused(mandate);
    if (no !== undefined) return no;
    if (mandate.ended !== null) return refuse('already_done', 'This mandate was ended before.');
    const { person } = by;
    const entry = await bench.recorder.record(
      tx,
      entryDraft({
        type: 'mandate.ended',
        at: now,
        actor: person === undefined ? bench.self : { kind: 'person', id: person.signer, via: [] },
        subjects: person === undefined ? [] : [person.signer],
        causedBy: mandate.signatures.map((each) => each.entry),
        correlation: id,
        policy: bench.policy,
        ...(person === undefined ? {} : { basis: { statement: digestOf(person.statement) } }),
        body: {
          mandate: id,
          ...(person === undefined
            ? { because: 'suspended' }
            : { statement: person.statement, signature: person.signature }),
        },
      }),
    );
    await tx.query(
      'update review.mandate set ended_entry = $2, ended_at = $3, ended_because = $4 where id = $1',
      [id, entry, now, reason],
    );
    await tx.query(
      `update review.mandate_item set state = 'dropped', because = $2
        where mandate = $1 and state in ('announced', 'held')`,
      [id, 'the mandate was ended'],
    );
    return done({ entry });
  });
}

function mayNotEnd(mandate: StoredMandate, standing: SignerStanding) {
  const may =
    mandate.signatures.some((each) => each.signer === standing.person) || standing.roles.includes('governor');
  return may
    ? undefined
    : refuse(
        'not_permitted',
        'A mandate is ended by one who signed it, or by a governor.',
        'Ask one of them; objecting to an item holds that item at once.',
      );
}
