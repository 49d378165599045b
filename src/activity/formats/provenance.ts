import type { ProvenanceKind, ProvenanceTold } from '../told.ts';

/** One provenance, where it is told; an image stands as it is written, by its digest or by a tag that may be moved. */
export const from = (kind: ProvenanceKind, name: string | undefined): readonly ProvenanceTold[] =>
  name === undefined || name === '' ? [] : [`${kind} ${name}`];

/** Names that a source gives anew with every replica: `api-7d9c5b6f4-x8x2k`, `nightly-29012345-abcde`, `db-0`. */
const replica =
  /(-[bcdfghjklmnpqrstvwxz2456789]{6,10}|-\d{8,10})?-[bcdfghjklmnpqrstvwxz2456789]{5}$|-\d{1,3}$/;

/** A pod by what it is a replica of, so that a new replica is no new provenance: `shop/api-*`. */
export const podOf = (namespace: string | undefined, name: string | undefined): ProvenanceTold[] =>
  name === undefined
    ? []
    : [`pod ${namespace === undefined ? '' : `${namespace}/`}${name.replace(replica, '-*')}`];

/**
 * Where a workload comes from, by the token that somebody issued for it: the issuer, its subject, and what the subject says
 * in the ways that issuers document (GitHub and GitLab name the repository, Kubernetes the service account).
 */
export function fromToken(issuer: string | undefined, subject: string | undefined): ProvenanceTold[] {
  const by = issuer
    ?.replace(/^arn:[\w-]+:iam::\d*:oidc-provider\//, '')
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '');
  const told: ProvenanceTold[] = by === undefined || by === '' ? [] : [`issuer ${by}`];
  if (subject === undefined) return told;
  told.push(`subject ${by === undefined || by === '' ? '' : `${by} `}${subject}`);
  const github = /^repo:([\w.-]+\/[\w.-]+):/.exec(subject);
  if (github !== null) told.push(`repository github.com/${github[1]}`);
  const gitlab = /^project_path:([\w./-]+):ref_type:/.exec(subject);
  if (gitlab !== null) told.push(`repository ${by === undefined || by === '' ? 'gitlab' : by}/${gitlab[1]}`);
  const workload = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subject);
  if (workload !== null) told.push(`workload serviceaccount/${workload[1]}/${workload[2]}`);
  return told;
}

/** `https://github.com/acme/shop.git` and `git@github.com:acme/shop` → `github.com/acme/shop`. */
export function repositoryOf(url: string | undefined): ProvenanceTold[] {
  const parts = /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([\w.-]+)[:/]([\w./-]+?)(?:\.git)?\/?$/.exec(url ?? '');
  return parts === null ? [] : [`repository ${parts[1]}/${parts[2]}`];
}
