import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ocsfVersion } from './classes.ts';
import { mapped } from './read-activity.ts';
import { opened } from './read/envelope.ts';

const schema = process.env['COUNTERSIGN_OCSF'] ?? '';
const skip = existsSync(join(schema, 'dictionary.json'))
  ? undefined
  : 'COUNTERSIGN_OCSF is unset: events are not held against the published OCSF schema';
if (skip !== undefined) process.stderr.write(`skipped: ${skip}\n`);

const attribute = z.looseObject({
  requirement: z.string().optional(),
  enum: z.record(z.string(), z.unknown()).optional(),
});
const definition = z.looseObject({
  name: z.string().optional(),
  uid: z.number().optional(),
  extends: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()),
  constraints: z.record(z.string(), z.array(z.string())).optional(),
});
type Definition = z.infer<typeof definition>;
interface Resolved {
  readonly attributes: ReadonlyMap<string, z.infer<typeof attribute>>;
  readonly constraints: Readonly<Record<string, readonly string[]>>;
}

const json = (path: string): unknown => JSON.parse(readFileSync(join(schema, path), 'utf8'));

/** The published schema as far as it is needed: what a class or object may have, must have and may say. */
class Published {
  readonly version = z.object({ version: z.string() }).parse(json('version.json')).version;
  readonly #types = z
    .object({
      attributes: z.record(z.string(), z.looseObject({ type: z.string(), enum: attribute.shape.enum })),
    })
    .parse(json('dictionary.json')).attributes;
  readonly #all = new Map<string, Definition>();
  readonly #classes = new Map<number, string>();

  constructor() {
    for (const path of globSync(['events/**/*.json', 'objects/*.json'], { cwd: schema })) {
      const one = definition.parse(json(path));
      const name = `${path.startsWith('events') ? 'event' : 'object'} ${one.name ?? ''}`;
      if (one.name !== undefined) this.#all.set(name, one);
      const category = path.split(/[/\\]/)[1];
      const base = category === 'iam' ? 3000 : category === 'application' ? 6000 : 0;
      if (base > 0 && one.uid !== undefined) this.#classes.set(base + one.uid, name);
    }
  }

  #resolve(name: string): Resolved {
    const one = this.#all.get(name);
    if (one === undefined) throw new Error(`no ${name}`);
    const parent =
      one.extends === undefined ? undefined : this.#resolve(`${name.split(' ')[0]} ${one.extends}`);
    const attributes = new Map(parent?.attributes);
    for (const [key, value] of Object.entries(one.attributes)) {
      if (key === '$include') continue;
      const own = attribute.parse(value);
      const inherited = attributes.get(key);
      attributes.set(key, {
        ...inherited,
        ...own,
        ...(own.enum === undefined && inherited?.enum === undefined
          ? {}
          : { enum: { ...inherited?.enum, ...own.enum } }),
      });
    }
    return { attributes, constraints: one.constraints ?? parent?.constraints ?? {} };
  }

  /** What is wrong with an event by the schema; nothing when it holds. */
  wrong(event: Readonly<Record<string, unknown>>): readonly string[] {
    const name = this.#classes.get(Number(event['class_uid']));
    if (name === undefined) return [`no class ${String(event['class_uid'])}`];
    // the cloud profile adds these two to every class
    return this.#check(name, event, '', new Set(['cloud', 'api']));
  }

  #check(
    name: string,
    value: Readonly<Record<string, unknown>>,
    at: string,
    profile: ReadonlySet<string>,
  ): string[] {
    const { attributes, constraints } = this.#resolve(name);
    const wrong: string[] = [];
    for (const [key, found] of attributes)
      if (found.requirement === 'required' && !Object.hasOwn(value, key))
        wrong.push(`${at}${key} is missing`);
    for (const [kind, keys] of Object.entries(constraints)) {
      const count = keys.filter((key) => Object.hasOwn(value, key)).length;
      if (count === 0 || (kind === 'just_one' && count !== 1))
        wrong.push(`${at} has ${count} of ${keys.join(', ')}`);
    }
    for (const [key, item] of Object.entries(value)) {
      const found = attributes.get(key) ?? (profile.has(key) ? {} : undefined);
      const type = this.#types[key];
      if (found === undefined || type === undefined) {
        wrong.push(`${at}${key} is not in the schema`);
        continue;
      }
      const values = { ...type.enum, ...found.enum };
      if (key.endsWith('_id') && Object.keys(values).length > 0 && !Object.hasOwn(values, String(item)))
        wrong.push(`${at}${key} may not be ${String(item)}`);
      if (key === 'unmapped' || !this.#all.has(`object ${type.type}`)) continue;
      for (const each of Array.isArray(item) ? item : [item])
        if (typeof each === 'object' && each !== null)
          wrong.push(...this.#check(`object ${type.type}`, { ...each }, `${at}${key}.`, new Set()));
    }
    return wrong;
  }
}

const corpora = process.env['COUNTERSIGN_CORPORA'] ?? '';
const panther = join(corpora, 'panther', 'dev.jsonl');
const role = 'arn:aws:iam::1:role/Deploy';
const aws = (eventName: string, requestParameters: unknown, more = {}) => ({
  eventName,
  eventSource: 'iam.amazonaws.com',
  eventTime: '2026-03-01T10:00:00Z',
  recipientAccountId: '1',
  userIdentity: { type: 'IAMUser', userName: 'ci', accountId: '1' },
  requestParameters,
  ...more,
});
/** One of each class, and one that tells as little as may be. */
const samples: readonly unknown[] = [
  aws('CreateUser', { userName: 'bob' }),
  aws('AttachUserPolicy', { userName: 'bob', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
  aws('CreatePolicy', { policyName: 'p' }),
  aws('AddUserToGroup', { userName: 'bob', groupName: 'admins' }),
  aws('AssumeRole', { roleArn: role }, { eventSource: 'sts.amazonaws.com', errorCode: 'AccessDenied' }),
  aws('ConsoleLogin', null, { eventSource: 'signin.amazonaws.com', eventType: 'AwsConsoleSignIn' }),
  aws('GetObject', { bucketName: 'b' }, { eventSource: 's3.amazonaws.com', sourceIPAddress: '203.0.113.1' }),
  { kind: 'Event', apiVersion: 'audit.k8s.io/v1', verb: 'get', stageTimestamp: '2026-03-01T10:00:00Z' },
  {
    protoPayload: {
      methodName: 'SetIamPolicy',
      serviceData: {
        policyDelta: { bindingDeltas: [{ action: 'ADD', role: 'roles/owner', member: 'user:a@b.c' }] },
      },
    },
    timestamp: '2026-03-01T10:00:00Z',
  },
  {
    eventType: 'user.session.start',
    uuid: '1',
    published: '2026-03-01T10:00:00Z',
    actor: { id: 'u', type: 'User', alternateId: 'a@b.c' },
    outcome: { result: 'CHALLENGE' },
  },
];

describe.skipIf(skip !== undefined)(
  `the published OCSF schema${skip === undefined ? '' : ` (${skip})`}`,
  () => {
    it('takes what is written: nothing required is missing, nothing is made up, every number has a meaning', () => {
      const published = new Published();
      expect(published.version).toBe(ocsfVersion);
      expect(published.wrong({ class_uid: 6003, activity_id: 5, nonsense: 1, actor: {} })).toEqual(
        expect.arrayContaining([
          'api is missing',
          'nonsense is not in the schema',
          'activity_id may not be 5',
          expect.stringMatching(/^actor\. has 0 of/),
        ]),
      );
      const raw = [
        ...samples,
        ...(existsSync(panther)
          ? readFileSync(panther, 'utf8')
              .trimEnd()
              .split('\n')
              .flatMap((line): readonly unknown[] => [
                ...opened(z.object({ event: z.unknown() }).parse(JSON.parse(line)).event),
              ])
          : []),
      ];
      const wrong = new Map<string, number>();
      const classes = new Set<number>();
      for (const one of raw) {
        const result = mapped(one, { fingerprint: () => 'f' });
        if (result.is !== 'event' || result.event.time === undefined) continue;
        classes.add(result.event.class_uid);
        for (const what of published.wrong(
          z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(result.event))),
        ))
          wrong.set(what, (wrong.get(what) ?? 0) + 1);
      }
      expect(Object.fromEntries(wrong)).toEqual({});
      expect([...classes].toSorted((a, b) => a - b)).toEqual([3001, 3002, 3003, 3004, 3005, 3006, 6003]);
    });
  },
);
