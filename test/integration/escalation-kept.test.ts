import { describe, expect, it } from 'vitest';
import { KeptFindings } from '../../src/estate/escalation/kept-findings.ts';
import { loadEscalation, type Loaded } from '../../src/estate/escalation/load-escalation.ts';
import { GivenUp, Pace } from '../../src/estate/escalation/pace.ts';
import type { Observation } from '../../src/model/index.ts';
import { useEscalation } from '../support/escalation-world.ts';
import { holds, member } from '../support/observed.ts';

/** What was found at one version is taken for the next: that has to be what is found when all of it is looked at anew. */
const world = useEscalation();

const arn = (rest: string): string => `arn:aws:iam::111122223333:${rest}`;
const github = 'token.actions.githubusercontent.com';
const cluster = 'oidc.eks.eu-west-1.amazonaws.com/id/ABC';
const document = (Statement: object): readonly string[] => [
  JSON.stringify({ Version: '2012-10-17', Statement }),
];
const allow = (Action: string | readonly string[], Resource = '*') => ({ Effect: 'Allow', Action, Resource });
const trusts = (issuer: string, sub: string) => ({
  Effect: 'Allow',
  Principal: { Federated: arn(`oidc-provider/${issuer}`) },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { StringLike: { [`${issuer}:sub`]: sub } },
});

const account = (key: string, more: object = {}): Observation => ({
  type: 'account',
  key,
  name: key.split('/').at(-1) ?? key,
  kind: 'unknown',
  state: 'active',
  ...more,
});
const group = (key: string, kind: 'role' | 'policy' = 'role', attributes = {}): Observation => ({
  type: 'group',
  key,
  name: key,
  kind,
  attributes,
});

/** Each source as it can be, by a number that decides what it has. */
const sources = {
  cloud: [
    'aws',
    (n: number): readonly Observation[] => {
      const can = [
        allow('*'),
        allow(['iam:PassRole', 'lambda:*']),
        allow('iam:CreateAccessKey'),
        allow('s3:*'),
      ];
      const policy = (key: string, which: number): readonly Observation[] => [
        group(key, 'policy'),
        { type: 'policy', key, language: 'aws', use: 'identity', document: document(can[which % 4] ?? {}) },
        ...holds(key, String(can[which % 4]?.Action), '*'),
      ];
      const trust = (name: string, says: object): readonly Observation[] => [
        account(arn(`role/${name}`), { kind: 'workload', canBeAssumed: true }),
        {
          type: 'policy',
          key: `${arn(`role/${name}`)}#trust`,
          language: 'aws',
          use: 'trust',
          subjectKey: arn(`role/${name}`),
          document: document(says),
        },
      ];
      const own = { via: 'attached' } as const;
      return [
        ...trust('web', trusts(github, n % 3 === 0 ? 'repo:acme/web:*' : 'repo:acme/*')),
        ...trust('pod', trusts(cluster, `system:serviceaccount:app:${n % 2 === 0 ? 'web' : '*'}`)),
        ...trust('job', {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        }),
        ...Array.from({ length: 3 + (n % 3) }, (_, at) => account(arn(`user/u${at}`))),
        ...policy(arn('policy/a'), n),
        ...policy(arn('policy/b'), n + 1),
        member(arn('role/web'), arn(`policy/${n % 2 === 0 ? 'a' : 'b'}`), own),
        member(arn('role/job'), arn('policy/b'), own),
        member(arn('user/u1'), arn('policy/a'), own),
        member(arn(`user/u${n % 3}`), arn('policy/b'), own),
      ];
    },
  ],
  code: [
    'github',
    (n: number): readonly Observation[] =>
      ['web', 'tools', 'docs'].slice(0, 1 + (n % 3)).flatMap((name) => [
        account(`user/dev-${name}`),
        group(`repository/acme/${name}#write`),
        group(`repository/acme/${name}#workflows`, 'role', { oidcSubject: `repo:acme/${name}:*` }),
        member(`user/dev-${name}`, `repository/acme/${name}#write`),
        member(`repository/acme/${name}#write`, `repository/acme/${name}#workflows`, {
          via: 'assume',
          conditions: n % 2 === 0 ? [] : ['a protected branch'],
        }),
      ]),
  ],
  prod: [
    'kubernetes',
    (n: number): readonly Observation[] => [
      ...['web', 'api', 'job'].slice(0, 2 + (n % 2)).map((name) =>
        account(`serviceaccount/app/${name}`, {
          name: `app/${name}`,
          attributes: { namespace: 'app', username: `system:serviceaccount:app:${name}` },
        }),
      ),
      group('ClusterRole/r in app'),
      member('serviceaccount/app/web', 'ClusterRole/r in app'),
      ...holds('ClusterRole/r in app', n % 2 === 0 ? 'create' : 'get', 'core:serviceaccounts/token * in app'),
    ],
  ],
  people: [
    'entra',
    (n: number): readonly Observation[] => [
      ...Array.from({ length: 4 + n }, (_, at) => account(`user/${at}`)),
      group('role/admins', 'role', { power: 'may do everything' }),
      member(`user/${n}`, 'role/admins'),
    ],
  ],
} as const satisfies Readonly<
  Record<string, readonly [connector: string, (n: number) => readonly Observation[]]>
>;
const names = ['cloud', 'code', 'prod', 'people'] as const;

/** Everything of a graph, as data. */
const whole = ({ graph, ...rest }: Loaded): unknown => ({
  ...rest,
  added: graph.added,
  becomings: graph.becomings.map((each) => ({
    ...each,
    technique: each.technique.id,
    says: each.says ?? [],
  })),
  from: [...graph.steps.from],
  to: [...graph.steps.to],
  cost: [...graph.steps.cost],
  isOpen: [...graph.steps.isOpen],
  row: [...graph.steps.row],
  fans: graph.steps.fans.list,
  jewels: graph.jewels,
});

describe('what was found before', () => {
  it('is what is found anew, whichever source was read since', async () => {
    const kept = new KeptFindings();
    const take = (name: (typeof names)[number], n: number): Promise<void> =>
      world.take(name, sources[name][0], sources[name][1](n));
    for (const name of names) await take(name, 0);
    let becomings = 0;
    for (let round = 0; round < 14; round++) {
      const changed = names[(round * 7 + 3) % 4] ?? 'cloud';
      if (round > 0) await take(changed, (round * 5) % 6);
      const { graph } = await world.access().resident();
      const others = graph.version.reads.filter(({ source }) => round > 0 && source !== changed);
      for (const read of others) expect(kept.ofSource(graph, read, 2000)?.steps.sourceNo).toBe(read.sourceNo);
      const found = await loadEscalation(world.db(), graph, { kept });
      expect(whole(found)).toEqual(whole(await loadEscalation(world.db(), graph)));
      becomings += found.graph.becomings.length;
    }
    expect(becomings).toBeGreaterThan(14 * 10);
  });

  it('is given up when it is not wanted any more, and others are served meanwhile', async () => {
    const { graph } = await world.access().resident();
    let clock = 0;
    let served = 0;
    const pace = (isWanted: boolean) =>
      new Pace({ isWanted: async () => isWanted, clock: () => (clock += 600) });
    const serving = setInterval(() => served++, 0);
    await loadEscalation(world.db(), graph, { pace: pace(true) });
    clearInterval(serving);
    expect(served).toBeGreaterThan(3);
    await expect(loadEscalation(world.db(), graph, { pace: pace(false) })).rejects.toThrow(GivenUp);
  });

  it('tells how far it is', async () => {
    const { graph } = await world.access().resident();
    const told: string[] = [];
    await loadEscalation(world.db(), graph, {
      onProgress: ({ source, done, sources: of }) => told.push(`${source} ${done}/${of}`),
    });
    expect(told).toEqual(['cloud 0/4', 'code 1/4', 'prod 2/4', 'people 3/4']);
  });
});
