import {
  accountStates,
  credentialTypes,
  dataClasses,
  environments,
  identityKinds,
  tiers,
  type Observation,
  type ObservationType,
} from '../../model/index.ts';

/** What a field of an observation may hold. A list of words is a closed choice. */
export type FieldKind =
  | 'key'
  | 'text'
  | 'instant'
  | 'instant or null'
  | 'boolean'
  | 'texts'
  | 'attributes'
  | readonly string[];

interface Required {
  readonly kind: FieldKind;
  readonly required: true;
}
interface Optional {
  readonly kind: FieldKind;
  readonly required: false;
}
export type FieldShape = Required | Optional;

/** TypeScript refuses this table when a field of the model is missing from it, or is optional in one place only. */
type ShapeOf<O> = {
  readonly [K in Exclude<keyof O, 'type'>]-?: Partial<Pick<O, K>> extends Pick<O, K> ? Optional : Required;
};
type Shapes = {
  readonly [T in ObservationType]: ShapeOf<Extract<Observation, { readonly type: T }>>;
};

const must = (kind: FieldKind): Required => ({ kind, required: true });
const may = (kind: FieldKind): Optional => ({ kind, required: false });

/** The observations as data: which fields each type has, what they hold, and whether they must be there. */
export const observationShapes: Shapes = {
  person: {
    key: must('key'),
    name: must('text'),
    email: may('text'),
    employeeNumber: may('text'),
    department: may('text'),
    title: may('text'),
    managerKey: may('key'),
    state: must(['active', 'left', 'unknown']),
    startedAt: may('instant'),
    leftAt: may('instant'),
    onLeave: may('boolean'),
    timeZone: may('text'),
  },
  account: {
    key: must('key'),
    name: must('text'),
    kind: must([...identityKinds, 'unknown']),
    state: must(accountStates),
    email: may('text'),
    employeeNumber: may('text'),
    createdAt: may('instant'),
    lastUsedAt: may('instant or null'),
    expiresAt: may('instant'),
    canBeAssumed: may('boolean'),
    powers: may('texts'),
    interactive: may('boolean'),
    mfa: may('boolean'),
    attributes: may('attributes'),
  },
  group: {
    key: must('key'),
    name: must('text'),
    kind: must(['group', 'role', 'policy']),
    attributes: may('attributes'),
  },
  membership: {
    key: must('key'),
    memberKey: must('key'),
    groupKey: must('key'),
    via: must(['member', 'attached', 'assume', 'set_role', 'inherit']),
    admin: may('boolean'),
    conditions: may('texts'),
  },
  credential: {
    key: must('key'),
    accountKey: must('key'),
    credential: must(credentialTypes),
    state: must(['active', 'inactive', 'unknown']),
    createdAt: may('instant'),
    rotatedAt: may('instant'),
    lastUsedAt: may('instant or null'),
    expiresAt: may('instant or null'),
    fingerprint: may('text'),
    publicId: may('text'),
  },
  resource: {
    key: must('key'),
    name: must('text'),
    kind: must('text'),
    parentKey: may('key'),
    environment: may(environments),
    dataClass: may(dataClasses),
    tier: may(tiers),
  },
  entitlement: {
    key: must('key'),
    resourceKey: may('key'),
    action: must('text'),
    resourcePattern: must('text'),
    privileged: may('boolean'),
  },
  grant: {
    key: must('key'),
    subjectKey: must('key'),
    entitlementKey: must('key'),
    effect: must(['allow', 'deny']),
    grantable: may('boolean'),
    conditions: may('texts'),
  },
  ownership: {
    key: must('key'),
    subjectKey: must('key'),
    role: must(['owner', 'sponsor']),
    ownerRef: must('text'),
  },
  exposure: {
    key: must('key'),
    credentialKey: must('key'),
    place: must('text'),
    foundBy: must('text'),
    resourceKey: may('key'),
    commit: may('text'),
    author: may('text'),
    since: may('instant'),
  },
  policy: {
    key: must('key'),
    language: must(['aws']),
    use: must(['identity', 'trust', 'resource', 'scp', 'rcp']),
    subjectKey: may('key'),
    document: must('texts'),
  },
  gap: {
    key: must('key'),
    what: must('text'),
    why: must('text'),
    mayDeny: may('boolean'),
    hides: may(['some', 'all']),
  },
};

/** The fields of one type in their fixed order, which is also the order of its content line. */
export const fieldsOf = (type: ObservationType): readonly (readonly [name: string, shape: FieldShape])[] =>
  fieldLists[type];

const listed = (type: ObservationType): readonly (readonly [string, FieldShape])[] =>
  Object.entries(observationShapes[type]);
const fieldLists = {
  person: listed('person'),
  account: listed('account'),
  group: listed('group'),
  membership: listed('membership'),
  credential: listed('credential'),
  resource: listed('resource'),
  entitlement: listed('entitlement'),
  grant: listed('grant'),
  ownership: listed('ownership'),
  exposure: listed('exposure'),
  policy: listed('policy'),
  gap: listed('gap'),
} as const;

export const isObservationType = (text: unknown): text is ObservationType =>
  typeof text === 'string' && Object.hasOwn(observationShapes, text);
