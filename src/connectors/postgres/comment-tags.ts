import { identityKinds, type IdentityKind } from '../../model/index.ts';

export interface CommentTags {
  readonly kind?: IdentityKind;
  readonly owners: readonly { readonly role: 'owner' | 'sponsor'; readonly ref: string }[];
  /** Where its password is kept: never the password. */
  readonly secretIn?: string;
}

/**
 * What COMMENT ON ROLE says in the words `owner:`, `sponsor:`, `kind:` and `secret in:` (or `=`), separated by `;`, `,` or a new line:
 * `owner: dana@example.com; kind: service_account`. PostgreSQL has no other place for it. The first of each counts.
 */
export function commentTags(comment: string): CommentTags {
  const said = new Map<string, string>();
  for (const part of comment.split(/[;,\n]/)) {
    const found = /^\s*(owner|sponsor|kind|secret in)\s*[:=]\s*(\S.*?)\s*$/i.exec(part);
    const name = found?.[1]?.toLowerCase();
    if (name !== undefined && !said.has(name)) said.set(name, found?.[2] ?? '');
  }
  const kind = identityKinds.find((known) => known === said.get('kind'));
  const owner = said.get('owner');
  const sponsor = said.get('sponsor');
  const secretIn = said.get('secret in');
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(secretIn === undefined ? {} : { secretIn }),
    owners: [
      ...(owner === undefined ? [] : [{ role: 'owner' as const, ref: owner }]),
      ...(sponsor === undefined ? [] : [{ role: 'sponsor' as const, ref: sponsor }]),
    ],
  };
}
