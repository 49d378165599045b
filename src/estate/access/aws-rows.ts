import type { Queryable } from '../../platform/store/index.ts';
import type { Hash64 } from '../tables/keyed-hash.ts';
import type { AwsRows } from './aws-estate.ts';
import { thereAt, type Where } from './graph-rows.ts';
import { KeptRows, type RowChanges } from './kept-rows.ts';
import { changeBetween } from './source-change.ts';

type Account = AwsRows['accounts'][number];
type Policy = AwsRows['policies'][number];
type Resource = AwsRows['resources'][number];
type Held = readonly [member: string, group: string];
interface Group {
  readonly hash: Hash64;
  readonly isPolicy: boolean;
  readonly isUnseen: boolean;
}

/**
 * The rows of an AWS source that an evaluation needs, at one read and then at later ones: those of a later read are these with
 * what ended and began since. A row that stayed is the same object, and so is the list of what somebody holds.
 */
export class AwsRowsKept {
  #read: number | undefined;
  readonly #policies = new KeptRows<Policy>();
  readonly #accounts = new KeptRows<Omit<Account, 'accessKeys'>>();
  readonly #keys = new KeptRows<string>();
  readonly #memberships = new KeptRows<Held>();
  readonly #groups = new KeptRows<Group>();
  readonly #gaps = new KeptRows<string>();
  readonly #resources = new KeptRows<Resource>();
  /** Access keys of an account; what each member holds; an account with its number of keys. */
  readonly #keyCounts = new Map<string, number>();
  readonly #holds = new Map<string, readonly string[]>();
  readonly #counted = new WeakMap<object, Account>();

  /** One call at a time. What fails leaves everything as it was. */
  async at(
    db: Queryable,
    { sourceNo, read }: { readonly sourceNo: number; readonly read: number },
  ): Promise<Omit<AwsRows, 'source'>> {
    const before = this.#read !== undefined && this.#read <= read ? this.#read : undefined;
    const which =
      before === undefined
        ? { began: thereAt(sourceNo, read), ended: undefined }
        : changeBetween(sourceNo, before, read);
    const policies = await policiesOf(db, which);
    const accounts = await accountsOf(db, which);
    const keys = await keysOf(db, which);
    const memberships = await membershipsOf(db, which);
    const groups = await groupsOf(db, which);
    const gaps = await gapsOf(db, which);
    const resources = await resourcesOf(db, which);
    if (before === undefined) this.#forget();
    this.#policies.take(policies);
    this.#accounts.take(accounts);
    for (const [account, by] of this.#keys.take(keys))
      this.#keyCounts.set(account, (this.#keyCounts.get(account) ?? 0) + by);
    this.#hold(this.#memberships.take(memberships));
    this.#groups.take(groups);
    this.#gaps.take(gaps);
    this.#resources.take(resources);
    this.#read = read;
    return this.#said();
  }

  #forget(): void {
    for (const rows of [this.#policies, this.#accounts, this.#keys, this.#memberships]) rows.clear();
    for (const rows of [this.#groups, this.#gaps, this.#resources]) rows.clear();
    this.#keyCounts.clear();
    this.#holds.clear();
  }

  #hold(changes: readonly (readonly [row: Held, by: -1 | 1])[]): void {
    for (const [member, each] of Map.groupBy(changes, ([[who]]) => who)) {
      const held = [...(this.#holds.get(member) ?? [])];
      for (const [[, group], by] of each)
        if (by === 1) held.push(group);
        else held.splice(held.indexOf(group), 1);
      held.sort(); // however it came to be: sets of policies are known by their order
      if (held.length === 0) this.#holds.delete(member);
      else this.#holds.set(member, held);
    }
  }

  #said(): Omit<AwsRows, 'source'> {
    const groups = this.#groups.entries();
    const hashesOf = (isPolicy: boolean) =>
      new Map(groups.flatMap(([key, each]) => (each.isPolicy === isPolicy ? [[key, each.hash]] : [])));
    return {
      accounts: this.#accounts.entries().map(([, row]) => this.#withKeys(row)),
      holds: new Map(this.#holds),
      policyGroups: hashesOf(true),
      groups: hashesOf(false),
      unseenGroups: new Set(groups.flatMap(([key, { isUnseen }]) => (isUnseen ? [key] : []))),
      policies: this.#policies.entries().map(([, row]) => row),
      resources: this.#resources.entries().map(([, row]) => row),
      unread: new Map(this.#gaps.entries()),
    };
  }

  #withKeys(row: Omit<Account, 'accessKeys'>): Account {
    // who says whether it has a password says all of its keys too
    const accessKeys = row.interactive === null ? undefined : (this.#keyCounts.get(row.key) ?? 0);
    const known = this.#counted.get(row);
    if (known !== undefined && known.accessKeys === accessKeys) return known;
    const account = { ...row, accessKeys };
    this.#counted.set(row, account);
    return account;
  }
}

/** `ended` undefined: there was nothing before. */
interface Which {
  readonly began: Where;
  readonly ended: Where | undefined;
}

/** What of a table, and how its rows are read where they stand. */
async function changesOf<V>(
  db: Queryable,
  { began, ended }: Which,
  of: {
    readonly table: string;
    readonly only: string;
    readonly rows: (from: string) => Promise<RowChanges<V>['began']>;
  },
): Promise<RowChanges<V>> {
  const from = (where: Where): string => `from estate.${of.table} where ${where} and ${of.only}`;
  const gone = ended === undefined ? [] : await db.query<{ key: string }>(`select key ${from(ended)}`);
  return { ended: gone.map(({ key }) => key), began: await of.rows(from(began)) };
}

const hashColumns = '(key_hash >> 32)::int as hi, (key_hash & 4294967295) as lo';
interface Hashed {
  readonly key: string;
  readonly hi: number;
  readonly lo: number;
}
const hashOf = ({ hi, lo }: Hashed): Hash64 => ({ hi, lo: lo | 0 });

const policiesOf = (db: Queryable, which: Which) =>
  changesOf(db, which, {
    table: 'policies',
    only: `language = 'aws'`,
    rows: async (from) =>
      (
        await db.query<{ key: string; use: string; subject: string | null; document: readonly string[] }>(
          `select key, use, subject_key as subject, document ${from}`,
        )
      ).map((row): [string, Policy] => [row.key, { ...row, document: row.document.join('') }]),
  });

const accountsOf = (db: Queryable, which: Which) =>
  changesOf(db, which, {
    table: 'accounts',
    only: 'true',
    rows: async (from) =>
      (
        await db.query<
          Hashed & {
            readonly attributes: Readonly<Record<string, string>> | null;
            readonly interactive: boolean | null;
            readonly mfa: boolean | null;
          }
        >(`select key, ${hashColumns}, attributes, interactive, mfa ${from}`)
      ).map(({ hi, lo, ...row }): [string, Omit<Account, 'accessKeys'>] => [
        row.key,
        { ...row, hash: hashOf({ ...row, hi, lo }), attributes: row.attributes ?? {} },
      ]),
  });

const keysOf = (db: Queryable, which: Which) =>
  changesOf(db, which, {
    table: 'credentials',
    only: `credential = 'access_key'`,
    rows: async (from) =>
      (await db.query<{ key: string; account: string }>(`select key, account_key as account ${from}`)).map(
        ({ key, account }): [string, string] => [key, account],
      ),
  });

const membershipsOf = (db: Queryable, which: Which) =>
  changesOf(db, which, {
    table: 'memberships',
    only: `via in ('member', 'attached')`,
    rows: async (from) =>
      (
        await db.query<{ key: string; member: string; group: string }>(
          `select key, member_key as member, group_key as "group" ${from}`,
        )
      ).map(({ key, member, group }): [string, Held] => [key, [member, group]]),
  });

const groupsOf = (db: Queryable, which: Which) =>
  changesOf(db, which, {
    table: 'groups',
    only: 'true',
    rows: async (from) =>
      (
        await db.query<Hashed & { readonly kind: string; readonly unseen: boolean }>(
          `select key, ${hashColumns}, kind, coalesce(attributes ? 'notInExport', false) as unseen ${from}`,
        )
      ).map((row): [string, Group] => [
        row.key,
        { hash: hashOf(row), isPolicy: row.kind === 'policy', isUnseen: row.unseen },
      ]),
  });

const gapsOf = (db: Queryable, which: Which) =>
  changesOf(db, which, {
    table: 'gaps',
    only: `(may_deny or key in ('details', 'undetailed'))`,
    rows: async (from) =>
      (await db.query<{ key: string; what: string }>(`select key, what ${from}`)).map(
        ({ key, what }): [string, string] => [key, what],
      ),
  });

const resourcesOf = (db: Queryable, which: Which) =>
  changesOf(db, which, {
    table: 'resources',
    only: `key like 'arn:%'`,
    rows: async (from) =>
      (
        await db.query<{ key: string; kind: string; parent: string | null }>(
          `select key, kind, parent_key as parent ${from}`,
        )
      ).map((row): [string, Resource] => [row.key, row]),
  });
