import type { OpenTrustView } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import { isOfOrganization, Organization, type OrganizationRows } from './aws-organization.ts';
import { openTrusts } from './aws-open-trust.ts';
import { compilePolicy, type CompiledPolicy } from './aws/index.ts';
import type { AccessGraph, AccessVersion } from './graph.ts';
import { thereAt } from './graph-rows.ts';

type Open = ReadonlyMap<string, readonly OpenTrustView[]>;
type Read = AccessVersion['reads'][number];

const kept = new WeakMap<AccessGraph, Promise<Open>>();

/**
 * By `SOURCE, line break, KEY`: whom from outside the trust policies of AWS roles let become them; a role of which there is nothing
 * to tell is not in it, nor is a role that a service runs with alone. Worked out once for a version.
 */
export function openTrustsOf(db: Queryable, graph: AccessGraph): Promise<Open> {
  const known =
    kept.get(graph) ??
    findOpen(db, graph).catch((error: unknown) => {
      kept.delete(graph);
      throw error;
    });
  kept.set(graph, known);
  return known;
}

async function findOpen(db: Queryable, { version }: AccessGraph): Promise<Open> {
  const clouds = await db.query<{ no: number }>(`select no from sources.source where connector = 'aws'`);
  const are = new Set(clouds.map(({ no }) => no));
  const sources: SourceOfTrust[] = [];
  for (const read of version.reads) if (are.has(read.sourceNo)) sources.push(await loadTrust(db, read));
  const accounts = new Set(sources.flatMap((each) => [...each.accounts]));
  const found = new Map<string, readonly OpenTrustView[]>();
  for (const { source, trusts, ...of } of sources)
    for (const { role, key, policy } of trusts) {
      const trust =
        policy === undefined ? { policies: [], unread: [key] } : { policies: [policy], unread: [] };
      const open = openTrusts({ ...of, accounts }, role, trust);
      if (open.length > 0) found.set(`${source}\n${role}`, open);
    }
  return found;
}

interface SourceOfTrust {
  readonly source: string;
  readonly known: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
  readonly organization: Organization;
  readonly knowsWhoIsOurs: boolean;
  readonly trusts: readonly {
    readonly role: string;
    readonly key: string;
    readonly policy: CompiledPolicy | undefined;
  }[];
}

async function loadTrust(db: Queryable, { source, sourceNo, read }: Read): Promise<SourceOfTrust> {
  const where = thereAt(sourceNo, read);
  const policies = await db.query<{
    key: string;
    use: 'trust' | 'rcp';
    subject: string;
    document: readonly string[];
  }>(
    `select key, use, subject_key as subject, document from estate.policies
      where ${where} and language = 'aws' and use in ('trust', 'rcp') and subject_key is not null order by key`,
  );
  const principals = await db.query<{ key: string; id: string | null }>(
    `select key, attributes ->> 'uniqueId' as id from estate.accounts where ${where} and key like 'arn:%'`,
  );
  const places = await db.query<OrganizationRows['places'][number]>(
    `select key, kind, parent_key as parent from estate.resources where ${where} and key like 'arn:%' order by key`,
  );
  const gaps = await db.query<{ key: string; what: string }>(
    `select key, what from estate.gaps where ${where} and may_deny`,
  );
  const compiled = policies.map(({ document, ...each }) => {
    const policy = compilePolicy(each.key, document.join(''));
    return { ...each, policy: policy.ok ? policy.value : undefined };
  });
  return {
    source,
    known: new Set(principals.flatMap(({ key, id }) => (id === null ? [key] : [key, id]))),
    accounts: new Set(principals.map(({ key }) => key.split(':')[4] ?? '')),
    organization: new Organization({
      places: places.filter(({ kind }) => isOfOrganization(kind)),
      attached: compiled.flatMap(({ use, key, subject, policy }) =>
        use === 'rcp' ? [{ use, key, place: subject, policy }] : [],
      ),
      unread: new Map(gaps.flatMap(({ key, what }) => (key.startsWith('rcp') ? [[key, what] as const] : []))),
    }),
    knowsWhoIsOurs: !gaps.some(({ key }) => key === 'scp' || key === 'rcp'),
    trusts: compiled.flatMap(({ use, key, subject, policy }) =>
      use === 'trust' ? [{ role: subject, key, policy }] : [],
    ),
  };
}
