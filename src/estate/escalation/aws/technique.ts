import type { Technique } from '../becoming.ts';

/**
 * A way to gain what one does not hold in AWS, as data. The caller is judged by the evaluation of AWS policies for everything
 * in `needs`, for each thing that the technique can be over.
 */
export interface AwsTechnique {
  readonly technique: Technique;
  /** Its id in the catalogue at pathfinding.cloud. */
  readonly record: string;
  readonly over: Over;
  readonly needs: readonly Need[];
  /** What has to be there too and the estate does not hold: one that presumes something is never sure. */
  readonly presumes: readonly string[];
  readonly gains: 'it' | 'administrator';
}

/** What a technique is tried with: each of these that the estate has. */
export type Over =
  /** The caller, which is a user or a role, and whose own policies are changed. */
  | { readonly is: 'itself'; readonly kind: 'user' | 'role' }
  /** A group that the calling user is in. */
  | { readonly is: 'own group' }
  /** A group that the calling user is not in. */
  | { readonly is: 'group to join' }
  /** A policy of the customer's that the caller has, itself or by a group. */
  | { readonly is: 'own policy' }
  /** Another user of the account, and what has to be true of it. */
  | { readonly is: 'user'; readonly with: 'room for a key' | 'no password' | 'a password' | 'anything' }
  /** Another role of the account, which is changed; no service's own role can be. */
  | { readonly is: 'role to change' }
  /** A role that may be assumed, of any account. */
  | { readonly is: 'role to assume' }
  /** A policy of the customer's and a role that has it. */
  | { readonly is: 'policy of a role' }
  /** A role of the account that a service may assume, passed to it. */
  | {
      readonly is: 'role to pass';
      /** Any of these services. */
      readonly services: readonly string[];
      /** It reaches a machine in an instance profile only. */
      readonly inProfile: boolean;
    }
  /** A role of the account that a service may assume and that something there already runs with. */
  | { readonly is: 'role in use'; readonly by: string; readonly services: readonly string[] };

export interface Need {
  readonly action: string;
  readonly on: On;
}

/**
 * On what the action has to be allowed: what the technique is over; a role passed to its service; a role as its trust policy
 * is, or as the caller has rewritten it; no resource at all; or something of which the caller picks any: ARNs with `{partition}`,
 * `{region}`, `{account}` and `{name}`. Needs with the same list are met by one and the same thing.
 */
export type On =
  | 'user'
  | 'role'
  | 'group'
  | 'policy'
  | 'passed role'
  | 'role as trusted'
  | 'role as rewritten'
  | 'nothing'
  | { readonly any: readonly string[] };

/** What the lists of techniques are written with. */
export interface Told {
  readonly record: string;
  readonly title: string;
  readonly does: string;
  readonly takeAway?: string;
  readonly cost?: number;
  readonly presumes?: readonly string[];
  readonly means?: Technique['means'];
}

export function techniqueOf(told: Told, rest: Pick<AwsTechnique, 'over' | 'needs' | 'gains'>): AwsTechnique {
  const { record, title, does } = told;
  const presumes = [
    ...(told.presumes ?? []),
    ...(rest.over.is === 'role in use' ? [`there is ${rest.over.by}`] : []),
  ];
  return {
    technique: {
      id: `aws-${record}`,
      title,
      platform: 'aws',
      does,
      reference: `https://pathfinding.cloud/paths/${record}`,
      cost: Math.min(9, (told.cost ?? rest.needs.length) + (presumes.length > 0 ? 2 : 0)),
      takeAway: told.takeAway ?? rest.needs[0]?.action ?? '',
      ...(told.means === undefined ? {} : { means: told.means }),
      ...(presumes.length === 0 ? {} : { isGuess: true }),
    },
    record,
    presumes,
    ...rest,
  };
}
