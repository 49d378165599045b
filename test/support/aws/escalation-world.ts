import {
  allow,
  doc,
  iam,
  policy,
  trust,
  type Attached,
  type MadeAccount,
  type MadePrincipal,
} from './made-account.ts';
import type { Doc } from './slow-evaluator.ts';

/** An account in which every way to become more stands open but for the rights of one principal, the actor. */

export const actorArn = { user: iam('user/team/actor'), role: iam('role/actor') };
export const places = {
  ownPolicy: iam('policy/own'),
  groupPolicy: iam('policy/devs'),
  devs: iam('group/devs'),
  admins: iam('group/admins'),
  /** One access key, no password. */
  withoutPassword: iam('user/ops/without-password'),
  /** Two access keys and a password. */
  withPassword: iam('user/ops/with-password'),
  target: iam('role/target'),
  targetPolicy: iam('policy/of-target'),
  partner: iam('role/partner', '222222222222'),
};
export const serviceRole = (service: string): string => iam(`role/svc/${service.split('.')[0] ?? ''}`);

/** Reads a bucket and nothing else. */
const harmless = allow(['s3:ListBucket'], { Resource: ['arn:aws:s3:::reports'] });

export interface Actor {
  readonly kind: 'user' | 'role';
  readonly has: readonly Attached[];
  readonly inGroup?: readonly Attached[];
  readonly boundary?: Doc;
  readonly scps?: readonly (readonly Doc[])[];
}

/** The account with the actor as given. Services: those that each have a role which trusts them. */
export function worldOf(actor: Actor, services: readonly string[]): MadeAccount {
  const isUser = actor.kind === 'user';
  const self: MadePrincipal = {
    arn: actorArn[actor.kind],
    has: [policy('own', harmless), ...actor.has],
    ...(isUser ? { groups: [places.devs] } : { trust: trust({ AWS: [iam('user/nobody')] }) }),
    ...(actor.boundary === undefined ? {} : { boundary: { arn: iam('policy/bounds'), doc: actor.boundary } }),
  };
  const root = trust({ AWS: [iam('root')] });
  return {
    users: [
      ...(isUser ? [self] : []),
      { arn: places.withoutPassword, has: [administrator], accessKeys: 1, hasPassword: false, hasMfa: false },
      { arn: places.withPassword, has: [administrator], accessKeys: 2, hasPassword: true, hasMfa: false },
    ],
    roles: [
      ...(isUser ? [] : [self]),
      { arn: places.target, has: [policy('of-target', harmless)], trust: root, instanceProfiles: 'none' },
      { arn: places.partner, has: [], trust: root },
      {
        arn: iam('role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX'),
        has: [],
        trust: trust({ Service: [...services] }),
      },
      ...services.map((service): MadePrincipal => ({
        arn: serviceRole(service),
        has: [administrator],
        trust: trust({ Service: [service] }),
        instanceProfiles: service === 'ec2.amazonaws.com' ? 'machines' : 'none',
      })),
    ],
    groups: {
      [places.devs]: [policy('devs', harmless), ...(actor.inGroup ?? [])],
      [places.admins]: [administrator],
    },
    ...(actor.scps === undefined ? {} : { scps: actor.scps }),
  };
}

const administrator: Attached = {
  arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  doc: doc(allow(['*'])),
};
