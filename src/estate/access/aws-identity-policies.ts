import type { Queryable } from '../../platform/store/index.ts';

/** An identity policy of an account, and by which group it comes where it is not the account’s own. */
export interface IdentityPolicy {
  readonly key: string;
  readonly name: string;
  /** As it was read; null: it is attached and was not read. */
  readonly document: unknown;
}

/** The identity policies of a user or role as of the last reads, its own and those of its groups. */
export async function identityPoliciesOf(
  database: Queryable,
  account: { readonly source: string; readonly key: string },
): Promise<readonly IdentityPolicy[]> {
  const rows = await database.query<{
    key: string;
    name: string;
    document: readonly string[] | null;
  }>(
    `with source as (select no from sources.source where id = $1),
     held as (
       select m.group_key from estate.memberships m, source
        where m.source_no = source.no and m.valid_to_read is null and m.member_key = $2 and m.via in ('member', 'attached')),
     both_held as (
       select group_key from held
       union
       select m.group_key from estate.memberships m, source, held
        where m.source_no = source.no and m.valid_to_read is null and m.member_key = held.group_key
          and m.via in ('member', 'attached'))
     select g.key, g.name, p.document
       from source
       join estate.groups g on g.source_no = source.no and g.valid_to_read is null and g.kind = 'policy'
       left join estate.policies p on p.source_no = source.no and p.valid_to_read is null and p.key = g.key
        and p.language = 'aws' and p.use = 'identity'
      where g.key in (select group_key from both_held)
      order by g.key`,
    [account.source, account.key],
  );
  return rows.map(({ key, name, document }) => ({ key, name, document: parsed(document?.join('')) }));
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return null;
  try {
    const document: unknown = JSON.parse(text);
    return document;
  } catch {
    return null;
  }
}
