import { z } from 'zod';
import { Fault } from '../../../model/index.ts';
import type { Answers } from '../answers.ts';
import { itemsOf, pages, type Patience } from './caller.ts';
import type { Asking, SignedRequests } from './signed-requests.ts';

/** One page of a list, or the whole of what is no list. */
interface Page {
  readonly items: readonly unknown[];
  readonly next: string | undefined;
}
interface Call {
  /** What is sent for what it is about, and the page that a token names. */
  readonly ask: (about: string, token: string | undefined) => Asking;
  readonly read: (answer: string) => Page;
}

/** A call that is JSON both ways, named by its target. */
function json(
  of: {
    readonly service: string;
    readonly target: string;
    readonly region: string;
    readonly version?: string;
  },
  body: (about: string, token: string | undefined) => object,
  read: (answer: unknown) => Page,
): Call {
  const { service, target, region, version = '1.1' } = of;
  return {
    ask: (about, token) => ({
      service,
      region,
      method: 'POST',
      path: '/',
      query: {},
      headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
      body: JSON.stringify(body(about, token)),
    }),
    read: (answer) => read(JSON.parse(answer)),
  };
}

const get = (
  service: string,
  region: string,
  path: string,
  query: Readonly<Record<string, string>>,
): Asking => ({
  service,
  region,
  method: 'GET',
  path,
  query,
  headers: {},
  body: '',
});
const form = (service: string, region: string, fields: Readonly<Record<string, string>>): Asking => ({
  service,
  region,
  method: 'POST',
  path: '/',
  query: {},
  headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
  body: new URLSearchParams(fields).toString(),
});
const whole = (answer: unknown): Page => ({ items: [answer], next: undefined });
const listIn =
  (member: string, token: string) =>
  (answer: unknown): Page => {
    const found = z.record(z.string(), z.unknown()).parse(answer);
    const items: unknown = found[member];
    const next = found[token];
    return { items: Array.isArray(items) ? items : [], next: typeof next === 'string' ? next : undefined };
  };
const optional = (name: string, value: string | undefined): Readonly<Record<string, string>> =>
  value === undefined ? {} : { [name]: value };

/**
 * The resources of one region of an account, asked themselves: by signed requests, as the clients of these services are many
 * and large for the two calls of each.
 */
export function askResources(requests: SignedRequests, region: string, patience: Patience): Answers {
  const bucketRegions = new Map<string, string>();
  const of = (service: string, target: string, version = '1.1') => ({ service, target, region, version });
  const calls: Readonly<Record<string, Call>> = {
    's3api/list-buckets': {
      ask: (_, token) =>
        get('s3', region, '/', { 'max-buckets': '1000', ...optional('continuation-token', token) }),
      read: (answer) => {
        const items = textsIn(answer, 'Bucket').map((bucket) => {
          const [Name = ''] = textsIn(bucket, 'Name');
          const [told = region] = textsIn(bucket, 'BucketRegion');
          // it becomes part of a host's name
          bucketRegions.set(Name, /^[a-z0-9-]{1,40}$/.test(told) ? told : region);
          return { Name };
        });
        return { items, next: textsIn(answer, 'ContinuationToken')[0] };
      },
    },
    's3api/get-bucket-policy': {
      ask: (bucket) => get('s3', bucketRegions.get(bucket) ?? region, `/${bucket}`, { policy: '' }),
      read: (answer) => whole({ Policy: answer }),
    },
    'kms/list-keys': json(
      of('kms', 'TrentService.ListKeys'),
      (_, Marker) => ({ Limit: 1000, ...(Marker === undefined ? {} : { Marker }) }),
      listIn('Keys', 'NextMarker'),
    ),
    'kms/get-key-policy': json(
      of('kms', 'TrentService.GetKeyPolicy'),
      (KeyId) => ({ KeyId, PolicyName: 'default' }),
      whole,
    ),
    'sqs/list-queues': json(
      of('sqs', 'AmazonSQS.ListQueues', '1.0'),
      (_, NextToken) => ({ MaxResults: 1000, ...(NextToken === undefined ? {} : { NextToken }) }),
      listIn('QueueUrls', 'NextToken'),
    ),
    'sqs/get-queue-attributes': json(
      of('sqs', 'AmazonSQS.GetQueueAttributes', '1.0'),
      (QueueUrl) => ({ QueueUrl, AttributeNames: ['Policy'] }),
      (answer) => whole(z.object({ Attributes: z.unknown().optional() }).parse(answer).Attributes ?? {}),
    ),
    'sns/list-topics': {
      ask: (_, token) =>
        form('sns', region, { Action: 'ListTopics', Version: '2010-03-31', ...optional('NextToken', token) }),
      read: (answer) => ({
        items: textsIn(answer, 'TopicArn').map((TopicArn) => ({ TopicArn })),
        next: textsIn(answer, 'NextToken')[0],
      }),
    },
    'sns/get-topic-attributes': {
      ask: (TopicArn) =>
        form('sns', region, { Action: 'GetTopicAttributes', Version: '2010-03-31', TopicArn }),
      read: (answer) =>
        whole(
          Object.fromEntries(
            textsIn(answer, 'entry').map((entry) => [
              textsIn(entry, 'key')[0] ?? '',
              unescaped(textsIn(entry, 'value')[0] ?? ''),
            ]),
          ),
        ),
    },
    'secretsmanager/list-secrets': json(
      of('secretsmanager', 'secretsmanager.ListSecrets'),
      (_, NextToken) => ({ MaxResults: 100, ...(NextToken === undefined ? {} : { NextToken }) }),
      listIn('SecretList', 'NextToken'),
    ),
    'secretsmanager/get-resource-policy': json(
      of('secretsmanager', 'secretsmanager.GetResourcePolicy'),
      (SecretId) => ({ SecretId }),
      whole,
    ),
    'lambda/list-functions': {
      ask: (_, token) =>
        get('lambda', region, '/2015-03-31/functions', { MaxItems: '50', ...optional('Marker', token) }),
      read: (answer) => listIn('Functions', 'NextMarker')(JSON.parse(answer)),
    },
    'lambda/get-policy': {
      ask: (name) => get('lambda', region, `/2015-03-31/functions/${name}/policy`, {}),
      read: (answer) => whole(JSON.parse(answer)),
    },
  };
  return {
    async ask({ name, command }, about = '') {
      const call = calls[command];
      if (call === undefined) return { is: 'unread', why: `${name} is not asked` };
      const { service } = call.ask(about, undefined);
      const found = await pages(`${service}:${name}`, patience, {
        ask: async (token) => taken(name, call, await requests.send(call.ask(about, token))),
        next: ({ next }) => next,
      });
      return found.is === 'read' ? { is: 'read', items: itemsOf(found.pages) } : found;
    },
  };
}

/** What is no such answer will not be one when it is asked for again. */
function taken(name: string, { read }: Call, answer: string): Page {
  try {
    return read(answer);
  } catch (cause) {
    throw new Fault('source_untrusted', `What AWS answered to ${name} is no such answer.`, {
      next: 'Check that the host is AWS’s and that nothing stands in between.',
      cause,
    });
  }
}

/** What stands in each element of this name; none of those asked for lies in another of the same name. */
const textsIn = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'))].map(([, text = '']) => text);

const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
]);
const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (all, decimal, hex, name) => {
    if (typeof name === 'string') return entities.get(name) ?? all;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
