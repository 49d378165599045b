import type { Actor } from './escalation-world.ts';
import { actorArn } from './escalation-world.ts';
import { allow, deny, doc, policy, type Attached } from './made-account.ts';
import type { EscalationRecord } from './escalation-records.ts';
import type { Doc, Stmt } from './slow-evaluator.ts';

/** One made account: how the rights of a record arrive, or how one of them is taken away. */
export interface Form {
  readonly name: string;
  readonly actor: Actor;
}

const other = { 'not s3': ['s3:*', 'organizations:*'] } as const;
const inline = (of: Actor['kind'], name: string, ...statements: readonly Stmt[]): Attached => ({
  arn: `${actorArn[of]}#inline#${name}`,
  doc: doc(...statements),
});
const everything = doc(allow(['*']));
const shortened = (action: string): string => {
  const [service = '', name = ''] = action.split(':');
  return `${service}:${name.slice(0, Math.max(4, Math.ceil(name.length * 0.7)))}*`;
};
const misspelt = (action: string): string => {
  const [service = '', name = ''] = action.split(':');
  return `${service.toUpperCase()}:${name.slice(0, 2)}?${name.slice(3).toLowerCase()}`;
};

/** Ways in which rights arrive; all of them give the same. */
export function arriving(record: EscalationRecord, kind: Actor['kind']): readonly Form[] {
  const { required, services } = record;
  const form = (name: string, actor: Omit<Actor, 'kind'>): Form => ({ name, actor: { kind, ...actor } });
  const arns = [...new Set(required.flatMap((action) => namedFor(record, action, kind)))];
  const group: Partial<Actor> = kind === 'user' ? { inGroup: [policy('of-group', allow(required))] } : {};
  return [
    form('a managed policy', { has: [policy('rights', allow(required))] }),
    form('an inline policy on exactly these resources', {
      has: [inline(kind, 'rights', allow(required, { Resource: arns }))],
    }),
    form('wildcards in actions', { has: [policy('rights', allow(required.map(shortened)))] }),
    form('all actions of the services', {
      has: [policy('rights', allow(required.map((action) => `${action.split(':')[0] ?? ''}:*`)))],
    }),
    form('NotAction', {
      has: [policy('rights', { Effect: 'Allow', NotAction: other['not s3'], Resource: ['*'] })],
    }),
    form('NotAction and NotResource', {
      has: [
        policy('rights', {
          Effect: 'Allow',
          NotAction: other['not s3'],
          NotResource: ['arn:aws:s3:::*', 'arn:aws:dynamodb:*:*:table/ledger'],
        }),
      ],
    }),
    form('a group', kind === 'user' ? { has: [], ...group } : { has: [policy('of-role', allow(required))] }),
    form('a policy for each right', {
      has: required.map((action, at) =>
        at % 2 === 0 ? policy(`right-${at}`, allow([action])) : inline(kind, `right-${at}`, allow([action])),
      ),
    }),
    form('a condition that holds', {
      has: [
        policy(
          'rights',
          allow(required.filter((action) => action !== 'iam:PassRole').concat('sqs:ListQueues'), {
            Condition: { ArnLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:*/actor'] } },
          }),
          allow(['iam:PassRole'].filter((action) => required.includes(action)).concat('sqs:ListQueues'), {
            Condition: { StringLike: { 'iam:PassedToService': [...services] } },
          }),
        ),
      ],
    }),
    form('within a boundary and an organisation that leave it', {
      has: [policy('rights', allow(required))],
      boundary: doc(allow(['*']), deny(['s3:DeleteBucket', 'account:*'])),
      scps: [[everything], [everything, doc(deny(['organizations:LeaveOrganization', 'account:*']))]],
    }),
    form('odd letters and question marks', { has: [policy('rights', allow(required.map(misspelt)))] }),
  ];
}

/** Every right of the record taken away in each of many ways, whatever way the rights arrived. */
export function takenAway(record: EscalationRecord, kind: Actor['kind']): readonly Form[] {
  const arrivals = arriving(record, kind).filter(({ actor }) => actor.boundary === undefined);
  return record.required.flatMap((action, place) =>
    Object.entries(takings(record, kind, action)).map(([name, take], n): Form => {
      const base = arrivals[(place * 3 + n) % arrivals.length]?.actor ?? { kind, has: [] };
      return { name: `${action}: ${name}`, actor: take(base) };
    }),
  );
}

function takings(
  { required, services }: EscalationRecord,
  kind: Actor['kind'],
  action: string,
): Readonly<Record<string, (actor: Actor) => Actor>> {
  const rest = required.filter((each) => each !== action).concat('sqs:ListQueues');
  const all = { Effect: 'Allow' as const, Resource: ['*'] };
  const more = (actor: Actor, each: Attached): Actor => ({ ...actor, has: [...actor.has, each] });
  const never = (Condition: NonNullable<Stmt['Condition']>) => (): Actor => ({
    kind,
    has: [policy('rest', allow(rest)), policy('never', allow([action], { Condition }))],
  });
  const under =
    (boundary: Doc) =>
    (actor: Actor): Actor => ({ ...actor, boundary });
  const scp =
    (level: Doc) =>
    (actor: Actor): Actor => ({ ...actor, scps: [[everything], [everything], [level]] });
  return {
    'not given': () => ({ kind, has: [policy('rest', allow(rest))] }),
    'left out by NotAction': () => ({
      kind,
      has: [policy('rest', { ...all, NotAction: [...other['not s3'], action] })],
    }),
    'denied by a boundary': under(doc(allow(['*']), deny([action]))),
    'left out by a boundary': under(doc({ ...all, NotAction: [action] })),
    'no boundary statement allows it': under(doc(allow(rest))),
    'denied by the organisation': scp(doc(allow(['*']), deny([action.toLowerCase()]))),
    'left out by the organisation': scp(doc({ ...all, NotAction: [action] })),
    'denied by a policy of its own': (actor) => more(actor, inline(kind, 'denial', deny([action]))),
    'denied with wildcards': (actor) => more(actor, policy('denial', deny([shortened(action)]))),
    'denied by NotAction': (actor) =>
      more(actor, policy('denial', { Effect: 'Deny', NotAction: rest.map((each) => each), Resource: ['*'] })),
    'denied by a group': (actor) =>
      kind === 'user'
        ? { ...actor, inGroup: [...(actor.inGroup ?? []), policy('denial', deny([action]))] }
        : more(actor, policy('denial', deny([action]))),
    'for somebody else': never({
      StringEquals: { 'aws:PrincipalArn': ['arn:aws:iam::111111111111:user/else'] },
    }),
    'at a time that is over': never({ DateLessThan: { 'aws:CurrentTime': ['2020-01-01T00:00:00Z'] } }),
    'for an account that is another': never({
      StringNotEquals: { 'aws:PrincipalAccount': ['111111111111'] },
    }),
    'on a key that cannot be missing': never({ Null: { 'aws:PrincipalArn': ['true'] } }),
    'under conditions that contradict each other': never({
      StringEquals: { 'aws:PrincipalTag/team': ['a'] },
      StringNotLike: { 'aws:PrincipalTag/team': ['a*'] },
    }),
    ...(action === 'iam:PassRole'
      ? {
          'passed to other services only': never({
            StringEquals: { 'iam:PassedToService': ['example.amazonaws.com'] },
          }),
          'passed to any service but these': never({
            StringNotEquals: { 'iam:PassedToService': [...services] },
          }),
          'denied for roles of services': (actor: Actor) =>
            more(actor, policy('denial', deny([action], { Resource: ['arn:aws:iam::*:role/svc/*'] }))),
          'allowed for roles that no service has': () => ({
            kind,
            has: [policy('rest', allow(rest), allow([action], { Resource: ['arn:aws:iam::*:role/target'] }))],
          }),
        }
      : {}),
  };
}

/** Rights under a condition on something that is not known: it depends. */
export const inDoubt = ({ required }: EscalationRecord, kind: Actor['kind']): Form => ({
  name: 'a condition on a second factor',
  actor: {
    kind,
    has: [
      policy('rights', allow(required, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': ['true'] } } })),
    ],
  },
});

/** Resources of a right by name: what the record is about in the made account, and what AWS says the action needs. */
function namedFor({ resources }: EscalationRecord, action: string, kind: Actor['kind']): readonly string[] {
  if (action === 'iam:PassRole') return ['arn:aws:iam::111111111111:role/svc/*'];
  if (!/^(?:iam|sts):/.test(action)) return resources.get(action) ?? [];
  if (/Group/.test(action)) return ['arn:aws:iam::111111111111:group/*'];
  if (/PolicyVersion/.test(action)) return ['arn:aws:iam::111111111111:policy/*'];
  if (/Role/.test(action)) return [actorArn[kind], 'arn:aws:iam::111111111111:role/target'];
  return [actorArn[kind], 'arn:aws:iam::111111111111:user/ops/*'];
}
