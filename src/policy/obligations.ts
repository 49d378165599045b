import { approverRoles, type ApproverRole } from '../model/index.ts';

/** What whoever relies on an answer has to do besides: a closed list, read from `@obligation` of the policies that decided. */
export type Obligation = {
  /** A draft is shown to nobody who decides until a person in one of these roles has released it. */
  readonly kind: 'hold_for_release';
  readonly roles: readonly ApproverRole[];
};

const prefix = 'hold_for_release.';

export const holdToken = (roles: readonly ApproverRole[]): string =>
  `${prefix}${[...roles].toSorted().join('+')}`;

/** Token → obligation; undefined when it is none, and then whoever meets it has to refuse. */
export function parseObligation(token: string): Obligation | undefined {
  if (!token.startsWith(prefix)) return undefined;
  const roles = token
    .slice(prefix.length)
    .split('+')
    .flatMap((name) => approverRoles.find((role) => role === name) ?? []);
  return roles.length > 0 && holdToken(roles) === token ? { kind: 'hold_for_release', roles } : undefined;
}

export const sayObligation = ({ roles }: Obligation): string =>
  `It is held until one ${roles.map((role) => role.replaceAll('_', ' ')).join(' or ')} releases it.`;
