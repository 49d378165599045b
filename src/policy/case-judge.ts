import {
  approverRoles,
  millisecondsOf,
  type ApproverRole,
  type CaseContext,
  type CaseFacts,
  type CaseJudge,
  type ChangeFacts,
  type CountedSignature,
  type Judge,
  type JudgeRequest,
  type PersonFacts,
  type StandsFor,
  type Verdict,
} from '../model/index.ts';
import { digestOfValue } from '../platform/canonical.ts';

/**
 * Lifts a judge of single changes to whole cases. Adds no rule of its own: it asks change by change and takes the strictest.
 * `inputOf` writes a request down as it is kept; without it nothing is.
 */
export function caseJudge(
  judge: Judge,
  inputOf: (request: JudgeRequest) => string | undefined = () => undefined,
): CaseJudge {
  const mayApprove = (
    role: ApproverRole,
    change: ChangeFacts,
    signer: PersonFacts,
    facts: CaseFacts,
    context: CaseContext,
    standsFor?: StandsFor,
  ): Verdict =>
    judge.judge({
      ...requestFor('approve', change, signer, facts, context, []),
      ...(standsFor === undefined
        ? { approval: { role, authority: signer.id } }
        : {
            via: { persons: [standsFor.person], agents: [], machines: [] },
            approval: {
              role,
              authority: standsFor.person,
              delegation: {
                from: standsFor.person,
                to: signer.id,
                start: standsFor.start,
                end: standsFor.end,
              },
            },
          }),
    });
  /** A signature under a delegation counts for what it lends and for nothing of the signer's own: one voice a signature. */
  const rolesLent = (standsFor: StandsFor | undefined): readonly ApproverRole[] =>
    approverRoles.filter((role) => standsFor?.only?.includes(role) ?? true);

  const count = (change: ChangeFacts, facts: CaseFacts, context: CaseContext): readonly CountedSignature[] =>
    context.signatures.map(({ signer, dependsOn, assurance, signedAt, standsFor }) => ({
      person: signer.id,
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
      ...(standsFor === undefined ? {} : { standsFor: standsFor.person }),
      assurance,
      signedAt,
      roles: rolesLent(standsFor).filter(
        (role) => mayApprove(role, change, signer, facts, context, standsFor).outcome === 'permit',
      ),
    }));

  const requests = (facts: CaseFacts, actor: PersonFacts, context: CaseContext): readonly JudgeRequest[] =>
    facts.changes.map((change) =>
      requestFor('execute', change, actor, facts, context, count(change, facts, context)),
    );

  return {
    judgeGlass: (facts, actor, context) =>
      strictest(
        facts.changes.map((change) =>
          judge.judge(
            requestFor('break_glass', change, actor, facts, context, count(change, facts, context)),
          ),
        ),
      ),
    explain: (idOrNeed) => judge.explain(idOrNeed),
    judgeCase: (facts, actor, context) =>
      strictest(requests(facts, actor, context).map((request) => judge.judge(request))),
    inputsOfCase: (facts, actor, context) =>
      requests(facts, actor, context).flatMap((request) => inputOf(request) ?? []),
    rolesOfSigner: (facts, signer, context, standsFor) =>
      rolesLent(standsFor).filter((role) =>
        facts.changes.every(
          (change) => mayApprove(role, change, signer, facts, context, standsFor).outcome === 'permit',
        ),
      ),
    whyNotSigner: (facts, signer, context, standsFor) =>
      rolesLent(standsFor).flatMap((role) =>
        facts.changes
          .map((change) => mayApprove(role, change, signer, facts, context, standsFor))
          .filter((verdict) => verdict.outcome !== 'permit')
          .slice(0, 1),
      ),
  };
}

function requestFor(
  action: 'execute' | 'approve' | 'break_glass',
  change: ChangeFacts,
  principal: PersonFacts,
  facts: CaseFacts,
  context: CaseContext,
  signatures: readonly CountedSignature[],
): JudgeRequest {
  const secondsTo = (later: number, earlier: number): number => Math.max(0, (later - earlier) / 1000);
  const now = millisecondsOf(context.now);
  const durationSeconds =
    context.endsAt === null ? null : Math.ceil(secondsTo(millisecondsOf(context.endsAt), now));
  return {
    action,
    principal,
    via: { persons: [], agents: [], machines: [] },
    change,
    now: context.now,
    factsAgeSeconds: facts.factsAgeSeconds,
    discharge: {
      signatures,
      evidence: facts.evidenceKinds,
      ...(change.reduces ? {} : { durationSeconds }),
      ...(change.watchedSeconds === undefined ? {} : { watchedSeconds: change.watchedSeconds }),
      waitedSeconds: Math.floor(secondsTo(now, millisecondsOf(context.filedAt))),
      ...(context.filer === undefined ? {} : { filer: context.filer }),
    },
  };
}

function obligationsOf(verdicts: readonly Verdict[]): { readonly obligations?: readonly string[] } {
  const all = new Set(
    verdicts.flatMap((verdict) => (verdict.outcome === 'permit' ? (verdict.obligations ?? []) : [])),
  );
  return all.size === 0 ? {} : { obligations: [...all].sort() };
}

/**
 * deny < requestable < permit; what is missing is the union. The digests of one change are its own; those of several
 * cover all of them in order. Throws RangeError for an empty case, which nobody can make.
 */
export function strictest(verdicts: readonly Verdict[]): Verdict {
  const [first, ...others] = verdicts;
  if (first === undefined) throw new RangeError('a case without changes has no verdict');
  const deciding = [...new Set(verdicts.flatMap((verdict) => verdict.deciding))].sort();
  const digests =
    others.length === 0
      ? first.digests
      : {
          policy: first.digests.policy,
          input: digestOfValue(
            'countersign/verdict-inputs/v1',
            verdicts.map((v) => v.digests.input),
          ),
          basis: digestOfValue(
            'countersign/verdict-bases/v1',
            verdicts.map((v) => v.digests.basis),
          ),
        };
  const denied = verdicts.find((verdict) => verdict.outcome === 'deny');
  if (denied !== undefined) return { ...denied, deciding, digests };
  const missing = [
    ...new Set(verdicts.flatMap((v) => (v.outcome === 'requestable' ? v.missing : []))),
  ].sort();
  return missing.length > 0
    ? { outcome: 'requestable', missing, deciding, digests }
    : { outcome: 'permit', deciding, digests, ...obligationsOf(verdicts) };
}
