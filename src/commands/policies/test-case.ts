import {
  done,
  endOfChanges,
  refuse,
  type ActClass,
  type ApproverRole,
  type CaseContext,
  type CaseFacts,
  type CaseJudge,
  type Change,
  type FindingId,
  type Instant,
  type PersonFacts,
  type Result,
  type SignerStanding,
  type StandingSignature,
  type SubjectId,
  type Tier,
  type Verdict,
} from '../../model/index.ts';
import { caseJudge, type PolicySet } from '../../policy/index.ts';
import { says } from '../../review/index.ts';
import { casesOf } from '../case/cases-of.ts';
import type { System } from '../system.ts';
import { policyShown, type PolicyShown } from './in-force.ts';

/** A case that nobody filed: which changes, asked for by whom, signed with which keys. */
export interface CaseAsked {
  readonly changes: readonly Change[];
  readonly findings: readonly FindingId[];
  readonly endsAt: Instant | null;
  readonly purpose?: string;
  readonly requester?: SubjectId;
  /** Fingerprints of keys in force, in the order of signing. */
  readonly signedWith: readonly string[];
}

/** What one key’s signature would be worth here. */
export interface SignatureWorth {
  readonly person: SubjectId;
  readonly keyFingerprint: string;
  readonly assurance: SignerStanding['assurance'];
  /** The roles it counts for on every change; none: it counts for nothing. */
  readonly roles: readonly ApproverRole[];
  /** Why it counts for nothing. */
  readonly because: readonly string[];
}

export interface CaseAnswer {
  readonly verdict: Verdict;
  readonly changesInWords: readonly string[];
  readonly missing: readonly { readonly need: string; readonly says: string }[];
  readonly deciding: readonly PolicyShown[];
  readonly facts: readonly {
    readonly act: ActClass;
    readonly subject: string;
    readonly tier: Tier | null;
    readonly reduces: boolean;
    readonly reversible: boolean;
    /** Who asked, who benefits, who answers for them; null: not completely known, so nobody can approve. */
    readonly interest: {
      readonly requester: readonly SubjectId[];
      readonly beneficiary: readonly SubjectId[];
      readonly steward: readonly SubjectId[];
    } | null;
  }[];
  readonly evidence: readonly string[];
  readonly factsAgeSeconds: number;
  readonly signatures: readonly SignatureWorth[];
  /** Everybody else who is enrolled, each by their strongest key. */
  readonly others: readonly SignatureWorth[];
  /** Fewest further signatures that would make it a permit; empty: signatures alone would not, or none is missing. */
  readonly ways: readonly (readonly SubjectId[])[];
}

/**
 * Would this be permitted, and why? The case is looked up as for review and enforcement, and judged by the set in force. What
 * looking up allots on the way (ids of people who were never mentioned) is rolled back: nothing is written, and no entry made.
 */
export async function testCase(system: System, asked: CaseAsked): Promise<Result<CaseAnswer>> {
  const law = await system.law();
  if (!law.ok) return law;
  const now = system.clock.now();
  const inForce = await system.signers.inForce(now);
  const signing: SignerStanding[] = [];
  for (const fingerprint of asked.signedWith) {
    const standing = inForce.find(({ keyFingerprint }) => keyFingerprint === fingerprint);
    if (standing === undefined)
      return refuse(
        'signer_unknown',
        `The key ${fingerprint} speaks for nobody in this ledger now.`,
        'See `countersign signers`.',
      );
    if (signing.some(({ person }) => person === standing.person))
      return refuse(
        'already_done',
        'One signature a person counts; the same person is named twice.',
        'Name each signer once.',
      );
    signing.push(standing);
  }
  const asks = inForce.find(({ person }) => person === asked.requester) ?? inForce[0];
  if (asks === undefined)
    return refuse('signer_unknown', 'Nobody is enrolled to sign, so nothing can be decided.');
  const looked = await lookedUp(system, asked, now);
  if (!looked.ok) return looked;
  const judge = caseJudge(law.value.set.judge);
  const context: CaseContext = {
    now,
    filedAt: now,
    endsAt: endOfChanges(asked.changes, asked.endsAt),
    signatures: signing.map((standing) => signatureOf(standing, now)),
    ...(asked.requester === undefined ? {} : { filer: asked.requester }),
  };
  const verdict = judge.judgeCase(looked.value, personOf(signing.at(-1) ?? asks), context);
  const others = strongestOf(inForce).filter(({ person }) => !signing.some((each) => each.person === person));
  const worth = (standing: SignerStanding): SignatureWorth => worthOf(judge, looked.value, standing, context);
  return done(
    answered(law.value.set, asked, looked.value, {
      verdict,
      signatures: signing.map(worth),
      others: others.map(worth),
      ways: verdict.outcome === 'requestable' ? waysOf(judge, looked.value, others, context) : [],
    }),
  );
}

function answered(
  set: PolicySet,
  asked: CaseAsked,
  facts: CaseFacts,
  judged: Pick<CaseAnswer, 'verdict' | 'signatures' | 'others' | 'ways'>,
): CaseAnswer {
  const { verdict } = judged;
  const missing = verdict.outcome === 'requestable' ? verdict.missing : [];
  return {
    ...judged,
    changesInWords: asked.changes.map(says),
    missing: missing.map((need) => ({ need, says: set.judge.explain(need) })),
    deciding: verdict.deciding.flatMap((id) => {
      const policy = set.policies.find((each) => each.id === id);
      return policy === undefined ? [] : [policyShown(set, policy)];
    }),
    facts: facts.changes.map(({ act, subject, tier, reduces, reversible, interest }) => ({
      act,
      subject,
      tier: tier ?? null,
      reduces,
      reversible,
      interest: interest ?? null,
    })),
    evidence: facts.evidenceKinds,
    factsAgeSeconds: facts.factsAgeSeconds,
  };
}

/** Ends a transaction that has seen what it came for. */
class SeenEnough extends Error {
  readonly seen: Result<CaseFacts>;
  constructor(seen: Result<CaseFacts>) {
    super('seen enough');
    this.seen = seen;
  }
}

async function lookedUp(system: System, asked: CaseAsked, now: Instant): Promise<Result<CaseFacts>> {
  const { changes, findings, requester, purpose } = asked;
  const subject = {
    changes,
    findings,
    ...(requester === undefined ? {} : { requester }),
    ...(purpose === undefined ? {} : { purpose }),
  };
  const cases = casesOf(system);
  try {
    return await system.database.transaction(async (tx): Promise<Result<CaseFacts>> => {
      throw new SeenEnough(await cases.lookUp(tx, subject, now));
    });
  } catch (error) {
    if (error instanceof SeenEnough) return error.seen;
    throw error;
  }
}

const personOf = ({ person, roles }: SignerStanding): PersonFacts => ({
  kind: 'person',
  id: person,
  state: 'active',
  roles,
});

const signatureOf = (standing: SignerStanding, now: Instant): StandingSignature => ({
  signer: personOf(standing),
  dependsOn: standing.dependsOn,
  assurance: standing.assurance,
  signedAt: now,
});

function worthOf(
  judge: CaseJudge,
  facts: CaseFacts,
  standing: SignerStanding,
  context: CaseContext,
): SignatureWorth {
  const person = personOf(standing);
  const roles = judge.rolesOfSigner(facts, person, context);
  const why = roles.length > 0 ? [] : judge.whyNotSigner(facts, person, context);
  return {
    person: standing.person,
    keyFingerprint: standing.keyFingerprint,
    assurance: standing.assurance,
    roles,
    because: [...new Set(why.flatMap(({ deciding }) => deciding.map((id) => judge.explain(id))))],
  };
}

/** Each person once, with the key that counts for most. */
function strongestOf(inForce: readonly SignerStanding[]): readonly SignerStanding[] {
  const strongest = new Map<SubjectId, SignerStanding>();
  for (const standing of inForce) {
    const held = strongest.get(standing.person);
    if (held === undefined || (held.assurance === 'key' && standing.assurance === 'passkey'))
      strongest.set(standing.person, standing);
  }
  return [...strongest.values()];
}

/** Judging grows with the square of it; more people than this are not tried together. */
const mostTried = 8;
const mostWays = 5;

/** Tries, with the real judge, one more signature, then two. */
function waysOf(
  judge: CaseJudge,
  facts: CaseFacts,
  others: readonly SignerStanding[],
  context: CaseContext,
): readonly (readonly SubjectId[])[] {
  const able = others
    .filter((each) => judge.rolesOfSigner(facts, personOf(each), context).length > 0)
    .slice(0, mostTried);
  const permits = (more: readonly SignerStanding[]): boolean => {
    const last = more.at(-1);
    if (last === undefined) return false;
    const signatures = [...context.signatures, ...more.map((each) => signatureOf(each, context.now))];
    return judge.judgeCase(facts, personOf(last), { ...context, signatures }).outcome === 'permit';
  };
  const ways = (tries: readonly (readonly SignerStanding[])[]) =>
    tries
      .filter(permits)
      .slice(0, mostWays)
      .map((way) => way.map(({ person }) => person));
  const alone = ways(able.map((one) => [one]));
  if (alone.length > 0) return alone;
  return ways(able.flatMap((one, at) => able.slice(at + 1).map((other) => [one, other])));
}
