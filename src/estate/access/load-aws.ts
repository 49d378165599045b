import { isSourceId, must } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { AwsCompiled } from './aws-compiled.ts';
import { compileAws, type AwsEstate } from './aws-estate.ts';
import { thereAt } from './graph-rows.ts';

/**
 * Everything that an AWS source had at a read, compiled; undefined for a source of another kind that kept no AWS policies, whose
 * rights are all there is. Of an account none of whose policies was read an AWS source still says so. `compiled`: of an earlier read.
 */
export async function loadAws(
  db: Queryable,
  of: { readonly source: string; readonly sourceNo: number; readonly read: number },
  compiled?: AwsCompiled,
): Promise<AwsEstate | undefined> {
  const where = thereAt(of.sourceNo, of.read);
  const policies = await db.query<{
    key: string;
    hi: number;
    lo: number;
    use: string;
    subject: string | null;
    document: readonly string[];
  }>(
    `select key, ${hashColumns}, use, subject_key as subject, document from estate.policies where ${where} and language = 'aws'`,
  );
  if (policies.length === 0 && !(await isReadFromAws(db, of.sourceNo))) return undefined;
  const accounts = await db.query<{
    key: string;
    hi: number;
    lo: number;
    attributes: Readonly<Record<string, string>> | null;
    interactive: boolean | null;
    mfa: boolean | null;
  }>(
    `select key, ${hashColumns}, attributes, interactive, mfa from estate.accounts where ${where} order by key`,
  );
  const keys = await db.query<{ key: string; count: number }>(
    `select account_key as key, count(*)::int as count from estate.credentials where ${where} and credential = 'access_key' group by account_key`,
  );
  const accessKeys = new Map(keys.map(({ key, count }) => [key, count]));
  const holds = await db.query<{ member: string; group: string }>(
    `select member_key as member, group_key as "group" from estate.memberships where ${where} and via in ('member', 'attached')`,
  );
  const groups = await db.query<{ key: string; hi: number; lo: number; kind: string; unseen: boolean }>(
    `select key, ${hashColumns}, kind, coalesce(attributes ? 'notInExport', false) as unseen from estate.groups where ${where}`,
  );
  const hashesOf = (isPolicy: boolean): AwsEstate['groups'] =>
    new Map(
      groups
        .filter(({ kind }) => (kind === 'policy') === isPolicy)
        .map(({ key, hi, lo }) => [key, { hi, lo: lo | 0 }]),
    );
  const gaps = await db.query<{ key: string; what: string }>(
    `select key, what from estate.gaps where ${where} and (may_deny or key in ('details', 'undetailed'))`,
  );
  const resources = await db.query<{ key: string; kind: string; parent: string | null }>(
    `select key, kind, parent_key as parent from estate.resources where ${where} and key like 'arn:%' order by key`,
  );
  return compileAws(
    {
      source: must(isSourceId, of.source),
      accounts: accounts.map(({ key, hi, lo, attributes, interactive, mfa }) => ({
        key,
        hash: { hi, lo: lo | 0 },
        attributes: attributes ?? {},
        interactive,
        mfa,
        // who says whether it has a password says all of its keys too
        accessKeys: interactive === null ? undefined : (accessKeys.get(key) ?? 0),
      })),
      holds: holds.map(({ member, group }) => [member, group] as const),
      policyGroups: hashesOf(true),
      groups: hashesOf(false),
      unseenGroups: new Set(groups.flatMap(({ key, unseen }) => (unseen ? [key] : []))),
      policies: policies.map(({ key, use, subject, document }) => ({
        key,
        use,
        subject,
        document: document.join(''),
      })),
      resources,
      unread: new Map(gaps.map(({ key, what }) => [key, what])),
    },
    compiled,
  );
}

async function isReadFromAws(db: Queryable, sourceNo: number): Promise<boolean> {
  const rows = await db.query(`select from sources.source where no = $1 and connector = 'aws'`, [sourceNo]);
  return rows.length > 0;
}

const hashColumns = '(key_hash >> 32)::int as hi, (key_hash & 4294967295) as lo';
