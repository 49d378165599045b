import {
  addSeconds,
  isWithin,
  refuse,
  type Change,
  type Instant,
  type ProposalId,
  type Result,
} from '../model/index.ts';
import type { ReviewBench } from './bench.ts';
import { says } from './change-types/index.ts';
import { fileProposal, type FiledCase } from './file-proposal.ts';
import { signedBy } from './signed-by.ts';
import { readRequestStatement } from './statement.ts';
import { loadProposal } from './stored-proposal.ts';

/** Less than was asked for: an earlier end, some of the changes, or both. */
export interface NarrowerAsked {
  readonly proposal: ProposalId;
  readonly until?: Instant;
  /** Which changes, from 0; absent: all. */
  readonly keep?: readonly number[];
}

const numberedWithinSeconds = 20;

/**
 * Files a narrower case under the signature of the request: who asked for more asked for this too. It is a proposal like any
 * other and decides nothing; the enforcer holds it to what was asked.
 */
export async function fileNarrower(bench: ReviewBench, asked: NarrowerAsked): Promise<Result<FiledCase>> {
  const loaded = await loadProposal(bench.database, asked.proposal);
  if (!loaded.ok) return loaded;
  const { proposal, entry, state } = loaded.value;
  if (state !== 'open')
    return refuse(
      'already_done',
      `Proposal \`${asked.proposal}\` is ${state}; only of an open one less can be given.`,
    );
  const leaf = await bench.ledger.entry(entry);
  const { statement, signature, narrows } = leaf?.entry.body ?? {};
  if (proposal.requester === undefined || typeof statement !== 'string' || typeof signature !== 'string')
    return refuse(
      'approval_missing',
      'Nobody asked for this in a signed request, so there is nothing of which less could be given.',
      'Reject it with the reason, or propose what you would approve.',
    );
  // the ledger takes a signed request within its week and by a key in force, and holds this filing to that for ever
  const numbered = addSeconds(bench.clock.now(), numberedWithinSeconds);
  const signed = await signedBy(bench, { statement, signature }, readRequestStatement, numbered);
  if (!signed.ok)
    return refuse(
      signed.code,
      `The signed request can carry no other case any more. ${signed.message}`,
      'Reject it with the reason, and have it asked for anew.',
    );
  if (typeof narrows === 'string')
    return refuse(
      'usage',
      `\`${asked.proposal}\` is less than was asked for already.`,
      `Narrow the request itself, which ${narrows} filed.`,
    );
  const kept = asked.keep ?? proposal.changes.map((_, index) => index);
  const changes = kept.flatMap((index): readonly Change[] => {
    const change = proposal.changes[index]?.change;
    return change === undefined ? [] : [earlier(change, asked.until)];
  });
  const endsAt =
    asked.until !== undefined && proposal.endsAt !== null ? asked.until : (asked.until ?? proposal.endsAt);
  const whole = { changes: proposal.changes.map(({ change }) => change), endsAt: proposal.endsAt };
  if (changes.length !== kept.length || !isWithin({ changes, endsAt }, whole))
    return refuse(
      'end_invalid',
      `That is not less than was asked for (${proposal.endsAt === null ? 'without an end' : `until ${proposal.endsAt}`}).`,
      'Give an earlier `--until`, or fewer of its changes.',
    );
  if (isWithin(whole, { changes, endsAt }))
    return refuse('usage', 'That is exactly what was asked for.', 'Approve it as it is.');
  return fileProposal(
    bench,
    {
      origin: proposal.origin,
      draftedBy: proposal.draftedBy,
      title: changes.map(says).join('; ').slice(0, 500),
      // the purpose is what the requester signed
      reason: proposal.reason,
      changes,
      findings: proposal.findings,
      endsAt,
      causedBy: [entry],
    },
    { as: 'requester', person: proposal.requester, statement, signature, narrows: entry },
  );
}

function earlier(change: Change, until: Instant | undefined): Change {
  if (until === undefined) return change;
  if (change.type === 'grant.add' || change.type === 'membership.add') return { ...change, until };
  return change.type === 'account.create' ? { ...change, validUntil: until } : change;
}
