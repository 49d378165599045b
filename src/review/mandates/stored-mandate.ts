import {
  done,
  refuse,
  type EntryId,
  type Instant,
  type MandateId,
  type MandateTerms,
  type Result,
} from '../../model/index.ts';
import { mandateTermsSchema } from '../../platform/wire/mandate.ts';
import type { Queryable } from '../../platform/store/index.ts';

/** A mandate as the server keeps it: what people sign, who has, and whether it was ended. */
export interface StoredMandate {
  readonly id: MandateId;
  readonly terms: MandateTerms;
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly signatures: readonly StoredMandateSignature[];
  readonly ended: { readonly entry: EntryId; readonly at: Instant; readonly because: string } | null;
}
export interface StoredMandateSignature {
  readonly entry: EntryId;
  readonly signer: string;
  readonly keyFingerprint: string;
  readonly assurance: string;
  readonly signedAt: Instant;
}

interface Row {
  readonly id: MandateId;
  readonly terms: string;
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly endedEntry: EntryId | null;
  readonly endedAt: Instant | null;
  readonly endedBecause: string | null;
  readonly signatures: readonly StoredMandateSignature[];
}

const columns = `
  select m.id, m.terms, m.proposed_by as "proposedBy", m.proposed_at as "proposedAt", m.ended_entry as "endedEntry",
         m.ended_at as "endedAt", m.ended_because as "endedBecause",
         coalesce((select json_agg(json_build_object('entry', s.entry, 'signer', s.signer, 'keyFingerprint', s.key_fingerprint,
             'assurance', s.assurance, 'signedAt', to_char(s.signed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
             order by s.signed_at, s.entry)
           from review.mandate_signature s where s.mandate = m.id), '[]'::json) as signatures
    from review.mandate m`;

const stored = ({ endedEntry, endedAt, endedBecause, terms, ...row }: Row): StoredMandate => ({
  ...row,
  terms: mandateTermsSchema.parse(JSON.parse(terms)),
  ended:
    endedEntry === null || endedAt === null
      ? null
      : { entry: endedEntry, at: endedAt, because: endedBecause ?? '' },
});

export async function loadMandate(on: Queryable, id: MandateId): Promise<Result<StoredMandate>> {
  const [row] = await on.query<Row>(`${columns} where m.id = $1`, [id]);
  return row === undefined
    ? refuse('not_found', `There is no mandate \`${id}\`.`, 'List them with `countersign mandate list`.')
    : done(stored(row));
}

/** Mandates, newest first; `standing`: signed or on the way to it, and not over. */
export async function listMandates(
  on: Queryable,
  asked: {
    readonly standing?: Instant;
    readonly after?: { readonly at: Instant; readonly id: MandateId };
    readonly limit: number;
  },
): Promise<readonly StoredMandate[]> {
  const rows = await on.query<Row>(
    `${columns} where ($1::timestamptz is null or (m.ended_at is null and m.until_at > $1))
       and ($2::timestamptz is null or m.proposed_at < $2 or (m.proposed_at = $2 and m.id > $3))
     order by m.proposed_at desc, m.id limit $4`,
    [asked.standing ?? null, asked.after?.at ?? null, asked.after?.id ?? null, asked.limit],
  );
  return rows.map(stored);
}
