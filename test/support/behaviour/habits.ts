import { chance, worldDays, worldStart, type Call, type Made } from './made.ts';

const hour = 3_600_000;
const day = 24 * hour;
const services = ['s3', 'dynamodb', 'ec2', 'lambda', 'sqs', 'iam', 'logs', 'rds', 'sns', 'ecs'];
const verbs = ['Get', 'List', 'Describe', 'Put', 'Create', 'Update', 'Delete'];
const things = ['Object', 'Item', 'Queue', 'Function', 'Role', 'Stream', 'Table', 'Topic'];

/**
 * The first made world, on which thresholds were chosen: each identity is a habit with a few parameters (how often, how
 * many actions, which hours), drawn by chance.
 */
export function habits(seed: number, each: number): readonly Made[] {
  const random = chance(seed);
  const between = (low: number, high: number): number => low + random() * (high - low);
  const whole = (low: number, high: number): number => Math.floor(between(low, high + 1));
  const pick = <T>(from: readonly T[]): T => {
    const found = from[Math.floor(random() * from.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  const actions = (count: number) =>
    Array.from({ length: count }, () => ({
      service: pick(services),
      action: `${pick(verbs)}${pick(things)}`,
    }));
  /** The first more often than the second, and so on. */
  const often = <T>(from: readonly T[]): T => {
    const found = from[Math.floor(random() ** 2 * from.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  const key = () => `AKIA${Math.floor(random() * 1e9)}`;
  const workdays = Array.from({ length: worldDays }, (_, at) => at).filter((at) => at % 7 < 5);

  const clockwork = (): Made => {
    const period = pick([60, 120, 240, 1440]) * 60_000;
    const does = actions(whole(1, 3));
    const own = key();
    const offset = between(0, period);
    const calls: Call[] = [];
    for (let at = worldStart + offset; at < worldStart + worldDays * day; at += period)
      if (random() > 0.02)
        for (const [index, each] of does.entries())
          calls.push({ at: at + between(0, 20_000) + index * 500, key: own, ...each });
    return { kind: 'clockwork', truth: 'stable', calls };
  };
  const server = (): Made => {
    const does = actions(whole(1, 4));
    const own = key();
    const calls: Call[] = [];
    for (
      let at = worldStart;
      at < worldStart + worldDays * day;
      at += -Math.log(1 - random()) * between(0.5, 1.2) * hour
    )
      for (let n = whole(1, 3); n > 0; n--)
        calls.push({ at: at + n * 700, key: own, ...often(does), failed: random() < 0.01 });
    return { kind: 'server', truth: 'stable', calls };
  };
  const pipeline = (): Made => {
    const does = actions(whole(4, 12));
    const subject = `repo:acme/r${whole(1, 99)}:ref:refs/heads/main`;
    const calls: Call[] = [];
    for (const at of workdays)
      for (let runs = whole(1, 4); runs > 0; runs--) {
        const start = worldStart + at * day + between(8, 18) * hour;
        const own = `ASIA${Math.floor(random() * 1e9)}`;
        for (const [index, each] of does.entries())
          calls.push({ at: start + index * between(2000, 20_000), key: own, subject, ...each });
      }
    return { kind: 'pipeline', truth: 'ephemeral', calls };
  };
  const somebody = (): Made => {
    const does = actions(whole(15, 50));
    const own = key();
    const begins = between(6, 10);
    const client = pick(['Mozilla/5.0 (X11) Chrome/131.0', 'aws-cli/2.15.0']);
    const calls: Call[] = [];
    for (const at of workdays)
      if (random() > 0.15)
        for (let sessions = whole(1, 4); sessions > 0; sessions--) {
          let now = worldStart + at * day + between(begins, begins + 9) * hour;
          for (let n = whole(3, 25); n > 0; n--) {
            calls.push({ at: now, key: own, agent: client, ...often(does), failed: random() < 0.04 });
            now += between(3000, 150_000);
          }
        }
    return { kind: 'somebody', truth: 'person', calls };
  };
  const assistant = (): Made => {
    const does = actions(whole(12, 30));
    const own = key();
    const [from, to] = pick([
      [0, 24],
      [7, 20],
    ] as const);
    const calls: Call[] = [];
    for (let at = 0; at < worldDays; at++)
      for (let tasks = whole(1, 6); tasks > 0; tasks--) {
        let now = worldStart + at * day + between(from, to) * hour;
        for (let turns = whole(2, 8); turns > 0; turns--) {
          calls.push({ at: now, key: own, service: 'bedrock', action: 'InvokeModel' });
          now += between(2000, 15_000);
          for (let n = whole(0, 4); n > 0; n--) {
            calls.push({ at: now, key: own, ...often(does), failed: random() < 0.08 });
            now += between(500, 8000);
          }
        }
      }
    return { kind: 'assistant', truth: 'autonomous', calls };
  };
  return [clockwork, server, pipeline, somebody, assistant].flatMap((make) =>
    Array.from({ length: each }, () => make()),
  );
}
