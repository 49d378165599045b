import {
  approverRoles,
  assurances,
  readDuration,
  sayDuration,
  type ApproverRole,
  type Assurance,
} from '../model/index.ts';

/** Kinds of evidence that a row can ask for; `simulation` is asked for by fixed policy when policy itself is edited. */
export const evidenceKinds = [
  'usage',
  'effective_path',
  'purpose',
  'hr_record',
  'ownership_basis',
  'sod_clear',
  'consumers',
  'simulation',
  'review_quality',
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** `count` different people, each signing in one of `roles` (sorted). */
export interface ApprovalStep {
  readonly roles: readonly ApproverRole[];
  readonly count: number;
}

/**
 * One requirement. Its token says all of it, so a policy's `@need("…")` needs no table beside it:
 * `approval.manager+resource_owner.1`, `approval.manager.1.then.resource_owner.2` (only signatures made after the steps
 * before were complete), `approval.independent.1`, `evidence.usage`, `assurance.passkey`, `duration.P90D`, `wait.PT15M`,
 * `watch.P7D` (it is suspended and watched that long before it is deleted), `signature.current`.
 */
export type Need =
  | { readonly kind: 'approval'; readonly steps: readonly ApprovalStep[] }
  | { readonly kind: 'independent' }
  | { readonly kind: 'evidence'; readonly evidence: EvidenceKind }
  | { readonly kind: 'assurance'; readonly assurance: Assurance }
  | { readonly kind: 'duration'; readonly seconds: number }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'watch'; readonly seconds: number }
  | { readonly kind: 'signature' };

const mostSignatures = 9;

/** Token → need, or undefined when the token is not one. Exactly one spelling per need is accepted. */
export function parseNeed(token: string): Need | undefined {
  if (token === 'signature.current') return { kind: 'signature' };
  if (token === 'approval.independent.1') return { kind: 'independent' };
  const dot = token.indexOf('.');
  const head = token.slice(0, dot);
  const rest = token.slice(dot + 1);
  if (head === 'approval') return parseApproval(rest);
  if (head === 'evidence') {
    const evidence = evidenceKinds.find((known) => known === rest);
    return evidence && { kind: 'evidence', evidence };
  }
  if (head === 'assurance') {
    const assurance = assurances.find((known) => known === rest);
    return assurance && { kind: 'assurance', assurance };
  }
  const seconds = readDuration(rest);
  if (seconds === undefined) return undefined;
  if (head === 'duration') return { kind: 'duration', seconds };
  return head === 'wait' || head === 'watch' ? { kind: head, seconds } : undefined;
}

function parseApproval(rest: string): Need | undefined {
  const steps: ApprovalStep[] = [];
  for (const part of rest.split('.then.')) {
    const [names = '', count = '', extra] = part.split('.');
    const roles = names.split('+').map((name) => approverRoles.find((known) => known === name));
    if (extra !== undefined || !/^[1-9]$/.test(count)) return undefined;
    const known = roles.filter((role) => role !== undefined);
    if (known.length !== roles.length || stepText({ roles: known, count: Number(count) }) !== part)
      return undefined;
    steps.push({ roles: known, count: Number(count) });
  }
  return steps.length <= mostSignatures ? { kind: 'approval', steps } : undefined;
}

const stepText = (step: ApprovalStep): string =>
  `${[...new Set(step.roles)].toSorted().join('+')}.${step.count}`;

/** The token that asks for the last step once all steps before it are complete. */
export const approvalToken = (steps: readonly ApprovalStep[]): string =>
  `approval.${steps.map(stepText).join('.then.')}`;

/** A requirement in one plain sentence for people. */
export function sayNeed(need: Need): string {
  if (need.kind === 'signature')
    return 'The person who acts has signed this, and the signature still stands.';
  if (need.kind === 'independent')
    return 'Someone other than the person who filed it signs; where nobody said who filed it, two people sign.';
  if (need.kind === 'evidence') return `Evidence of ${sayEvidence[need.evidence]} is attached.`;
  if (need.kind === 'assurance') return sayAssurance[need.assurance];
  if (need.kind === 'duration') return `It ends within ${sayDuration(need.seconds)}.`;
  if (need.kind === 'watch')
    return `It is suspended and watched for at least ${sayDuration(need.seconds)} before it is deleted.`;
  if (need.kind === 'wait') return `At least ${sayDuration(need.seconds)} have passed since it was filed.`;
  return sayApproval(need.steps);
}

const sayAssurance: Readonly<Record<Assurance, string>> = {
  key: 'Signatures are made with an enrolled key.',
  passkey: 'Signatures are made with a passkey or a hardware-backed key that verifies the person.',
};

const sayApproval = (steps: readonly ApprovalStep[]): string =>
  `${steps.map((step, at) => (at === 0 ? sayStep(step) : lowered(sayStep(step)))).join(', then ')}${steps.length > 1 ? ', in this order' : ''}.`;

const lowered = (text: string): string => text.replace(/^One/, 'one');

const sayStep = (step: ApprovalStep): string => {
  const roles = step.roles.map((role) => role.replaceAll('_', ' ')).join(' or ');
  return step.count === 1 ? `One ${roles} signs` : `${step.count} different people sign as ${roles}`;
};

const sayEvidence: Readonly<Record<EvidenceKind, string>> = {
  usage: 'how the access was used',
  effective_path: 'the path by which the access is effective',
  purpose: 'the purpose',
  hr_record: 'the personnel record',
  ownership_basis: 'why this person is the owner',
  sod_clear: 'a clear separation-of-duties check',
  consumers: 'who or what depends on it',
  simulation: 'what it would come to',
  review_quality: 'a reviewer who was seen to tell right from wrong in this campaign',
};
