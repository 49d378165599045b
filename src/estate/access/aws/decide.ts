import type { Applying } from './apply.ts';
import type { Caller } from './principal.ts';
import type { Literal } from './unknowns.ts';

/** Everything that applies to one request, by the part it plays. Undefined: there is no such policy. */
export interface Layers {
  readonly identity: readonly Applying[];
  readonly boundary: readonly Applying[] | undefined;
  readonly session: readonly Applying[] | undefined;
  /** From the organisation's root down to the account: each level has to allow. */
  readonly scps: readonly (readonly Applying[])[];
  readonly rcps: readonly (readonly Applying[])[];
  readonly resource: readonly Applying[];
  /** True when the caller's account owns the resource; a literal when it is not known whose it is. */
  readonly isSameAccount: boolean | { readonly literal: Literal };
  readonly callerKind: Caller['kind'];
  /** Nothing but the resource's own policy opens it, not even identity policies of its account: KMS keys, roles to assume. */
  readonly needsResourcePolicy: boolean;
}

/** 1 true, 0 false, -1 not known: Kleene's logic. */
export type Tri = 1 | 0 | -1;

/** What each atom is known to be. */
export type Truth = Int8Array;

const both = (...all: readonly Tri[]): Tri => (all.includes(0) ? 0 : all.includes(-1) ? -1 : 1);
const either = (...all: readonly Tri[]): Tri => (all.includes(1) ? 1 : all.includes(-1) ? -1 : 0);
const opposite = (tri: Tri): Tri => (tri === -1 ? -1 : tri === 1 ? 0 : 1);

/** Is the request allowed? AWS's evaluation logic, with -1 for what does not follow from the atoms that are known. */
export function decide(layers: Layers, truth: Truth): Tri {
  const denied = explicitDeny(layers, truth);
  if (denied === 1) return 0;
  return both(opposite(denied), allowedBy(layers, truth));
}

/** Does a Deny apply, in whatever kind of policy? */
export function explicitDeny(layers: Layers, truth: Truth): Tri {
  let open: Tri = 0;
  for (const layer of everyLayer(layers))
    for (const statement of layer) {
      if (statement.ref.effect !== 'deny') continue;
      const applies = appliesNow(statement, truth);
      if (applies === 1) return 1;
      if (applies === -1) open = -1;
    }
  return open;
}

export const everyLayer = (layers: Layers): readonly (readonly Applying[])[] => [
  layers.identity,
  layers.boundary ?? [],
  layers.session ?? [],
  ...layers.scps,
  ...layers.rcps,
  layers.resource,
];

function allowedBy(layers: Layers, truth: Truth): Tri {
  const scps = both(...layers.scps.map((level) => allows(level, truth)));
  const rcps = both(...layers.rcps.map((level) => allows(level, truth)));
  const { callerKind: kind } = layers;
  if (kind === 'service' || kind === 'identity_provider' || kind === 'anonymous')
    return both(rcps, allows(layers.resource, truth));
  const same =
    typeof layers.isSameAccount === 'boolean' ? undefined : valueOf(layers.isSameAccount.literal, truth);
  const isSame: Tri = same ?? (layers.isSameAccount === true ? 1 : 0);
  const within = isSame === 0 ? 0 : withinAccount(layers, truth);
  const across = isSame === 1 ? 0 : both(ownPolicies(layers, truth), allows(layers.resource, truth));
  const granted = isSame === 1 ? within : isSame === 0 ? across : within === across ? within : -1;
  return both(scps, rcps, granted);
}

/**
 * In one account the resource's policy can be enough: what names the user or the session itself (or everybody) is limited by
 * neither boundary nor session policy; what names the role of the session, or the user of a federated session, is limited by
 * both. What names the account leaves it to the caller's own policies.
 */
function withinAccount(layers: Layers, truth: Truth): Tri {
  const as = (...ways: readonly Applying['as'][]): Tri =>
    allows(
      layers.resource.filter((statement) => ways.includes(statement.as)),
      truth,
    );
  const direct = as('anyone', 'itself');
  const byOrigin = both(as('origin'), limitsAllow(layers, truth));
  const own = ownPolicies(layers, truth);
  return either(direct, byOrigin, layers.needsResourcePolicy ? both(as('account'), own) : own);
}

/** Identity policies within their limits. The root user has no identity policies and needs none. */
function ownPolicies(layers: Layers, truth: Truth): Tri {
  if (layers.callerKind === 'root') return 1;
  const session = layers.callerKind === 'federated_user' && layers.session === undefined ? 0 : 1;
  return both(session, allows(layers.identity, truth), limitsAllow(layers, truth));
}

const limitsAllow = ({ boundary, session }: Layers, truth: Truth): Tri =>
  both(
    boundary === undefined ? 1 : allows(boundary, truth),
    session === undefined ? 1 : allows(session, truth),
  );

/** Does some Allow of these apply? */
export function allows(statements: readonly Applying[], truth: Truth): Tri {
  let open: Tri = 0;
  for (const statement of statements) {
    if (statement.ref.effect !== 'allow') continue;
    const applies = appliesNow(statement, truth);
    if (applies === 1) return 1;
    if (applies === -1) open = -1;
  }
  return open;
}

export function appliesNow({ literals }: Applying, truth: Truth): Tri {
  let open: Tri = 1;
  for (const literal of literals) {
    const value = valueOf(literal, truth);
    if (value === 0) return 0;
    if (value === -1) open = -1;
  }
  return open;
}

function valueOf(literal: Literal, truth: Truth): Tri {
  const value = truth[literal >> 1] ?? -1;
  if (value === -1) return -1;
  return (value === 1) === ((literal & 1) === 0) ? 1 : 0;
}
