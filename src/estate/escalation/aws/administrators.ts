import type { Principal } from '../../access/aws-estate.ts';
import { compilePolicy, contextOf } from '../../access/aws/index.ts';
import { bestWay, type Asking, type Judged, type Request } from './asking.ts';

export const administratorPolicy = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** Every one of these is allowed, or it is no administrator. */
type Proof = readonly Request[];

/**
 * Who is an administrator of an account, and who would be one with a policy that allows everything. What the organisation leaves
 * to the account is not asked: it binds all of it alike. Boundaries and what the caller's own policies deny are.
 */
export class Administrators {
  readonly #asking: Asking;
  readonly #are = new WeakMap<Principal, readonly Judged[] | typeof no>();
  readonly #wouldBe = new WeakMap<Principal, readonly Judged[] | typeof no>();

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /** The answers that show it is one already; undefined: it is none. */
  isOne(principal: Principal): readonly Judged[] | undefined {
    return remembered(this.#are, principal, () => {
      const proofs = accountOf(principal).flatMap((place) => [everything(place)]);
      return bestWay(this.#asking, { ask: { ...principal.ask, scps: [] } }, proofs);
    });
  }

  /** The answers that show it would be one, were everything allowed by a policy of its own; undefined: it would be none. */
  wouldBeOne(principal: Principal): readonly Judged[] | undefined {
    return remembered(this.#wouldBe, principal, () => {
      const { ask } = principal;
      const identity = { ...ask.identity, policies: [...ask.identity.policies, allowsEverything] };
      const proofs = accountOf(principal).flatMap((place) => [everything(place), ...makesAnother(place)]);
      return bestWay(this.#asking, { ask: { ...ask, identity, scps: [] } }, proofs);
    });
  }
}

const no = 'no';

function remembered(
  known: WeakMap<Principal, readonly Judged[] | typeof no>,
  principal: Principal,
  find: () => readonly Judged[] | undefined,
): readonly Judged[] | undefined {
  let shown = known.get(principal);
  if (shown === undefined) known.set(principal, (shown = find() ?? no));
  return shown === no ? undefined : shown;
}

interface Place {
  readonly partition: string;
  readonly account: string;
}

function accountOf({ ask: { caller } }: Principal): readonly Place[] {
  if (!('account' in caller)) return [];
  return [{ partition: caller.arn.split(':')[1] ?? 'aws', account: caller.account }];
}

/** Some of everything, on things that no policy names. */
function everything({ partition, account }: Place): Proof {
  const arn = (service: string, rest: string): string =>
    `arn:${partition}:${service}:eu-west-1:${account}:${rest}`;
  const iam = (rest: string): string => `arn:${partition}:iam::${account}:${rest}`;
  return [
    { action: 'iam:AttachUserPolicy', resource: iam('user/any/x'), keys: attaching },
    { action: 'iam:PutRolePolicy', resource: iam('role/any/x'), keys: unbounded },
    { action: 'iam:CreateUser', resource: iam('user/any/x'), keys: unbounded },
    { action: 's3:GetObject', resource: `arn:${partition}:s3:::any-x/x`, account },
    { action: 'ec2:TerminateInstances', resource: arn('ec2', 'instance/i-any-x') },
    { action: 'lambda:UpdateFunctionCode', resource: arn('lambda', 'function:any-x') },
    { action: 'secretsmanager:GetSecretValue', resource: arn('secretsmanager', 'secret:any/x-abcdef') },
    { action: 'dynamodb:DeleteTable', resource: arn('dynamodb', 'table/any-x') },
  ];
}

/** Whoever can make an administrator is one. */
function makesAnother({ partition, account }: Place): readonly Proof[] {
  const user = `arn:${partition}:iam::${account}:user/any/x`;
  const role = `arn:${partition}:iam::${account}:role/any/x`;
  return [
    [
      { action: 'iam:CreateUser', resource: user, keys: unbounded },
      { action: 'iam:AttachUserPolicy', resource: user, keys: attaching },
      { action: 'iam:CreateAccessKey', resource: user },
    ],
    [
      { action: 'iam:CreateRole', resource: role, keys: unbounded },
      { action: 'iam:AttachRolePolicy', resource: role, keys: attaching },
    ],
  ];
}

const unbounded = contextOf({ 'iam:PermissionsBoundary': null });
const attaching = contextOf({ 'iam:PermissionsBoundary': null, 'iam:PolicyARN': administratorPolicy });

const allowsEverything = (() => {
  const compiled = compilePolicy('a policy that allows everything', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });
  if (!compiled.ok) throw new TypeError(compiled.message);
  return compiled.value;
})();
