import { draftFor, type AdviceContext, type ProposalDraft } from '../advice/index.ts';
import {
  controlsOfRule,
  countCauses,
  countFindings,
  evaluateEstate,
  findingById,
  groupedByCause,
  listFindings,
  openBySeverity,
  whyFirst,
  type CauseGroup,
  type ControlCited,
  type EvaluationSummary,
  type FindingFilter,
  type FindingKeyset,
  type FindingRecord,
  type FindingSort,
  type Scope,
} from '../detection/index.ts';
import { listSources, pendingChanges, settleChanges, type PendingChanges } from '../estate/index.ts';
import {
  done,
  isFindingId,
  refuse,
  type AccountView,
  type EntryId,
  type Finding,
  type FindingId,
  type Instant,
  type Result,
  type Severity,
} from '../model/index.ts';
import { entryDraft } from '../platform/entry-draft.ts';
import { markForRefresh } from '../query/index.ts';
import type { System } from './system.ts';
import { countedAtMost, type Total } from './total.ts';

/**
 * Runs every rule over what changed since rules last ran (over the whole estate after a source's first read, a removal, or
 * when rules or limits changed), and records what opened and closed.
 */
export async function evaluateFindings(
  system: Pick<System, 'database' | 'clock' | 'views' | 'standings' | 'detection' | 'recorder' | 'self'>,
  causedBy: readonly EntryId[],
): Promise<EvaluationSummary> {
  const now = system.clock.now();
  const pending = await pendingChanges(system.database);
  return evaluateEstate({
    database: system.database,
    estate: system.views,
    standings: system.standings,
    scope: scopeOf(pending),
    context: { ...system.detection, now },
    onCommit: async (tx, summary) => {
      await settleChanges(tx, pending);
      await markForRefresh(tx, pending.accounts);
      if (summary.opened + summary.changed + summary.closed === 0) return;
      await system.recorder.record(
        tx,
        entryDraft({
          type: 'findings.evaluated',
          at: now,
          actor: system.self,
          causedBy,
          correlation: 'findings',
          basis: { rules: summary.basis, transitions: summary.transitions },
          body: {
            accounts: summary.accounts,
            opened: summary.opened,
            changed: summary.changed,
            closed: summary.closed,
            unchanged: summary.unchanged,
            heldByUnknown: summary.heldByUnknown,
            open: await openBySeverity(tx, now),
          },
        }),
      );
    },
  });
}

const scopeOf = ({ everything, accounts, sinceRead }: PendingChanges): Scope =>
  everything
    ? { is: 'everything' }
    : { is: 'changed', accounts, ...(sinceRead === undefined ? {} : { sinceRead }) };

export interface FindingItem {
  readonly id: FindingId;
  readonly rule: string;
  readonly title: string;
  readonly severity: Finding['severity'];
  readonly score: number;
  readonly state: Finding['state'];
  readonly subject: Finding['subject'];
  readonly why: string;
  readonly cause: Finding['cause'];
  /** How many open findings this cause gives. */
  readonly sameCause: number;
  /** What can be proposed, or why nothing is. */
  readonly draft: { readonly title: string } | { readonly none: string };
}

/** Absent members do not filter. */
export interface FindingsWanted {
  readonly rule?: readonly string[];
  /** Open ones when absent. */
  readonly state?: readonly Finding['state']['is'][];
  readonly severity?: readonly Severity[];
  readonly source?: readonly string[];
  readonly account?: string;
  readonly cause?: string;
  readonly search?: string;
}

export interface FindingsAsked extends FindingsWanted {
  readonly limit: number;
  readonly sort: FindingSort;
  readonly after?: FindingKeyset;
  /** Whether to tell `groups`. */
  readonly groups: boolean;
}

export interface FindingsList {
  readonly items: readonly FindingItem[];
  /** What one change would close together, when it was asked for. */
  readonly groups?: readonly CauseGroup[];
  readonly total: Total;
  readonly next: FindingKeyset | null;
}

/** What telling findings takes. */
type Told = Pick<System, 'database' | 'clock' | 'views'>;

/** A page of findings, with why each stands where it stands and what a rule would propose. */
export async function listOfFindings(system: Told, asked: FindingsAsked): Promise<Result<FindingsList>> {
  const now = system.clock.now();
  const filter = filterOf(asked);
  const page = await listFindings(system.database, {
    filter,
    sort: asked.sort,
    limit: asked.limit,
    ...(asked.after === undefined ? {} : { after: asked.after }),
    now,
  });
  const items = await itemsOf(system, page.items, now);
  const groups = asked.groups ? { groups: await groupedByCause(system.database, { now, limit: 100 }) } : {};
  const total = await countFindings(system.database, { filter, now, most: countedAtMost });
  return done({ items, ...groups, total, next: page.next });
}

/** Findings as lists show them, in the order given. */
export async function itemsOf(
  system: Told,
  records: readonly FindingRecord[],
  now: Instant,
): Promise<readonly FindingItem[]> {
  const causes = records.map(({ finding }) => ({ ruleId: finding.ruleId, causeKey: finding.cause.key }));
  const counted = await countCauses(system.database, { now, causes });
  const views = await viewsOf(system, records);
  const context = await adviceContext(system);
  return records.map((record) => itemOf(record, counted, views, context));
}

/** The filter of a list as the stage takes it. */
export const filterOf = ({
  rule,
  state,
  severity,
  source,
  account,
  cause,
  search,
}: FindingsWanted): FindingFilter => ({
  states: state ?? ['open'],
  ...(rule === undefined ? {} : { rules: rule }),
  ...(severity === undefined ? {} : { severities: severity }),
  ...(source === undefined ? {} : { sources: source }),
  ...(account === undefined ? {} : { account }),
  ...(cause === undefined ? {} : { causeKey: cause }),
  ...(search === undefined ? {} : { search }),
});

export interface FindingDetail {
  readonly item: FindingItem;
  readonly record: FindingRecord;
  /** What of which framework asks for what its rule looks for. */
  readonly controls: readonly ControlCited[];
  /** Absent: no rule proposes anything; `item.draft` says why. */
  readonly draft?: ProposalDraft;
}

export async function showFinding(system: System, id: string): Promise<Result<FindingDetail>> {
  const now = system.clock.now();
  const record = isFindingId(id) ? await findingById(system.database, id, now) : undefined;
  if (record === undefined)
    return refuse('not_found', `There is no finding \`${id}\`.`, 'List them with `countersign findings`.');
  const { ruleId, cause } = record.finding;
  const groups = await countCauses(system.database, { now, causes: [{ ruleId, causeKey: cause.key }] });
  const views = await viewsOf(system, [record]);
  const context = await adviceContext(system);
  const view = views.get(nameOf(record));
  const drafted = view === undefined ? undefined : draftFor(record.finding, view, context);
  return done({
    item: itemOf(record, groups, views, context),
    record,
    controls: controlsOfRule(ruleId),
    ...(drafted?.is === 'draft' ? { draft: drafted.draft } : {}),
  });
}

const adviceContext = async (system: Told): Promise<AdviceContext> => ({
  connectors: new Map((await listSources(system.database)).map((source) => [source.id, source.connector])),
});

const nameOf = (record: FindingRecord): string => `${record.account.source}/${record.account.key}`;

async function viewsOf(
  system: Told,
  records: readonly FindingRecord[],
): Promise<ReadonlyMap<string, AccountView>> {
  const accounts = [...new Map(records.map((record) => [nameOf(record), record.account])).values()];
  const views = new Map<string, AccountView>();
  if (accounts.length === 0) return views;
  for await (const page of system.views.views({ is: 'accounts', accounts }))
    for (const view of page) views.set(`${view.ref.source}/${view.ref.key}`, view);
  return views;
}

function itemOf(
  record: FindingRecord,
  groups: readonly Pick<CauseGroup, 'ruleId' | 'causeKey' | 'count'>[],
  views: ReadonlyMap<string, AccountView>,
  context: AdviceContext,
): FindingItem {
  const { finding } = record;
  const view = views.get(nameOf(record));
  const drafted = view === undefined ? undefined : draftFor(finding, view, context);
  const group = groups.find((g) => g.ruleId === finding.ruleId && g.causeKey === finding.cause.key);
  return {
    id: finding.id,
    rule: finding.ruleId,
    title: finding.title,
    severity: finding.severity,
    score: finding.score,
    state: finding.state,
    subject: finding.subject,
    why: whyFirst(finding),
    cause: finding.cause,
    sameCause: group?.count ?? 1,
    draft:
      drafted?.is === 'draft'
        ? { title: drafted.draft.title }
        : { none: drafted?.reason ?? 'the account is not in the estate any more' },
  };
}

export type { FindingKeyset };
