import { chance, worldDays, worldStart, type Call, type Made } from './made.ts';

const minute = 60_000;
const day = 1440 * minute;
const end = worldStart + worldDays * day;

/** What one can be busy with, what that calls, and what comes next: a chain, not a list of favourites. */
const work: Readonly<
  Record<string, { readonly calls: readonly string[]; readonly next: readonly string[] }>
> = {
  look: {
    calls: ['cloudwatch GetMetricData', 'logs FilterLogEvents', 'ec2 DescribeInstances'],
    next: ['look', 'dig', 'fix', 'ask'],
  },
  dig: {
    calls: [
      'logs StartQuery',
      'logs GetQueryResults',
      'rds DescribeDBInstances',
      's3 ListObjectsV2',
      's3 GetObject',
    ],
    next: ['dig', 'look', 'fix'],
  },
  fix: {
    calls: [
      'lambda UpdateFunctionConfiguration',
      'ecs UpdateService',
      'ssm PutParameter',
      'ec2 RebootInstances',
    ],
    next: ['look', 'release', 'ask'],
  },
  ask: {
    calls: ['iam ListRoles', 'iam GetPolicy', 'sts GetCallerIdentity', 'organizations ListAccounts'],
    next: ['look', 'dig'],
  },
  release: {
    calls: [
      'ecr DescribeImages',
      'ecs RegisterTaskDefinition',
      'ecs UpdateService',
      'elasticloadbalancing DescribeTargetHealth',
    ],
    next: ['look', 'look'],
  },
};

/**
 * The second made world, on which is reported what the first one chose: a company in which tickets come in, people and agents
 * take them through a chain of work, and machines react to what others did or to a clock that drifts and misses. Nothing of
 * the first is used.
 */
export function company(seed: number, each: number): readonly Made[] {
  const random = chance(seed);
  const between = (low: number, high: number): number => low + random() * (high - low);
  const normal = (mean: number, deviation: number): number =>
    mean + deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const long = (median: number, spread: number): number => median * Math.exp(normal(0, spread));
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  const calling = (text: string): { readonly service: string; readonly action: string } => {
    const [service = '', action = ''] = text.split(' ');
    return { service, action };
  };
  /** Tickets by the hour: more on weekdays and in the afternoon, a few at night. */
  const tickets = (perDay: number): readonly number[] => {
    const found: number[] = [];
    for (let at = worldStart; at < end; at += 30 * minute) {
      const time = new Date(at);
      const weekday = time.getUTCDay() > 0 && time.getUTCDay() < 6;
      const busy = time.getUTCHours() >= 8 && time.getUTCHours() < 19;
      if (random() < (perDay / 48) * (weekday ? (busy ? 1.8 : 0.4) : 0.25))
        found.push(at + between(0, 30) * minute);
    }
    return found;
  };
  const chain = (steps: number): readonly string[] => {
    const calls: string[] = [];
    let state = 'look';
    for (let n = 0; n < steps; n++) {
      calls.push(pick(work[state]?.calls ?? []));
      state = pick(work[state]?.next ?? []);
    }
    return calls;
  };

  const engineer = (): Made => {
    const zone = between(-2, 3) * 60 * minute;
    const calls: Call[] = [];
    for (const at of tickets(between(3, 7))) {
      const local = new Date(at + zone);
      const isAwake = local.getUTCHours() >= 7 && local.getUTCHours() < 22;
      const isOff = local.getUTCDay() % 6 === 0 && random() > 0.1;
      if (!isAwake || isOff || random() < 0.2) continue;
      let now = at;
      for (const call of chain(3 + Math.floor(long(6, 0.6)))) {
        calls.push({
          at: now,
          key: `ASIA-${local.toISOString().slice(0, 10)}`,
          agent: 'aws-cli/2.17.1',
          ...calling(call),
          failed: random() < 0.06,
        });
        now += long(35, 0.9) * 1000;
      }
    }
    return { kind: 'engineer', truth: 'person', calls };
  };
  const responder = (): Made => {
    const calls: Call[] = [];
    for (const at of tickets(between(5, 12))) {
      let now = at + between(1, 40) * 1000;
      for (const call of chain(3 + Math.floor(long(7, 0.5)))) {
        calls.push({ at: now, key: 'AKIA-responder', service: 'bedrock', action: 'ConverseStream' });
        now += long(6, 0.5) * 1000;
        for (let tries = random() < 0.15 ? 2 : 1; tries > 0; tries--)
          calls.push({
            at: (now += long(2, 0.6) * 1000),
            key: 'AKIA-responder',
            ...calling(call),
            failed: tries > 1,
          });
      }
    }
    return { kind: 'responder', truth: 'autonomous', calls };
  };
  const drifting = (): Made => {
    const period = [20, 45, 90, 360, 720][Math.floor(random() * 5)] ?? 90;
    const does = Array.from({ length: 1 + Math.floor(random() * 8) }, () =>
      pick(work[pick(['dig', 'ask', 'fix'])]?.calls ?? []),
    );
    const calls: Call[] = [];
    for (
      let at = worldStart + between(0, period) * minute;
      at < end;
      at += period * minute + normal(0, 12_000)
    ) {
      if (random() < 0.05) continue;
      let now = at;
      for (const call of does)
        calls.push({ at: (now += between(200, 4000)), key: 'AKIA-drift', ...calling(call) });
    }
    return { kind: 'drifting clock', truth: 'stable', calls: calls.slice(0, 2500) };
  };
  const reactor = (): Made => {
    const does = [pick(work['dig']?.calls ?? []), pick(work['fix']?.calls ?? []), 'sqs DeleteMessage'];
    const calls: Call[] = [];
    for (const at of tickets(between(20, 40)))
      for (let echoes = 1 + Math.floor(long(2, 0.7)); echoes > 0; echoes--)
        for (const call of does)
          calls.push({ at: at + long(90, 1.2) * 1000, key: 'AKIA-react', ...calling(call) });
    return { kind: 'reacts to others', truth: 'stable', calls: calls.slice(0, 2500) };
  };
  const summariser = (): Made => {
    const calls: Call[] = [];
    for (let at = worldStart + 3.5 * 60 * minute; at < end; at += day)
      for (let n = 0; n < 15; n++) {
        const now = at + normal(n * 20_000, 3000);
        calls.push({ at: now, key: 'AKIA-sum', ...calling('s3 GetObject') });
        calls.push({ at: now + 4000, key: 'AKIA-sum', ...calling('bedrock InvokeModel') });
        calls.push({ at: now + 15_000, key: 'AKIA-sum', ...calling('s3 PutObject') });
      }
    return { kind: 'nightly summaries by a model', truth: 'stable', calls };
  };
  const runner = (): Made => {
    const does = [...chain(4 + Math.floor(random() * 8)), 'ecr PutImage'];
    const calls: Call[] = [];
    for (const [index, at] of tickets(between(4, 9)).entries()) {
      let now = at + between(60, 400) * 1000;
      for (const call of does)
        if (random() > 0.1)
          calls.push({
            at: (now += long(8, 0.8) * 1000),
            key: `ASIA-run-${index}`,
            subject: 'repo:acme/company:environment:live',
            ...calling(call),
            failed: random() < 0.03,
          });
    }
    return { kind: 'runner', truth: 'ephemeral', calls };
  };
  /** The same as `responder`, and its model is asked where no log is read. */
  const unseen = (): Made => {
    const made = responder();
    return {
      kind: 'responder, its model elsewhere',
      truth: 'autonomous',
      calls: made.calls.filter(({ service }) => service !== 'bedrock'),
    };
  };
  /** A person who is called at night and on weekends too. */
  const onCall = (): Made => {
    const calls: Call[] = [];
    for (const at of tickets(between(3, 6))) {
      let now = at + between(2, 25) * minute;
      for (const call of chain(3 + Math.floor(long(6, 0.6))))
        calls.push({
          at: (now += long(40, 0.9) * 1000),
          key: 'AKIA-on-call',
          ...calling(call),
          failed: random() < 0.06,
        });
    }
    return { kind: 'on call at all hours', truth: 'person', calls };
  };
  return [engineer, responder, drifting, reactor, summariser, runner, unseen, onCall].flatMap((make) =>
    Array.from({ length: each }, () => make()),
  );
}
