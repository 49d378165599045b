import { createHash } from 'node:crypto';
import {
  isDigest,
  must,
  type AccountView,
  type Digest,
  type FindingId,
  type Instant,
} from '../model/index.ts';
import type { Queryable } from '../platform/store/index.ts';
import { evaluateAccount, type AccountConclusions, type Conclusive } from './evaluate-account.ts';
import type { AccountRef } from './ports.ts';
import type { Rule, RuleContext } from './rule.ts';
import {
  closeFindings,
  openFindingsOf,
  unwatchAccounts,
  watchAccounts,
  writeHits,
  type KnownFinding,
} from './write-findings.ts';

const writeSize = 2000;
const namedAtMost = 100;

/** What one run did. `transitions` is a SHA-256 over `opened|changed|closed ID` lines in the order they were written. */
export interface EvaluationSummary {
  readonly scope: 'everything' | 'changed';
  readonly accounts: number;
  /** Accounts asked for, or known to have had findings, that the estate no longer has. */
  readonly gone: number;
  readonly opened: number;
  readonly changed: number;
  readonly closed: number;
  readonly unchanged: number;
  /** Open findings that stay open because their rule could not tell this time. */
  readonly heldByUnknown: number;
  /** How often each rule could not tell, by rule id. */
  readonly unknown: Readonly<Record<string, number>>;
  /** The first 100 that opened; `transitions` covers all. */
  readonly firstOpened: readonly FindingId[];
  readonly transitions: Digest;
  /** Digest of the rules, their versions and the configuration. */
  readonly basis: Digest;
}

export interface RunOptions {
  readonly tx: Queryable;
  readonly rules: readonly Rule[];
  readonly context: RuleContext;
  /** There is no finding at all yet, so nothing has to be looked up. */
  readonly first: boolean;
}

/** The moving part of one evaluation: takes pages of views, writes what differs, and remembers what it saw. */
export function openRun({ tx, rules, context, first }: RunOptions) {
  const { now } = context;
  const seenFindings = new Set<number>();
  const unknown: Record<string, number> = {};
  const firstOpened: FindingId[] = [];
  const transitions = createHash('sha256');
  const counts = { accounts: 0, gone: 0, opened: 0, changed: 0, closed: 0, unchanged: 0, heldByUnknown: 0 };

  const tell = (what: 'opened' | 'changed' | 'closed', id: FindingId): void => {
    counts[what]++;
    transitions.update(`${what} ${id}\n`);
    if (what === 'opened' && firstOpened.length < namedAtMost) firstOpened.push(id);
  };

  /** Compares what is concluded about one account with what is open on it; what is left in `open` afterwards closes. */
  function compare(
    { hits, unknown: unsure }: AccountConclusions,
    open: Map<FindingId, KnownFinding>,
    toWrite: Map<FindingId, Conclusive>,
  ): void {
    for (const hit of hits) {
      const before = open.get(hit.id);
      open.delete(hit.id);
      if (before !== undefined) seenFindings.add(before.n);
      if (before?.content_digest === hit.content) {
        counts.unchanged++;
        continue;
      }
      if (!toWrite.has(hit.id)) tell(before === undefined ? 'opened' : 'changed', hit.id);
      toWrite.set(hit.id, hit);
    }
    for (const each of unsure) {
      unknown[each.ruleId] = (unknown[each.ruleId] ?? 0) + 1;
      for (const finding of open.values()) {
        if (each.wholeAccount ? finding.rule !== each.ruleId : finding.id !== each.id) continue;
        counts.heldByUnknown++;
        seenFindings.add(finding.n);
        open.delete(finding.id);
      }
    }
  }

  async function close(findings: readonly KnownFinding[]): Promise<void> {
    for (const each of findings) {
      seenFindings.add(each.n);
      tell('closed', each.id);
    }
    await closeFindings(
      tx,
      findings.map((each) => each.n),
      now,
    );
  }

  let writing = Promise.resolve();

  async function write(
    hits: readonly Conclusive[],
    watch: Parameters<typeof watchAccounts>[1],
  ): Promise<void> {
    for (let at = 0; at < hits.length; at += writeSize)
      for (const { n } of await writeHits(tx, hits.slice(at, at + writeSize), now)) seenFindings.add(n);
    await watchAccounts(tx, first ? watch.filter((each) => each.recheckAt !== null) : watch);
  }

  return {
    /** Evaluates one page and writes what differs from what is open: that goes on while the next one is evaluated. */
    async take(page: readonly AccountView[]): Promise<void> {
      counts.accounts += page.length;
      const openOf = new Map<string, Map<FindingId, KnownFinding>>();
      if (!first)
        for (const each of await openFindingsOf(
          tx,
          page.map((view) => view.ref),
        )) {
          const name = accountName({ source: each.account_source, key: each.account_key });
          const ofAccount = openOf.get(name) ?? new Map<FindingId, KnownFinding>();
          openOf.set(name, ofAccount.set(each.id, each));
        }
      const toWrite = new Map<FindingId, Conclusive>();
      const toClose: KnownFinding[] = [];
      const watch: (AccountRef & { readonly recheckAt: Instant | null })[] = [];
      for (const view of page) {
        const conclusions = evaluateAccount(view, rules, context);
        const open = openOf.get(accountName(view.ref)) ?? new Map<FindingId, KnownFinding>();
        compare(conclusions, open, toWrite);
        toClose.push(...open.values());
        watch.push({ source: view.ref.source, key: view.ref.key, recheckAt: conclusions.recheckAt });
      }
      await close(toClose);
      await writing;
      writing = write([...toWrite.values()], watch);
      writing.catch(() => undefined); // told where it is waited for
    },

    /** Closes the open findings among these that no page accounted for: their accounts are gone. */
    async closeUnseen(open: readonly KnownFinding[], goneAccounts: readonly AccountRef[]): Promise<void> {
      await writing;
      const orphans = open.filter((each) => !seenFindings.has(each.n));
      await close(orphans);
      const gone = new Map(goneAccounts.map((each) => [accountName(each), each]));
      for (const each of orphans) {
        const account = { source: each.account_source, key: each.account_key };
        gone.set(accountName(account), account);
      }
      counts.gone += gone.size;
      await unwatchAccounts(tx, [...gone.values()]);
    },

    summary: (scope: EvaluationSummary['scope'], basis: Digest): EvaluationSummary => ({
      scope,
      ...counts,
      unknown,
      firstOpened,
      transitions: must(isDigest, transitions.digest('hex')),
      basis,
    }),
  };
}

/** Source names hold no line break, so no two accounts share a name. */
export const accountName = ({ source, key }: AccountRef): string => `${source}\n${key}`;
