import type { AccountView, Digest } from '../model/index.ts';
import { digestOfValue } from '../platform/canonical.ts';
import { readAhead } from '../platform/read-ahead.ts';
import type { Database, Transaction } from '../platform/store/index.ts';
import { accountName, openRun, type EvaluationSummary } from './evaluation-run.ts';
import { takeChangedStandings } from './changed-standings.ts';
import type { AccountRef, ViewFilter, ViewReader, StandingReader, Standings } from './ports.ts';
import type { Rule, RuleContext } from './rule.ts';
import { rules as allRules } from './rules/index.ts';
import { openFindingsOf, type KnownFinding } from './write-findings.ts';

/**
 * Every account; or those that changed after the read `sinceRead` together with those named, which must include the ones
 * that are gone. Accounts that are due by the clock are always added.
 */
export type Scope =
  | { readonly is: 'everything' }
  | { readonly is: 'changed'; readonly accounts: readonly AccountRef[]; readonly sinceRead?: number };

export interface EvaluateInput {
  readonly database: Database;
  readonly estate: ViewReader;
  /** Absent: nobody looks at how accounts stand, and rules about it cannot tell. */
  readonly standings?: StandingReader;
  readonly scope: Scope;
  readonly context: RuleContext;
  readonly rules?: readonly Rule[];
  /** Runs last in the same transaction; what it writes commits if and only if the findings do. */
  readonly onCommit?: (tx: Transaction, summary: EvaluationSummary) => Promise<void>;
}

const lockNumber = 7_203_300;
const askedAtOnce = 1000;

/**
 * Brings the findings in line with the estate: opens, changes and closes in one transaction, writes nothing that did
 * not change, and closes nothing that a rule could not tell about. A changed rule or configuration widens the scope to
 * everything; accounts that stand otherwise by the rows of others are always added. Two runs at once wait for each other.
 */
export async function evaluateEstate(input: EvaluateInput): Promise<EvaluationSummary> {
  const { database, estate, context, rules = allRules } = input;
  return await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [lockNumber]);
    const basis = basisOf(rules, context);
    const [before] = await tx.query<{ digest: string | null; first: boolean }>(
      `select (select digest from detection.basis) as digest, not exists (select from detection.finding) as first`,
    );
    const standings = input.standings && onceFor(input.standings);
    const byOthers = standings === undefined ? [] : await takeChangedStandings(tx, standings);
    const everything = input.scope.is === 'everything' || before?.digest !== basis;
    const run = openRun({ tx, rules, context, first: before?.first === true });
    const views = standings === undefined ? estate : withStandings(estate, standings);
    if (everything) await takeEverything(tx, views, run);
    else
      await takeChanged(tx, views, run, {
        ...input.scope,
        accounts: await withDue(tx, [...accountsOf(input.scope), ...byOthers], context),
      });
    if (everything) await rememberBasis(tx, basis, context);
    const summary = run.summary(everything ? 'everything' : 'changed', basis);
    await input.onCommit?.(tx, summary);
    return summary;
  });
}

type Run = ReturnType<typeof openRun>;

/** Works them out when they are first asked for, and once: nothing that changed is nothing to work out. */
function onceFor(reader: StandingReader): StandingReader {
  let known: Promise<Standings> | undefined;
  return { asOf: () => reader.asOf(), standings: () => (known ??= reader.standings()) };
}

/** The same views, each with how it stands. */
const withStandings = (estate: ViewReader, standings: StandingReader): ViewReader => ({
  async *views(filter): AsyncGenerator<readonly AccountView[]> {
    for await (const page of estate.views(filter)) {
      const found = await (await standings.standings()).of(page.map(({ ref }) => ref));
      yield page.map((view, at) => ({ ...view, ...found[at] }));
    }
  },
});

async function takeEverything(tx: Transaction, estate: ViewReader, run: Run): Promise<void> {
  for await (const page of readAhead(estate.views({ is: 'everything' }))) await run.take(page);
  const open = await tx.query<KnownFinding>(
    `select n, id, rule, account_source, account_key, content_digest
       from detection.finding where state = 'open' order by n`,
  );
  await run.closeUnseen(open, []);
}

async function takeChanged(
  tx: Transaction,
  estate: ViewReader,
  run: Run,
  { accounts, sinceRead }: { readonly accounts: readonly AccountRef[]; readonly sinceRead?: number },
): Promise<void> {
  const missing = new Map(accounts.map((each) => [accountName(each), each]));
  const take = async (filter: ViewFilter): Promise<void> => {
    for await (const page of readAhead(estate.views(filter))) {
      for (const view of page) missing.delete(accountName(view.ref));
      await run.take(page);
    }
  };
  if (sinceRead !== undefined) await take({ is: 'changedSince', read: sinceRead });
  for (const filter of filtersOf([...missing.values()])) await take(filter);
  const gone = [...missing.values()];
  await run.closeUnseen(await openFindingsOf(tx, gone), gone);
}

const accountsOf = (scope: Scope): readonly AccountRef[] => (scope.is === 'changed' ? scope.accounts : []);

/** The accounts asked for and those that are due by the clock, each once. */
async function withDue(
  tx: Transaction,
  accounts: readonly AccountRef[],
  { now }: RuleContext,
): Promise<readonly AccountRef[]> {
  const due = await tx.query<AccountRef>(
    'select account_source as source, account_key as key from detection.account_watch where recheck_at <= $1',
    [now],
  );
  return [...new Map([...accounts, ...due].map((each) => [accountName(each), each])).values()];
}

function filtersOf(accounts: readonly AccountRef[]): readonly ViewFilter[] {
  const filters: ViewFilter[] = [];
  for (let at = 0; at < accounts.length; at += askedAtOnce)
    filters.push({ is: 'accounts', accounts: accounts.slice(at, at + askedAtOnce) });
  return filters;
}

/** What every answer rests on besides the estate and the clock. */
function basisOf(rules: readonly Rule[], { limits, watchedPowers, expected }: RuleContext): Digest {
  const versions = rules.map((rule) => [rule.id, rule.version]);
  return digestOfValue('countersign/detection-basis/v1', {
    rules: versions,
    limits,
    watchedPowers,
    expected,
  });
}

async function rememberBasis(tx: Transaction, basis: Digest, { now }: RuleContext): Promise<void> {
  await tx.query(
    `insert into detection.basis as b (digest, at) values ($1, $2)
     on conflict (only_one) do update set digest = excluded.digest, at = excluded.at where b.digest <> excluded.digest`,
    [basis, now],
  );
}
