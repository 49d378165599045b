import { ofAction, ofResource, waysToApply, type Applying, type Fitting, type Request } from './apply.ts';
import { accountIn } from './arn.ts';
import { factsOf, type Context } from './context.ts';
import type { Layers } from './decide.ts';
import { explain, type Answer } from './explain.ts';
import type { CompiledPolicy, CompiledStatement } from './policy.ts';
import type { Caller, NamedAs } from './principal.ts';
import { requestContext } from './request-context.ts';
import { resolve } from './resolve.ts';
import { governing } from './service-rules.ts';
import { Unknowns, type KnownWorlds } from './unknowns.ts';

/** Policies that work together at one place, and the names of those that are attached there and were not read. */
export interface PolicySet {
  readonly policies: readonly CompiledPolicy[];
  readonly unread: readonly string[];
}

/** One request and every policy that has a say in it. */
export interface Ask {
  readonly caller: Caller;
  /** The caller's managed and inline policies and those of its groups; nothing for a service or an outsider. */
  readonly identity: PolicySet;
  readonly boundary?: PolicySet;
  /** Policies passed when the session was made. */
  readonly session?: PolicySet;
  /** Service control policies of the caller's account, a set for each level from the organisation's root to the account. */
  readonly scps?: readonly PolicySet[];
  /** Resource control policies of the resource's account, likewise; for services that they cover, which are few. */
  readonly rcps?: readonly PolicySet[];
  /** The policy on the resource; for a role to be assumed its trust policy. Absent: there is none. */
  readonly resourcePolicy?: PolicySet;
  /** Whose the resource is, when the ARN does not say; null: nobody knows. */
  readonly resourceAccount?: string | null;
  readonly resource: string;
  /** What an answer calls the resource, where it only stands for what is meant. */
  readonly called?: string;
  /** What is known besides what follows from the caller and the resource. */
  readonly context: Context;
}

/** One action asked about, for any number of callers: what policies say of it is worked out once. */
export class Question {
  /** As asked, and folded: actions have no case. */
  readonly action: string;
  readonly folded: string;
  /** What was worked out of keys that are not known. */
  readonly worlds: KnownWorlds = new Map();
  readonly #statements = new Map<CompiledPolicy, readonly CompiledStatement[]>();
  readonly #fitting = new Map<string, Map<CompiledPolicy, readonly Fitting[]>>();

  constructor(action: string) {
    this.action = action;
    this.folded = action.toLowerCase();
  }

  /** Lets go of what was worked out of particular resources, for who keeps it until it is asked again. */
  rest(): void {
    this.#fitting.clear();
    this.worlds.clear();
  }

  statementsOf(policy: CompiledPolicy): readonly CompiledStatement[] {
    const known = this.#statements.get(policy);
    if (known !== undefined) return known;
    const found = ofAction(policy, this.folded);
    this.#statements.set(policy, found);
    return found;
  }

  fitting(policy: CompiledPolicy, resource: string): readonly Fitting[] {
    let byPolicy = this.#fitting.get(resource);
    if (byPolicy === undefined) this.#fitting.set(resource, (byPolicy = new Map()));
    const known = byPolicy.get(policy);
    if (known !== undefined) return known;
    const found = ofResource(this.statementsOf(policy), resource);
    byPolicy.set(policy, found);
    return found;
  }
}

/**
 * Is the request allowed, by the evaluation logic that AWS documents? The answer is exact: *depends* only when some way the
 * unknown can be allows it and some other does not. What it cannot tell apart (two unknown keys compared with each other and
 * with more besides) it takes as free, so that allow and deny are always right.
 */
export function evaluate(question: Question, ask: Ask): Answer {
  const unknowns = new Unknowns(question.worlds);
  let context: Context | undefined;
  const request: Request = {
    caller: ask.caller,
    action: question.folded,
    resource: ask.resource,
    get context() {
      return (context ??= requestContext(ask));
    },
    isBounded: ask.boundary !== undefined && hasPolicies(ask.caller),
    unknowns,
  };
  const layers = layersOf(question, ask, request);
  if (layers === undefined) return nothingAllows;
  return explain(layers, resolve(layers, unknowns.variables(factsOf), unknowns.count));
}

/** No policy allows it. */
export const nothingAllows: Answer = {
  verdict: 'deny',
  because: [{ layer: 'identity', statement: undefined }],
};

/** A user or a session of a role or user: what identity policies, boundaries and session policies are for. */
const hasPolicies = ({ kind }: Caller): boolean =>
  kind === 'user' || kind === 'role' || kind === 'federated_user';

/** Undefined when no policy of the caller allows it, nor one on the resource in the caller's own name: then nothing else matters. */
function layersOf(question: Question, ask: Ask, request: Request): Layers | undefined {
  const { caller } = ask;
  const rules = governing(question.folded, ask.resource);
  const isPrincipal = hasPolicies(caller);
  const hasAccount = isPrincipal || caller.kind === 'root';
  const isExempt = caller.kind === 'role' && caller.serviceLinked === true;
  const bind = (set: PolicySet, onResource: boolean): readonly Applying[] =>
    set.policies.flatMap((policy) =>
      question
        .fitting(policy, request.resource)
        .flatMap((fitting) => waysToApply(fitting, request, onResource)),
    );
  const own = (set: PolicySet): readonly Applying[] => [
    ...bind(set, false),
    ...set.unread.flatMap((policy) => unreadPolicy(policy, request.unknowns)),
  ];
  const identity = isPrincipal ? own(ask.identity) : [];
  const resource =
    ask.resourcePolicy === undefined || !rules.hasResourcePolicy
      ? []
      : [
          ...bind(ask.resourcePolicy, true),
          ...ask.resourcePolicy.unread.flatMap((policy) => unreadOnResource(policy, request)),
        ];
  const allows = ({ ref }: Applying): boolean => ref.effect === 'allow';
  // what names the account leaves it to the caller's own policies
  const gives = (each: Applying): boolean => allows(each) && each.as !== 'account';
  if (isPrincipal && !identity.some(allows) && !resource.some(gives)) return undefined;
  return {
    callerKind: caller.kind,
    identity,
    resource,
    boundary: isPrincipal && ask.boundary !== undefined ? own(ask.boundary) : undefined,
    session: isPrincipal && ask.session !== undefined ? own(ask.session) : undefined,
    scps: hasAccount && !isExempt ? (ask.scps ?? []).map(own) : [],
    rcps:
      !rules.isBeyondRcps && !isExempt
        ? (ask.rcps ?? []).map((level) => [
            ...bind(level, true).map(({ as: _as, ...each }) => each),
            ...level.unread.flatMap((policy) => unreadRcp(policy, request.unknowns)),
          ])
        : [],
    isSameAccount: isSameAccount(ask, request.unknowns),
    needsResourcePolicy: rules.needsResourcePolicy,
  };
}

function isSameAccount(
  { caller, resource, resourceAccount, called = resource }: Ask,
  unknowns: Unknowns,
): Layers['isSameAccount'] {
  if (!('account' in caller)) return false;
  const owner = resourceAccount ?? accountIn(resource);
  // what is no ARN (`*`: the action takes no resource) is the caller's own account
  if (owner === undefined)
    return resource.startsWith('arn:')
      ? { literal: unknowns.free(`whether ${called} belongs to account ${caller.account}`) }
      : true;
  return owner === caller.account;
}

function unreadPolicy(policy: string, unknowns: Unknowns): readonly Applying[] {
  const [allows, denies] = unknowns.ofPolicy(policy, ['allows', 'denies'], true);
  return [said(policy, 'allow', allows), said(policy, 'deny', denies)];
}

/** `RCPFullAWSAccess` is always attached, so a level of RCPs that was not read can only deny. */
function unreadRcp(policy: string, unknowns: Unknowns): readonly Applying[] {
  const [allows, denies] = unknowns.ofPolicy(policy, ['allows', 'denies'], false);
  return [said(policy, 'allow', allows), said(policy, 'deny', denies)];
}

/** It could name the caller in any way that there is for its kind. */
function unreadOnResource(policy: string, { caller, unknowns }: Request): readonly Applying[] {
  const isSession = caller.kind === 'role' || caller.kind === 'federated_user';
  const ways: readonly NamedAs[] = isSession
    ? ['itself', 'origin', 'account']
    : caller.kind === 'user'
      ? ['itself', 'account']
      : ['itself'];
  const says = unknowns.ofPolicy(policy, [...ways, 'denies'], true);
  return [
    said(policy, 'deny', says[ways.length]),
    ...ways.map((as, at) => ({ ...said(policy, 'allow', says[at]), as })),
  ];
}

const said = (policy: string, effect: 'allow' | 'deny', literal: number | undefined): Applying => ({
  ref: { policy, statement: 0, effect },
  literals: literal === undefined ? [] : [literal],
  unread: true,
});
