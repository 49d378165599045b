import { z } from 'zod';
import { asked, type Answers, type Asked, type Operation } from '../answers.ts';

/** Where resources of one service are listed. */
export interface Where {
  readonly partition: string;
  readonly account: string;
}

/** One resource that can have a policy of its own, and how its policy is asked for. */
export interface Found {
  readonly arn: string;
  readonly name: string;
  readonly about: string;
}

/** What a policy on a resource came to: `none` is on it, and that is known. */
export type PolicyOn =
  | { readonly is: 'read'; readonly document: string }
  | Exclude<Asked<unknown>, { readonly is: 'read' }>;

/** A service whose resources have policies of their own, and the two calls that tell them. */
export interface ResourceService {
  readonly id: string;
  /** What such a resource is in the estate. */
  readonly kind: string;
  readonly what: string;
  /** One list for all regions. */
  readonly isGlobal: boolean;
  readonly permissions: readonly string[];
  list(answers: Answers, where: Where): Promise<Asked<Found>>;
  policyOn(answers: Answers, found: Found): Promise<PolicyOn>;
}

const arn = z
  .string()
  .regex(/^arn:aws[a-z-]*:[a-z0-9-]{1,40}:[a-z0-9-]{0,40}:\d{12}:[^\s]{1,2000}$/, 'is no ARN');
const bucketName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/, 'is no name of a bucket');
const document = z.string().max(1 << 20);
const lastOf = (text: string): string => text.split(/[:/]/).at(-1) ?? text;
const withPolicy = z.object({ Policy: document.nullish() });
const inAttributes = z.object({ Policy: document.nullish() });

/** S3, KMS, SQS, SNS, Secrets Manager and Lambda (API references of each). */
export const resourceServices: readonly ResourceService[] = [
  serviceOf({
    id: 's3',
    kind: 's3_bucket',
    what: 'S3 buckets',
    isGlobal: true,
    permissions: ['s3:ListAllMyBuckets', 's3:GetBucketPolicy'],
    list: of('ListBuckets', 's3api/list-buckets', 'Buckets.*', z.object({ Name: bucketName })),
    policy: of('GetBucketPolicy', 's3api/get-bucket-policy', '', withPolicy),
    found: ({ Name }, { partition }) => ({ arn: `arn:${partition}:s3:::${Name}`, name: Name, about: Name }),
    documentIn: ({ Policy }) => Policy,
  }),
  serviceOf({
    id: 'kms',
    kind: 'kms_key',
    what: 'KMS keys',
    isGlobal: false,
    permissions: ['kms:ListKeys', 'kms:GetKeyPolicy'],
    list: of('ListKeys', 'kms/list-keys', 'Keys.*', z.object({ KeyArn: arn })),
    policy: of('GetKeyPolicy', 'kms/get-key-policy', '', withPolicy),
    found: ({ KeyArn }) => ({ arn: KeyArn, name: lastOf(KeyArn), about: lastOf(KeyArn) }),
    documentIn: ({ Policy }) => Policy,
  }),
  serviceOf({
    id: 'sqs',
    kind: 'sqs_queue',
    what: 'SQS queues',
    isGlobal: false,
    permissions: ['sqs:ListQueues', 'sqs:GetQueueAttributes'],
    list: of(
      'ListQueues',
      'sqs/list-queues',
      'QueueUrls.*',
      z.string().regex(queueUrl(), 'is no URL of a queue'),
    ),
    policy: of('GetQueueAttributes', 'sqs/get-queue-attributes', 'Attributes', inAttributes),
    found: (url, { partition }) => {
      const [, region = '', account = '', name = ''] = queueUrl().exec(url) ?? [];
      return { arn: `arn:${partition}:sqs:${region}:${account}:${name}`, name, about: url };
    },
    documentIn: ({ Policy }) => Policy,
  }),
  serviceOf({
    id: 'sns',
    kind: 'sns_topic',
    what: 'SNS topics',
    isGlobal: false,
    permissions: ['sns:ListTopics', 'sns:GetTopicAttributes'],
    list: of('ListTopics', 'sns/list-topics', 'Topics.*', z.object({ TopicArn: arn })),
    policy: of('GetTopicAttributes', 'sns/get-topic-attributes', 'Attributes', inAttributes),
    found: ({ TopicArn }) => ({ arn: TopicArn, name: lastOf(TopicArn), about: TopicArn }),
    documentIn: ({ Policy }) => Policy,
  }),
  serviceOf({
    id: 'secretsmanager',
    kind: 'secret',
    what: 'secrets',
    isGlobal: false,
    permissions: ['secretsmanager:ListSecrets', 'secretsmanager:GetResourcePolicy'],
    list: of(
      'ListSecrets',
      'secretsmanager/list-secrets',
      'SecretList.*',
      z.object({ ARN: arn, Name: z.string().max(600).nullish() }),
    ),
    policy: of(
      'GetResourcePolicy',
      'secretsmanager/get-resource-policy',
      '',
      z.object({ ResourcePolicy: document.nullish() }),
    ),
    found: ({ ARN, Name }) => ({ arn: ARN, name: Name ?? lastOf(ARN), about: ARN }),
    documentIn: ({ ResourcePolicy }) => ResourcePolicy,
  }),
  serviceOf({
    id: 'lambda',
    kind: 'lambda_function',
    what: 'Lambda functions',
    isGlobal: false,
    permissions: ['lambda:ListFunctions', 'lambda:GetPolicy'],
    list: of('ListFunctions', 'lambda/list-functions', 'Functions.*', z.object({ FunctionArn: arn })),
    policy: of('GetPolicy', 'lambda/get-policy', '', withPolicy),
    found: ({ FunctionArn }) => ({ arn: FunctionArn, name: lastOf(FunctionArn), about: lastOf(FunctionArn) }),
    documentIn: ({ Policy }) => Policy,
  }),
];

function of<T>(name: string, command: string, items: string, item: z.ZodType<T>): Operation<T> {
  return { name, command, items, item, what: name };
}

/** A function, since a constant would not be there yet when the list above is made. */
function queueUrl(): RegExp {
  return /^https?:\/\/[^/\s]{1,300}?(?:(?<=[/.])([a-z]{2}(?:-[a-z]+)+-\d)\.[^/\s]{1,100})?\/(\d{12})\/([A-Za-z0-9_-]{1,80}(?:\.fifo)?)$/;
}

function serviceOf<L, P>(
  it: Pick<ResourceService, 'id' | 'kind' | 'what' | 'isGlobal' | 'permissions'> & {
    readonly list: Operation<L>;
    readonly policy: Operation<P>;
    readonly found: (item: L, where: Where) => Found;
    readonly documentIn: (answer: P) => string | null | undefined;
  },
): ResourceService {
  const { id, kind, what, isGlobal, permissions } = it;
  return {
    id,
    kind,
    what,
    isGlobal,
    permissions,
    async list(answers, where) {
      const listed = await asked(answers, it.list);
      return listed.is === 'read' ? { is: 'read', items: foundIn(listed.items, where) } : listed;
    },
    async policyOn(answers, { about }) {
      const answer = await asked(answers, it.policy, about);
      if (answer.is !== 'read') return answer;
      for await (const item of answer.items) {
        const text = it.documentIn(item);
        if (text !== undefined && text !== null && text !== '') return { is: 'read', document: text };
      }
      return { is: 'none' };
    },
  };

  async function* foundIn(items: AsyncIterable<L>, where: Where): AsyncIterable<Found> {
    for await (const item of items) yield it.found(item, where);
  }
}
