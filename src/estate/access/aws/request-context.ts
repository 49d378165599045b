import { accountIn } from './arn.ts';
import type { Actual } from './condition.ts';
import type { Context } from './context.ts';
import type { Ask } from './evaluate.ts';
import type { Caller } from './principal.ts';

/** Keys that follow from who asks and for what, unless the asker states them (IAM user guide, Global condition context keys). */
export function requestContext(
  ask: Pick<Ask, 'caller' | 'resource' | 'resourceAccount' | 'context'>,
): Context {
  const account = ask.resourceAccount ?? accountIn(ask.resource);
  return new Map<string, Actual>([
    ...knownKeys(ask.caller),
    ...(account === undefined ? [] : [['aws:resourceaccount', [account]] as const]),
    ...ask.context,
  ]);
}

/** The same caller is asked about again and again. */
function knownKeys(caller: Caller): Keys {
  const known = keysOf.get(caller);
  if (known !== undefined) return known;
  const keys = callerKeys(caller);
  keysOf.set(caller, keys);
  return keys;
}
const keysOf = new WeakMap<Caller, Keys>();

type Keys = readonly (readonly [string, Actual])[];

function callerKeys(caller: Caller): Keys {
  switch (caller.kind) {
    case 'user':
      return [
        ...principal(caller.arn, caller.account, 'User'),
        ['aws:username', [caller.arn.slice(caller.arn.lastIndexOf('/') + 1)]],
        ...(caller.id === undefined ? [] : [['aws:userid', [caller.id]] as const]),
      ];
    case 'role':
      if (caller.unnamed === true)
        return [
          ...(caller.account === '' ? [] : [['aws:principalaccount', [caller.account]] as const]),
          ['aws:principalisawsservice', ['false']],
          ['aws:principalservicename', null],
        ];
      return [
        ...principal(caller.arn, caller.account, 'AssumedRole'),
        ['aws:username', null],
        ...(caller.id === undefined || caller.sessionName === undefined
          ? []
          : [['aws:userid', [`${caller.id}:${caller.sessionName}`]] as const]),
      ];
    case 'federated_user':
      return [...principal(caller.arn, caller.account, 'FederatedUser'), ['aws:username', null]];
    case 'root':
      return [
        ...principal(caller.arn, caller.account, 'Account'),
        ['aws:username', null],
        ['aws:userid', [caller.account]],
      ];
    case 'service':
      return [
        ['aws:principalisawsservice', ['true']],
        ['aws:principalservicename', [caller.name]],
        ['aws:username', null],
      ];
    case 'identity_provider':
      return [
        ['aws:principalisawsservice', ['false']],
        ['aws:username', null],
        ['aws:principalarn', null],
      ];
    case 'anonymous':
      return [
        ['aws:principalisawsservice', ['false']],
        ['aws:principaltype', ['Anonymous']],
        ['aws:userid', ['anonymous']],
        ['aws:username', null],
        ['aws:principalarn', null],
        ['aws:principalaccount', null],
      ];
  }
}

const principal = (arn: string, account: string, type: string): Keys => [
  ['aws:principalarn', [arn]],
  ['aws:principalaccount', [account]],
  ['aws:principaltype', [type]],
  ['aws:principalisawsservice', ['false']],
  ['aws:principalservicename', null],
];
