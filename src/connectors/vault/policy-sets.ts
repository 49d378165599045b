import { createHash } from 'node:crypto';
import type { Observation } from '../../model/index.ts';
import { joinKeys } from '../kit/keys.ts';
import { effectiveRights, isTemplated, type EffectiveRight, type Effort } from './effective.ts';
import { pathMatches, patternOf } from './paths.ts';
import type { Capability, PathRule } from './policy.ts';

/** Who may write here, or everywhere, can give themselves everything else. */
const governing: readonly string[] = [
  'sys/policies/acl/any',
  'sys/policy/any',
  'sys/auth/any',
  'auth/any/role/any',
  'auth/token/create',
  'auth/token/roles/any',
  'identity/entity/id/any',
  'identity/group/id/any',
];
const writes: ReadonlySet<Capability> = new Set(['create', 'update', 'patch', 'sudo']);

const everything: Omit<EffectiveRight, 'capability'> & { readonly capability: '*' } = {
  path: '*',
  capability: '*',
  effect: 'allow',
  conditions: [],
};

/** A key that is too long ends in its digest: cut off, two different ones would be the same. */
export const bounded = (key: string): string =>
  key.length <= 1000 ? key : `${key.slice(0, 900)}…${createHash('sha256').update(key).digest('hex')}`;

/** Policies as they are held together: one group for each set of them, with what they amount to, once worked out. */
export class PolicySets {
  readonly #policies: ReadonlyMap<string, readonly PathRule[] | undefined>;
  readonly #told = new Set<string>();
  /** Of all sets together: whoever may write policies makes as many sets as they like. */
  readonly #effort: Effort = { left: 40_000_000 };

  /** `undefined`: the policy is there and was not read. */
  constructor(policies: ReadonlyMap<string, readonly PathRule[] | undefined>) {
    this.#policies = policies;
  }

  /** The group of those who hold exactly these; told with all its rights when nobody held them before. */
  *tell(given: readonly string[]): Generator<Observation, string> {
    const names = [...new Set(given)].toSorted();
    const key = bounded(`policies/${joinKeys(...names)}`);
    if (this.#told.has(key)) return key;
    this.#told.add(key);
    const unread = names.filter((name) => name !== 'root' && this.#policies.get(name) === undefined);
    const title = names.length === 1 ? `policy ${names.join()}` : `policies ${names.join(', ')}`;
    yield {
      type: 'group',
      key,
      name: title.slice(0, 1000),
      kind: 'policy',
      attributes: unread.length === 0 ? {} : { notRead: unread.join(', ').slice(0, 4000) },
    };
    const rights = names.includes('root')
      ? [everything]
      : effectiveRights(
          names.map((name) => this.#policies.get(name) ?? []),
          this.#effort,
        );
    for (const { path, capability, effect, conditions } of rights) {
      const right = yield* this.#right(path, capability);
      const all = [
        ...conditions,
        ...(unread.length === 0 || effect === 'deny'
          ? []
          : [`not where ${unread.join(', ')} says otherwise, which was not read`]),
      ].map((text) => text.slice(0, 4000));
      yield {
        type: 'grant',
        key: `${key}>${effect === 'deny' ? '!' : ''}${right}`,
        subjectKey: key,
        entitlementKey: right,
        effect,
        ...(all.length === 0 ? {} : { conditions: all.slice(0, 200) }),
      };
    }
    return key;
  }

  *#right(path: string, capability: Capability | '*'): Generator<Observation, string> {
    const key = bounded(joinKeys(path, capability));
    if (this.#told.has(`right ${key}`)) return key;
    this.#told.add(`right ${key}`);
    yield {
      type: 'entitlement',
      key,
      action: capability,
      resourcePattern: resourcePattern(path),
      ...(isPrivileged(path, capability) ? { privileged: true } : {}),
    };
    return key;
  }
}

/** As patterns are written here: `*` is anything, also across parts of the path. */
export function resourcePattern(path: string): string {
  const glob = path.endsWith('*');
  const text = glob ? path.slice(0, -1) : path;
  const literal = (part: string): string =>
    part.replaceAll('%', '%25').replaceAll('*', '%2A').replaceAll('?', '%3F');
  const parts = text.split(/(\{\{[^{}]*\}\})/).map((part) =>
    part.startsWith('{{')
      ? '*'
      : part
          .split('/')
          .map((each) => (each === '+' ? '*' : literal(each)))
          .join('/'),
  );
  return `${parts.join('')}${glob ? '*' : ''}`;
}

function isPrivileged(path: string, capability: Capability | '*'): boolean {
  if (isTemplated(path)) return false;
  if (path === '*') return capability !== 'list' && capability !== 'deny';
  const pattern = patternOf(path);
  return capability !== '*' && writes.has(capability) && governing.some((each) => pathMatches(pattern, each));
}
