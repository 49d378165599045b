// Made activity of ordinary identities, from a seed: people, jobs by the clock, services, pipelines, agents, administrators.
import type { ActivityEvent } from '../../src/activity/index.ts';

export type Kind = 'person' | 'administrator' | 'job' | 'service' | 'pipeline' | 'agent';

/** How much ordinary life changes by itself: releases, moves, travel, new work. */
export interface Life {
  readonly name: string;
  readonly releaseEveryDays: number;
  readonly moveEveryDays: number;
  readonly travelEveryDays: number;
}
export const steady: Life = { name: 'steady', releaseEveryDays: 40, moveEveryDays: 150, travelEveryDays: 40 };
export const restless: Life = {
  name: 'restless',
  releaseEveryDays: 12,
  moveEveryDays: 50,
  travelEveryDays: 12,
};

export interface Made {
  readonly id: string;
  readonly kind: Kind;
  /** Events by day, each in order of time. */
  readonly days: readonly (readonly Deed[])[];
}

/** As little of an event as a profile counts. */
export interface Deed {
  readonly atMs: number;
  readonly action: string;
  readonly target: string;
  readonly failed: boolean;
  readonly network: string;
  readonly client: string;
  readonly credential: string;
}

export const dayMs = 86_400_000;
/** A Monday. */
export const startMs = Date.parse('2026-01-05T00:00:00Z');

export type Random = () => number;
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
const whole = (random: Random, below: number): number => Math.floor(random() * below);
const pick = <T>(random: Random, list: readonly [T, ...T[]]): T =>
  list[whole(random, list.length)] ?? list[0];
/** Small numbers far more often than large ones. */
const skewed = (random: Random, below: number): number => Math.floor(below * random() ** 2.2);
function poisson(random: Random, mean: number): number {
  if (mean > 60)
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * (random() + random() + random() - 1.5) * 2));
  const limit = Math.exp(-mean);
  let n = 0;
  for (let product = random(); product > limit; product *= random()) n++;
  return n;
}

const reads = [
  'GetObject',
  'ListBuckets',
  'HeadObject',
  'GetItem',
  'Query',
  'Scan',
  'DescribeInstances',
  'DescribeVolumes',
  'DescribeTable',
  'ListFunctions',
  'GetFunction',
  'DescribeAlarms',
  'GetMetricData',
  'DescribeSubnets',
  'DescribeVpcs',
  'ListQueues',
  'ReceiveMessage',
  'DescribeStacks',
  'ListTopics',
  'GetQueueUrl',
  'DescribeClusters',
  'ListTasks',
  'DescribeServices',
  'GetLogEvents',
  'FilterLogEvents',
];
const writes = [
  'PutObject',
  'CopyObject',
  'PutItem',
  'UpdateItem',
  'BatchWriteItem',
  'SendMessage',
  'DeleteMessage',
  'Publish',
  'StartExecution',
  'PutMetricData',
  'CreateTags',
  'UpdateService',
  'RegisterTaskDefinition',
  'StartQuery',
  'PutRecord',
  'InvokeFunction',
];
const sensitive = [
  'iam.amazonaws.com PutRolePolicy',
  'iam.amazonaws.com CreateRole',
  'iam.amazonaws.com AttachRolePolicy',
  'lambda.amazonaws.com UpdateFunctionCode20150331v2',
  'lambda.amazonaws.com AddPermission20150331v2',
  'ec2.amazonaws.com AuthorizeSecurityGroupIngress',
  'ec2.amazonaws.com RunInstances',
  'iam.amazonaws.com CreateUser',
  'iam.amazonaws.com CreateAccessKey',
  's3.amazonaws.com PutBucketPolicy',
  'ssm.amazonaws.com StartSession',
  'ssm.amazonaws.com GetParameters',
  'secretsmanager.amazonaws.com GetSecretValue',
  'ec2.amazonaws.com CreateImage',
  'rds.amazonaws.com DeleteDBSnapshot',
];
const services = [
  's3.amazonaws.com',
  'dynamodb.amazonaws.com',
  'ec2.amazonaws.com',
  'lambda.amazonaws.com',
  'sqs.amazonaws.com',
  'ecs.amazonaws.com',
] as const;
const catalogue = (names: readonly string[]): readonly string[] =>
  names.map((name, at) =>
    name.includes(' ') ? name : `${services[at % services.length] ?? services[0]} ${name}`,
  );

const plans: Readonly<
  Record<
    Kind,
    { readonly actions: readonly [number, number, number]; readonly perDay: number; readonly things: number }
  >
> = {
  person: { actions: [14, 4, 0], perDay: 35, things: 40 },
  administrator: { actions: [20, 8, 8], perDay: 50, things: 80 },
  job: { actions: [2, 2, 0], perDay: 24, things: 6 },
  service: { actions: [5, 4, 0], perDay: 70, things: 60 },
  pipeline: { actions: [10, 8, 6], perDay: 60, things: 50 },
  agent: { actions: [16, 8, 1], perDay: 45, things: 120 },
};
const kinds = [
  'person',
  'person',
  'person',
  'administrator',
  'job',
  'job',
  'service',
  'service',
  'pipeline',
  'agent',
] as const;

/** One identity’s days. Ids tell nothing about what it does. */
export function identity(seed: number, index: number, life: Life, days: number): Made {
  const random = randomOf(Math.imul(seed, 2_654_435_761) + index * 7919);
  const kind = kinds[index % kinds.length] ?? 'person';
  const plan = plans[kind];
  const all = [catalogue(reads), catalogue(writes), catalogue(sensitive)] as const;
  const take = (list: readonly string[], n: number): string[] => shuffled(random, list).slice(0, n);
  const actions = all.flatMap((list, at) =>
    take(list, Math.round((plan.actions[at] ?? 0) * (0.6 + random() * 0.8))),
  );
  if (actions.length === 0) actions.push(all[0][0] ?? 'unknown');
  const perDay = plan.perDay * (0.4 + random() * 1.2);
  const zone = whole(random, 4);
  const minute = whole(random, 60);
  const networks = [`198.51.${whole(random, 40)}.0/24`, `203.0.${whole(random, 250)}.0/24`];
  let client = `${pick(random, ['aws-sdk', 'Boto3', 'aws-cli', 'Chrome'])}/${1 + whole(random, 3)}`;
  let things = plan.things * (0.5 + random());
  const isPerson = kind === 'person' || kind === 'administrator';
  const made: Deed[][] = [];
  for (let day = 0; day < days; day++) {
    if (random() < 1 / life.releaseEveryDays) {
      // a release brings a few actions, and now and then a new version of the program
      const at = kind === 'administrator' || kind === 'pipeline' ? whole(random, 3) : whole(random, 2);
      actions.push(
        ...take(all[at] ?? all[0], 1 + whole(random, 2)).filter((name) => !actions.includes(name)),
      );
      if (random() < 0.5) client = client.replace(/\d+$/, (n) => String(Number(n) + 1));
    }
    if (random() < 1 / life.moveEveryDays) networks[0] = `198.51.${whole(random, 250)}.0/24`;
    const away =
      isPerson && random() < 1 / life.travelEveryDays ? `192.0.${whole(random, 250)}.0/24` : undefined;
    const weekend = day % 7 > 4;
    const works = !weekend || !isPerson || random() < 0.06;
    const busy = kind === 'job' ? 1 : 0.4 + random() * 1.2;
    const quiet = kind === 'pipeline' && weekend ? 0.3 : 1;
    const count = !works ? 0 : kind === 'job' ? 24 : poisson(random, perDay * busy * quiet);
    // work makes new things: files, messages, builds
    things += plan.things * 0.01;
    const credential = isPerson || kind === 'job' || kind === 'service' ? 'AKIA0001' : `ASIA${day}`;
    const deeds = Array.from({ length: count }, (_, n): Deed => {
      const hour =
        kind === 'job'
          ? n
          : kind === 'service'
            ? whole(random, 24)
            : kind === 'pipeline' && random() < 0.2
              ? 2
              : Math.floor(8 + zone + (random() + random()) * 5);
      const at = kind === 'job' ? minute * 60_000 + whole(random, 40_000) : whole(random, 3_600_000);
      return {
        atMs: startMs + day * dayMs + Math.min(23, hour) * 3_600_000 + at,
        action: actions[skewed(random, actions.length)] ?? 'unknown',
        target: `thing-${index % 7}-${skewed(random, things)}`,
        failed: random() < 0.01,
        network: away ?? (isPerson && random() < 0.3 ? (networks[1] ?? '') : (networks[0] ?? '')),
        client,
        credential,
      };
    });
    made.push(deeds.toSorted((a, b) => a.atMs - b.atMs));
  }
  return { id: `identity-${index}`, kind, days: made };
}

export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  return list
    .map((each) => ({ each, by: random() }))
    .toSorted((a, b) => a.by - b.by)
    .map(({ each }) => each);
}

export const eventOf = (deed: Deed): ActivityEvent => {
  const [service = '', operation = ''] = deed.action.split(' ');
  return {
    class_uid: 6003,
    category_uid: 6,
    activity_id: 99,
    type_uid: 600_399,
    severity_id: 1,
    status_id: deed.failed ? 2 : 1,
    time: deed.atMs,
    metadata: { version: '1.8.0', product: { name: 'CloudTrail' } },
    actor: { user: { uid: 'x', credential_uid: deed.credential } },
    api: { operation, service: { name: service } },
    src_endpoint: { ip: deed.network.replace('.0/24', '.7') },
    http_request: { user_agent: deed.client },
    resources: [{ uid: deed.target }],
  };
};
