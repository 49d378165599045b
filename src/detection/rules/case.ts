import {
  instantOf,
  type AccountView,
  type AgentRightView,
  type BehaviourView,
  type CredentialView,
  type EstateRef,
  type Instant,
  type NatureView,
  type PersonView,
  type PrivilegeView,
  type ProvenanceView,
  type WayStepView,
  type WayView,
} from '../../model/index.ts';
import { defaultDetectionConfig, type DetectionConfig } from '../config.ts';

/** One worked example of a rule: a view, and what the rule must say of it. */
export interface RuleCase {
  readonly name: string;
  readonly expect: 'hit' | 'clear' | 'unknown';
  readonly view: AccountView;
  readonly config?: DetectionConfig;
  /** When the clock alone will change the answer; checked when given. */
  readonly recheckAt?: Instant | null;
}

/** The cases of one rule, beside it in `<rule-id>.cases.ts`. */
export interface RuleCases {
  readonly ruleId: string;
  readonly cases: readonly RuleCase[];
}

/** The moment at which every case is asked. */
export const caseNow = instantOf(Date.UTC(2026, 0, 15));
/** Whole days before (negative: after) the moment of the case. */
export const daysAgo = (days: number): Instant => instantOf(Date.UTC(2026, 0, 15) - days * 86_400_000);

export const ref = (entity: EstateRef['entity'], key: string): EstateRef => ({
  entity,
  source: 'src',
  key,
  name: key,
});

/** An ordinary active service account that no rule minds, with what the case changes. */
export const accountView = (change: Partial<AccountView> = {}): AccountView => ({
  ref: ref('account', 'svc'),
  kind: 'service_account',
  state: 'active',
  createdAt: daysAgo(400),
  lastUsedAt: daysAgo(1),
  interactive: false,
  powers: [],
  attributes: {},
  owners: [{ role: 'owner', stated: 'ada@acme.example', person: person('active') }],
  credentials: [],
  privileges: [],
  directGrants: 1,
  observedAt: daysAgo(0),
  ...change,
});

export const person = (state: PersonView['state'], leftAt?: Instant): PersonView => ({
  ref: { entity: 'person', source: 'hr', key: 'ada', name: 'Ada' },
  state,
  ...(leftAt === undefined ? {} : { leftAt }),
  because: 'e-mail equals ada@acme.example',
});

export const credential = (change: Partial<CredentialView> = {}): CredentialView => ({
  ref: ref('credential', 'key-1'),
  credential: 'access_key',
  state: 'active',
  createdAt: daysAgo(10),
  lastUsedAt: daysAgo(1),
  exposures: [],
  sameAs: [],
  ...change,
});

export const privilege = (change: Partial<PrivilegeView> = {}): PrivilegeView => ({
  what: '* on *',
  path: [ref('account', 'svc'), ref('group', 'everything-policy')],
  conditional: false,
  ...change,
});

/** The view with a member taken out: the source did not say. */
export function without(
  view: AccountView,
  member: 'lastUsedAt' | 'createdAt' | 'interactive' | 'mfa',
): AccountView {
  const { [member]: _, ...rest } = view;
  return rest;
}

/** The credential with a member taken out: the source did not say. */
export function credentialWithout(
  view: CredentialView,
  member: 'createdAt' | 'lastUsedAt' | 'expiresAt',
): CredentialView {
  const { [member]: _, ...rest } = view;
  return rest;
}

export { defaultDetectionConfig as defaults };

/** The ordinary account with one right in a cluster, by a role that is bound to it. */
export const holdsInCluster = (
  what: string,
  { conditional = false, ...change }: Partial<AccountView> & { readonly conditional?: boolean } = {},
): AccountView =>
  accountView({
    privileges: [
      privilege({ what, path: [ref('account', 'svc'), ref('group', 'ClusterRole/x')], conditional }),
    ],
    ...change,
  });

/** One step by a technique that nobody gave, resting on a grant of `from`. */
export const wayStep = (id: string, change: Partial<WayStepView> = {}): WayStepView => ({
  from: { name: 'svc', ref: ref('account', 'svc') },
  to: { name: 'administrator of AWS account 111122223333' },
  is: 'gained',
  technique: {
    id,
    title: 'Attaches a policy to itself',
    does: 'Attaches a policy that allows everything to itself.',
    takeAway: 'iam:AttachUserPolicy',
  },
  restsOn: [ref('grant', 'svc#attach')],
  dependsOn: [],
  ...change,
});

/** To everything of an AWS account in one call, by one grant. */
export const way = (change: Partial<WayView> = {}): WayView => ({
  end: {
    is: 'power',
    name: 'administrator of AWS account 111122223333',
    because: 'it is everything there',
  },
  certainty: 'sure',
  cost: 1,
  steps: [wayStep('aws-iam-008')],
  more: 0,
  sources: ['src'],
  narrow: {
    is: 'step',
    step: wayStep('aws-iam-008'),
    row: {
      is: 'grant',
      ref: ref('grant', 'svc#attach'),
      subject: ref('account', 'svc'),
      entitlement: ref('entitlement', 'attach'),
    },
  },
  ...change,
});

/** The same, depending on what was not evaluated. */
export const perhaps = (change: Partial<WayView> = {}): WayView =>
  way({
    certainty: 'depends',
    steps: [wayStep('aws-iam-008', { dependsOn: ['whether a policy that was not read denies it'] })],
    ...change,
  });

/** Steady by a clock and from one repository as ever, with what the case changes. */
export const didSo = (change: {
  readonly nature?: Partial<NatureView>;
  readonly provenance?: Partial<ProvenanceView>;
}): BehaviourView => ({
  events: 720,
  failures: 0,
  first: daysAgo(30),
  last: daysAgo(0),
  from: daysAgo(60),
  until: daysAgo(0),
  logs: ['log'],
  nature: {
    nature: 'stable',
    worksLike: 'program',
    because: 'A clock is behind it.',
    measures: [{ what: 'events', value: '720 on 30 days', from: ['days'] }],
    ...change.nature,
  },
  provenance: {
    seen: [
      {
        kind: 'repository',
        name: 'github.com/acme/shop',
        events: 60,
        first: daysAgo(60),
        last: daysAgo(1),
      },
    ],
    changes: [],
    elsewhere: [],
    open: { changes: [], elsewhere: [] },
    ...change.provenance,
  },
});

/** An agent with these rights. */
export const agentWith = (...rights: readonly AgentRightView[]): AccountView =>
  accountView({ kind: 'agent', agentRights: { rights, more: 0 } });

export const tool = (on: string, change: Partial<AgentRightView> = {}): AgentRightView => ({
  action: 'call',
  on,
  server: 'npm:@acme/mcp',
  source: 'src',
  isConditional: false,
  ...change,
});

export const right = (action: string, on: string, change: Partial<AgentRightView> = {}): AgentRightView => ({
  action,
  on,
  source: 'src',
  isConditional: false,
  ...change,
});
