import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Change, Digest, Proposal, TargetState } from '../model/index.ts';
import { canonicalJson, digestOfValue } from '../platform/canonical.ts';
import { targetStateSchema } from '../platform/wire/proposal.ts';

/** What a proposal's signatures are held to: changes with preconditions, inverses, and end date. Computed here anew, from the ledger's copy. */
export const changesDigest = ({ changes, endsAt }: Proposal): Digest =>
  digestOfValue('countersign/changes/v1', { changes, endsAt });

/** What a person's signed request asks for: the bare changes and the end date. Computed here anew, as above. */
export const requestedDigest = ({ changes, endsAt }: Proposal): Digest =>
  digestOfValue('countersign/requested-changes/v1', {
    changes: changes.map((proposed) => proposed.change),
    endsAt,
  });

/**
 * The content of a step's `pre-image` blob. States are few and guessable (an employee number, a date), so each step has a
 * salt: `before` and `after` in its entries are digests of salt and state, comparable with each other, and worth nothing
 * once the blob is erased.
 */
export interface PreImage {
  readonly salt: string;
  readonly state: TargetState;
}

export const newPreImage = (state: TargetState): PreImage => ({
  salt: randomBytes(16).toString('hex'),
  state,
});

export const preImageContent = (image: PreImage): string => canonicalJson(image);

const preImageSchema = z.strictObject({ salt: z.string().regex(/^[0-9a-f]{32}$/), state: targetStateSchema });
/** Throws (SyntaxError, ZodError) when the content is not a pre-image. */
export const readPreImage = (content: string): PreImage => preImageSchema.parse(JSON.parse(content));

export const stateDigest = (salt: string, state: TargetState): Digest =>
  digestOfValue('countersign/target-state/v1', { salt, state });

/** The one thing at a target that a change touches, whatever it does to it: what its `TargetState` is the state of. */
export function thingOf(change: Change): Digest {
  return digestOfValue('countersign/thing/v1', nameOf(change));
}

function nameOf(change: Change): readonly string[] {
  switch (change.type) {
    case 'grant.add':
    case 'grant.remove':
      return ['grant', change.source, change.subjectKey, change.entitlementKey];
    case 'membership.add':
    case 'membership.remove':
      return ['membership', change.source, change.memberKey, change.groupKey];
    case 'account.disable':
    case 'account.enable':
    case 'account.create':
    case 'account.drop':
      return ['account', change.source, change.accountKey];
    case 'owner.assign':
    case 'owner.clear':
      return ['owner', change.accountSource, change.accountKey, change.role];
    case 'risk.accept':
    case 'risk.reopen':
      return ['risk', change.findingId];
    case 'bundle.define':
    case 'bundle.retire':
      return ['bundle', change.bundle];
  }
}

export const sameState = (a: TargetState, b: TargetState): boolean => canonicalJson(a) === canonicalJson(b);
