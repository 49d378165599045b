import type { AwsWhen } from '../../../src/estate/access/aws-ask.ts';
import { AwsCompiled } from '../../../src/estate/access/aws-compiled.ts';
import {
  compileAws,
  type AwsEstate,
  type AwsRows,
  type Principal,
} from '../../../src/estate/access/aws-estate.ts';
import { compilePolicy, type PolicySet } from '../../../src/estate/access/aws/index.ts';
import { instantOf, isSourceId, must } from '../../../src/model/index.ts';
import { slowlyAllowed, type Doc, type Stmt, type Who } from './slow-evaluator.ts';
import { holdsOf } from './holds-of.ts';

/** An AWS account as plain documents: the evaluation compiles it, the slow evaluator takes it as it is. */
export interface MadeAccount {
  readonly users: readonly MadePrincipal[];
  readonly roles: readonly MadePrincipal[];
  readonly groups: Readonly<Record<string, readonly Attached[]>>;
  /** A list for each level of the organisation. */
  readonly scps?: readonly (readonly Doc[])[];
}

export interface MadePrincipal {
  readonly arn: string;
  readonly has: readonly Attached[];
  readonly groups?: readonly string[];
  readonly boundary?: Attached;
  readonly trust?: Doc;
  readonly accessKeys?: number;
  readonly hasPassword?: boolean;
  readonly hasMfa?: boolean;
  /** Names of instance profiles, or `none`. */
  readonly instanceProfiles?: string;
}

export interface Attached {
  readonly arn: string;
  readonly doc: Doc;
}

export const account = '111111111111';
export const iam = (rest: string, of = account): string => `arn:aws:iam::${of}:${rest}`;
export const moment = instantOf(Date.parse('2026-03-01T12:00:00Z'));
export const when: AwsWhen = {
  rcpServices: new Set(['s3', 'sts', 'kms', 'sqs', 'secretsmanager']),
  now: moment,
};

type Rest = Partial<Pick<Stmt, 'Resource' | 'NotResource' | 'Condition'>>;
export const allow = (actions: readonly string[], rest: Rest = {}): Stmt => ({
  Effect: 'Allow',
  Action: actions,
  ...(rest.NotResource === undefined ? { Resource: ['*'] } : {}),
  ...rest,
});
export const deny = (actions: readonly string[], rest: Rest = {}): Stmt => ({
  ...allow(actions, rest),
  Effect: 'Deny',
});
export const doc = (...statements: readonly Stmt[]): Doc => ({
  Version: '2012-10-17',
  Statement: statements,
});
export const policy = (name: string, ...statements: readonly Stmt[]): Attached => ({
  arn: iam(`policy/${name}`),
  doc: doc(...statements),
});
export const trust = (principal: Stmt['Principal'] & object, rest: Rest = {}): Doc =>
  doc({
    Effect: 'Allow',
    Principal: principal,
    Action: ['sts:AssumeRole'],
    ...(rest.Condition === undefined ? {} : { Condition: rest.Condition }),
  });

/** What was compiled of an account, so that what did not change is the same object in its next estate. */
export class MadeBefore {
  readonly compiled = new AwsCompiled();
  readonly scps = new Map<string, readonly PolicySet[]>();
  readonly under = new WeakMap<Principal, Principal>();
}

/** The account as the estate holds it. */
export function estateOf(made: MadeAccount, before = new MadeBefore()): AwsEstate {
  const principals = [...made.users, ...made.roles];
  const attached = [
    ...principals.flatMap(({ has, boundary }) => [...has, ...(boundary === undefined ? [] : [boundary])]),
    ...Object.values(made.groups).flat(),
  ];
  const rows: AwsRows = {
    source: must(isSourceId, 'cloud'),
    accounts: principals.map((each) => ({
      key: each.arn,
      hash: numberOf(each.arn),
      attributes: {
        ...(each.boundary === undefined ? {} : { permissionsBoundary: each.boundary.arn }),
        ...(each.instanceProfiles === undefined ? {} : { instanceProfiles: each.instanceProfiles }),
      },
      interactive: each.hasPassword ?? null,
      mfa: each.hasMfa ?? null,
      accessKeys: each.accessKeys,
    })),
    holds: holdsOf([
      ...principals.flatMap(({ arn, has, groups = [] }) =>
        [...has.map((each) => each.arn), ...groups].map((held) => [arn, held] as const),
      ),
      ...Object.entries(made.groups).flatMap(([arn, has]) => has.map((each) => [arn, each.arn] as const)),
    ]),
    policyGroups: new Map(attached.map(({ arn }, at) => [arn, { hi: 1, lo: at }])),
    policies: [
      ...attached.map(({ arn, doc: document }) => ({
        key: arn,
        use: 'identity',
        subject: null,
        document: JSON.stringify(document),
      })),
      ...made.roles.flatMap(({ arn, trust: document }) =>
        document === undefined
          ? []
          : [{ key: `${arn}#trust`, use: 'trust', subject: arn, document: JSON.stringify(document) }],
      ),
    ],
    resources: [],
    unread: new Map(),
  };
  const estate = compileAws(rows, before.compiled);
  const name = JSON.stringify(made.scps ?? []);
  const scps =
    before.scps.get(name) ??
    (made.scps ?? []).map((level, at): PolicySet => ({
      policies: level.map((each, n) => compiled(`scp ${at}.${n}`, each)),
      unread: [],
    }));
  before.scps.set(name, scps);
  return {
    ...estate,
    principals: estate.principals.map((each) => {
      const known = before.under.get(each);
      if (known?.ask.scps === scps) return known;
      const made = { ...each, ask: { ...each.ask, scps } };
      before.under.set(each, made);
      return made;
    }),
  };
}

/** A number for a name, the same whatever others there are. */
function numberOf(name: string): { readonly hi: number; readonly lo: number } {
  let [hi, lo] = [7, 11];
  for (const unit of name) {
    hi = (Math.imul(hi, 31) + (unit.codePointAt(0) ?? 0)) | 0;
    lo = (Math.imul(lo, 16_777_619) ^ (unit.codePointAt(0) ?? 0)) | 0;
  }
  return { hi, lo };
}

function compiled(id: string, document: Doc) {
  const result = compilePolicy(id, document);
  if (!result.ok) throw new TypeError(result.message);
  return result.value;
}

/** Is it allowed, by the slow evaluator and with everything known? Keys that are not given are absent. */
export function slowly(
  made: MadeAccount,
  who: MadePrincipal | { readonly service: string },
  asked: {
    readonly action: string;
    readonly resource: string;
    readonly keys?: Readonly<Record<string, string>>;
    readonly trust?: Doc | undefined;
  },
): boolean {
  const caller = 'service' in who ? undefined : who;
  const [, , , , owner = ''] = caller?.arn.split(':') ?? [];
  const context = new Map([
    ['aws:currenttime', [moment]],
    ['aws:requestedregion', ['eu-west-1']],
    ...(caller === undefined
      ? [['aws:sourceaccount', [account]] as const]
      : [
          ['aws:principalarn', [caller.arn]] as const,
          ['aws:principalaccount', [owner]] as const,
          ...(caller.arn.includes(':user/')
            ? [['aws:username', [caller.arn.split('/').at(-1) ?? '']] as const]
            : []),
        ]),
    ...Object.entries(asked.keys ?? {}).map(([key, value]) => [key.toLowerCase(), [value]] as const),
  ]);
  return slowlyAllowed({
    who: 'service' in who ? { kind: 'service', name: who.service } : whoIs(who),
    action: asked.action,
    resource: asked.resource,
    resourceAccount: /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(asked.resource)?.[1] ?? account,
    context,
    identity:
      caller === undefined
        ? []
        : [...caller.has, ...(caller.groups ?? []).flatMap((group) => made.groups[group] ?? [])].map(
            (each) => each.doc,
          ),
    ...(caller?.boundary === undefined ? {} : { boundary: [caller.boundary.doc] }),
    scps: made.scps ?? [],
    rcps: [],
    resourcePolicy: asked.trust === undefined ? [] : [asked.trust],
  });
}

const whoIs = ({ arn }: MadePrincipal): Who => {
  const [, , , , owner = ''] = arn.split(':');
  return arn.includes(':user/')
    ? { kind: 'user', arn, account: owner }
    : { kind: 'role', arn, account: owner, sessionName: 'a-session' };
};
