import { bindResource, bindTest, type Bound } from './bind.ts';
import { sessionNameKey, type Context } from './context.ts';
import { patternMachine } from './machine.ts';
import { matchesByLastRun, patternMatches } from './pattern.ts';
import type { CompiledPolicy, CompiledStatement, StatementRef } from './policy.ts';
import { namingOf, type Caller, type Named, type NamedAs } from './principal.ts';
import { fill, unitsOf, type Template } from './template.ts';
import { not, type Literal, type Unknowns } from './unknowns.ts';

/** A statement that applies to the request if all its literals are true; none: it applies. */
export interface Applying {
  readonly ref: StatementRef;
  readonly literals: readonly Literal[];
  /** How a policy on a resource names the caller. */
  readonly as?: NamedAs;
  /** Stands for what a policy that was not read could say. */
  readonly unread?: true;
}

/** The request that statements are laid against. */
export interface Request {
  readonly caller: Caller;
  /** In lower case. */
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
  /** The caller has a permissions boundary, known or not. */
  readonly isBounded: boolean;
  readonly unknowns: Unknowns;
}

/** Statements of a policy whose Action or NotAction takes in the action. Worth keeping: it is the same for every caller. */
export const ofAction = (policy: CompiledPolicy, action: string): readonly CompiledStatement[] =>
  policy.statements.filter(
    ({ actions }) => actions.patterns.some((pattern) => matchesByLastRun(pattern, action)) !== actions.not,
  );

/** A statement that could be of the resource, and the patterns in it that only the caller's variables settle. */
export interface Fitting {
  readonly statement: CompiledStatement;
  readonly open: readonly Template[];
  /** How it applies outside policies on resources, when that is the same for every request; else undefined. */
  readonly always: readonly Applying[] | undefined;
}

/** Those of the statements that are of the resource as far as that is the same for every caller. */
export function ofResource(statements: readonly CompiledStatement[], resource: string): readonly Fitting[] {
  return statements.flatMap((statement): readonly Fitting[] => {
    const { resources } = statement;
    if (resources === undefined) return [{ statement, open: [], always: undefined }];
    const open = resources.templates.filter(({ keys }) => keys.length > 0);
    const matches = resources.templates.some((template) => {
      const filled = template.keys.length > 0 ? undefined : fill(template, () => ({ is: 'nothing' }));
      return filled?.is === 'pattern' && patternMatches(filled.pattern, resource);
    });
    if (matches) return resources.not ? [] : [fittingOf(statement, [])];
    return resources.not || open.length > 0 ? [fittingOf(statement, open)] : [];
  });
}

function fittingOf(statement: CompiledStatement, open: readonly Template[]): Fitting {
  const { ref, tests, unclear } = statement;
  const isConstant = open.length + tests.length + unclear.length === 0;
  return { statement, open, always: isConstant ? [{ ref, literals: [] }] : undefined };
}

/**
 * How a statement that fits applies: not at all (an empty list), or in one or more ways, any of which suffices. `onResource`:
 * it stands in a policy on a resource, which names principals.
 */
export function waysToApply(fitting: Fitting, request: Request, onResource: boolean): readonly Applying[] {
  const { statement, always } = fitting;
  if (always !== undefined && !onResource) return always;
  const resources = waysOfResource(fitting, request, onResource);
  if (resources.length === 0) return [];
  const common: Literal[] = statement.unclear.map((what) =>
    request.unknowns.free(`${what} (${nameOf(statement.ref)})`),
  );
  const callers = onResource ? waysOfCaller(statement, request) : [{ literals: [] }];
  if (callers.length === 0) return [];
  for (const test of statement.tests) {
    const bound = bindTest(test, request.context, request.unknowns);
    if (bound === false) return [];
    if (bound !== true) common.push(bound.literal);
  }
  return resources.flatMap((literals) =>
    callers.map((caller) => ({
      ref: statement.ref,
      ...caller,
      literals: [...literals, ...caller.literals, ...common],
    })),
  );
}

export const nameOf = ({ policy, statement, sid }: StatementRef): string =>
  `${policy} statement ${statement}${sid === undefined ? '' : ` (${sid})`}`;

type Way = readonly Literal[];

function waysOfResource({ statement, open }: Fitting, request: Request, onResource: boolean): readonly Way[] {
  const { resources } = statement;
  if (resources === undefined)
    // a policy on a resource may leave it out; elsewhere AWS refuses the statement
    return [
      onResource
        ? []
        : [request.unknowns.free(`${nameOf(statement.ref)} has neither Resource nor NotResource`)],
    ];
  if (open.length === 0) return [[]];
  const bounds = open.map((template) => bindResource(template, request.resource, request));
  return resources.not ? noneOf(bounds) : anyOf(bounds);
}

function anyOf(bounds: readonly Bound[]): readonly Way[] {
  if (bounds.includes(true)) return [[]];
  return bounds.flatMap((bound) => (typeof bound === 'boolean' ? [] : [[bound.literal]]));
}

function noneOf(bounds: readonly Bound[]): readonly Way[] {
  if (bounds.includes(true)) return [];
  return [bounds.flatMap((bound) => (typeof bound === 'boolean' ? [] : [not(bound.literal)]))];
}

interface CallerWay {
  readonly literals: Way;
  readonly as?: NamedAs;
}

function waysOfCaller({ principals, ref }: CompiledStatement, request: Request): readonly CallerWay[] {
  if (principals === undefined) return []; // AWS refuses a policy on a resource that names nobody
  if (!principals.not) return namedWays(principals.named, request);
  return ref.effect === 'allow'
    ? allButNamed(principals.named, request)
    : deniedBut(principals.named, { request, ref });
}

function namedWays(named: readonly Named[], request: Request): readonly CallerWay[] {
  return named.flatMap((each): readonly CallerWay[] => {
    const naming = namingOf(each, request.caller);
    if (naming === undefined) return [];
    const { as, ifSessionIs, ifUnclear } = naming;
    if (ifSessionIs !== undefined) return [{ as, literals: [sessionIs(ifSessionIs, request.unknowns)] }];
    return [{ as, literals: ifUnclear === undefined ? [] : [request.unknowns.free(ifUnclear)] }];
  });
}

/** `Allow` with NotPrincipal is for everybody whom it does not name in any way. */
function allButNamed(named: readonly Named[], request: Request): readonly CallerWay[] {
  const ways = namedWays(named, request);
  if (ways.some(({ literals }) => literals.length === 0)) return [];
  return [{ as: 'anyone', literals: ways.flatMap(({ literals }) => literals.map(not)) }];
}

/**
 * `Deny` with NotPrincipal spares a caller of whom it names everything: user or session, the role (or user) that the session
 * is of, and the account. Without the account it depends on the service. It spares nobody who has a permissions boundary.
 */
function deniedBut(
  named: readonly Named[],
  of: { readonly request: Request; readonly ref: StatementRef },
): readonly CallerWay[] {
  const { request } = of;
  const { caller, unknowns } = request;
  const always: readonly CallerWay[] = [{ literals: [] }];
  if (request.isBounded) return always;
  const ways = namedWays(named, request);
  if (ways.some(({ as }) => as === 'anyone')) return [];
  const are = (as: NamedAs): readonly CallerWay[] => ways.filter((way) => way.as === as);
  const own = are('itself');
  if (own.length === 0) return always;
  const hasOrigin = caller.kind === 'role' || caller.kind === 'federated_user';
  if (hasOrigin && are('origin').length === 0) return always;
  const inAccount = hasOrigin || caller.kind === 'user';
  const unlessNamed = own.some(({ literals }) => literals.length === 0)
    ? []
    : [{ literals: own.flatMap(({ literals }) => literals.map(not)) }];
  if (!inAccount || are('account').some(({ literals }) => literals.length === 0)) return unlessNamed;
  const open = unknowns.free(`whether the service spares whom ${nameOf(of.ref)} names without their account`);
  return [...unlessNamed, { literals: [open] }];
}

const sessionIs = (session: string, unknowns: Unknowns): Literal =>
  unknowns.ofKey(sessionNameKey, {
    name: session,
    text: `the session is named ${session}`,
    test: () => ({
      family: 'string',
      quantifier: 'one',
      fits: (value) => value === session,
      whenAbsent: false,
      machines: [patternMachine(unitsOf(session), false)],
      texts: [],
    }),
  });
