import type { Applying } from './apply.ts';
import type { Actual } from './condition.ts';
import { allows, appliesNow, explicitDeny, type Layers, type Truth } from './decide.ts';
import type { StatementRef } from './policy.ts';
import type { Resolved, Sample } from './resolve.ts';
import type { Missing } from './unknowns.ts';

/** Kinds of policy, as answers name them; `root` is the root user, who needs none. */
export type LayerName = 'root' | 'identity' | 'boundary' | 'session' | 'scp' | 'rcp' | 'resource';

/** One reason of an answer: a statement that allows or denies, or a kind of policy in which none allows. */
export type Reason =
  | { readonly layer: LayerName; readonly statement: StatementRef }
  | { readonly layer: LayerName; readonly statement: undefined };

export type Answer =
  | { readonly verdict: 'allow'; readonly because: readonly Reason[] }
  | { readonly verdict: 'deny'; readonly because: readonly Reason[] }
  | {
      readonly verdict: 'depends';
      readonly on: readonly Missing[];
      /** What allows it in one case in which it is allowed, with values that make it so, and what denies it in another. */
      readonly allowedBy: readonly Reason[];
      readonly allowedWhen: Readonly<Record<string, Actual>>;
      readonly deniedBy: readonly Reason[];
      readonly deniedWhen: Readonly<Record<string, Actual>>;
      readonly isExact: boolean;
    };

export function explain(layers: Layers, resolved: Resolved): Answer {
  if (resolved.is === 'settled') {
    const { isAllowed, sample } = resolved;
    return isAllowed
      ? { verdict: 'allow', because: allowing(layers, sample.truth) }
      : { verdict: 'deny', because: denying(layers, sample.truth) };
  }
  const { allowed, denied } = resolved;
  return {
    verdict: 'depends',
    on: merged(resolved.on.flatMap(({ missing }) => missing)),
    allowedBy: allowed === undefined ? [] : allowing(layers, allowed.truth),
    allowedWhen: allowed === undefined ? {} : valuesIn(allowed),
    deniedBy: denied === undefined ? [] : denying(layers, denied.truth),
    deniedWhen: denied === undefined ? {} : valuesIn(denied),
    isExact: resolved.isExact,
  };
}

/** Each key once, with all its tests. */
function merged(missing: readonly Missing[]): readonly Missing[] {
  const keys = Map.groupBy(
    missing.flatMap((each) => (each.is === 'key' ? [each] : [])),
    ({ key }) => key,
  );
  return [
    ...[...keys].map(([key, each]): Missing => ({
      is: 'key',
      key,
      tests: [...new Set(each.flatMap(({ tests }) => tests))],
    })),
    ...missing.filter(({ is }) => is !== 'key'),
  ];
}

function valuesIn({ worlds }: Sample): Readonly<Record<string, Actual>> {
  return Object.fromEntries(
    [...worlds].flatMap(([{ missing }, { example }]) =>
      missing.flatMap((each) =>
        each.is === 'key' && example !== undefined ? [[each.key, example] as const] : [],
      ),
    ),
  );
}

const parts = (layers: Layers): readonly (readonly [LayerName, readonly Applying[]])[] => [
  ...layers.scps.map((level) => ['scp', level] as const),
  ...layers.rcps.map((level) => ['rcp', level] as const),
  ['resource', layers.resource],
  ['identity', layers.identity],
  ['boundary', layers.boundary ?? []],
  ['session', layers.session ?? []],
];

/** A statement of each kind of policy that allows. */
function allowing(layers: Layers, truth: Truth): readonly Reason[] {
  const root: readonly Reason[] =
    layers.callerKind === 'root' ? [{ layer: 'root', statement: undefined }] : [];
  const found = parts(layers).flatMap(([layer, statements]): readonly Reason[] => {
    const first = statements.find((each) => each.ref.effect === 'allow' && appliesNow(each, truth) === 1);
    return first === undefined ? [] : [{ layer, statement: first.ref }];
  });
  return [...root, ...found];
}

/** Every Deny that applies; when there is none, the kinds of policy that would have to allow and do not. */
function denying(layers: Layers, truth: Truth): readonly Reason[] {
  if (explicitDeny(layers, truth) === 1)
    return parts(layers).flatMap(([layer, statements]) =>
      statements.flatMap((each): readonly Reason[] =>
        each.ref.effect === 'deny' && appliesNow(each, truth) === 1 ? [{ layer, statement: each.ref }] : [],
      ),
    );
  return silent(layers, truth).map((layer) => ({ layer, statement: undefined }));
}

function silent(layers: Layers, truth: Truth): readonly LayerName[] {
  const found = new Set<LayerName>();
  const check = (layer: LayerName, statements: readonly Applying[] | undefined): void => {
    if (statements !== undefined && allows(statements, truth) !== 1) found.add(layer);
  };
  for (const level of layers.scps) check('scp', level);
  for (const level of layers.rcps) check('rcp', level);
  const { callerKind: kind } = layers;
  const hasIdentity = kind === 'user' || kind === 'role' || kind === 'federated_user';
  if (hasIdentity) {
    check('identity', layers.identity);
    check('boundary', layers.boundary);
    check('session', kind === 'federated_user' ? (layers.session ?? []) : layers.session);
  }
  const isSame = layers.isSameAccount === true;
  if (!isSame || layers.needsResourcePolicy || !hasIdentity) check('resource', layers.resource);
  return [...found];
}
