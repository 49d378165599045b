// One question about a thousand principals of AWS, after their policies were compiled: the evaluation alone, without a database.
import {
  compilePolicy,
  contextOf,
  evaluate,
  Question,
  type Ask,
  type CompiledPolicy,
  type PolicySet,
} from '../src/estate/access/aws/index.ts';
import { slowlyAllowed, type Doc, type SlowRequest, type Stmt } from '../test/support/aws/slow-evaluator.ts';
import { ratio, sampleOf, seconds, type Report } from './report.ts';

export const name = 'aws-access';

const principals = 1000;
const rounds = 7;
const questionsARound = 20;
const account = '111111111111';
const services = ['s3', 'sqs', 'ec2', 'iam', 'kms', 'dynamodb', 'lambda', 'sns', 'logs', 'sts'];

interface Subject {
  readonly ask: Omit<Ask, 'resource'>;
  readonly slow: Omit<SlowRequest, 'action' | 'resource'>;
}

/**
 * Each principal has two of sixty managed policies and an inline policy of its own; every fifth a boundary, every tenth a
 * Deny; all are under three levels of service control policies. Some statements have conditions on keys that are missing.
 */
export function run(): Promise<Report> {
  const compiled = new Map<Doc, CompiledPolicy>();
  const started = performance.now();
  const subjects = Array.from({ length: principals }, (_, n) => subject(n, compiled));
  const compileMs = performance.now() - started;
  const fast: number[] = [];
  const worst: number[] = [];
  const slow: number[] = [];
  const verdicts = { allow: 0, deny: 0, depends: 0 };
  return measured();

  async function measured(): Promise<Report> {
    for (let round = -1; round < rounds; round++) {
      const times: number[] = [];
      for (let n = 0; n < questionsARound; n++) {
        const { action, resource } = asked(round * questionsARound + n);
        times.push(
          (await seconds(async () => {
            const question = new Question(action);
            for (const { ask } of subjects) verdicts[evaluate(question, { ...ask, resource }).verdict]++;
          })) * 1000,
        );
      }
      const { action, resource } = asked(round);
      const slowly =
        (await seconds(async () => {
          for (const each of subjects) slowlyAllowed({ ...each.slow, action, resource });
        })) * 1000;
      if (round < 0) continue; // warm
      times.sort((a, b) => a - b);
      fast.push(times[Math.floor(times.length / 2)] ?? Number.NaN);
      worst.push(times.at(-1) ?? Number.NaN);
      slow.push(slowly);
    }
    const all = verdicts.allow + verdicts.deny + verdicts.depends;
    const share = (count: number): string => `${Math.round((count / all) * 100)} %`;
    if (verdicts.allow === 0 || verdicts.depends === 0)
      throw new Error('the policies answer nothing of interest');
    return {
      what: `${principals.toLocaleString('en')} principals, ${compiled.size} policies (compiled in ${Math.round(compileMs)} ms), ${questionsARound} questions a round; answers: ${share(verdicts.allow)} allow, ${share(verdicts.depends)} depends, ${share(verdicts.deny)} deny`,
      figures: [
        {
          what: 'one question, all principals, median',
          unit: 'ms',
          sample: sampleOf(fast),
          target: { atMost: 50 },
        },
        { what: 'one question, all principals, slowest of a round', unit: 'ms', sample: sampleOf(worst) },
      ],
      ratios: [
        ratio('one question ÷ the slow evaluator of the tests, with everything known', fast, slow, {
          atMost: 0.5,
        }),
      ],
      notMeasured: ['loading an estate from PostgreSQL', 'who may become a role', 'the HTTP face'],
    };
  }
}

const asked = (n: number): { readonly action: string; readonly resource: string } => {
  const service = services[Math.abs(n * 7) % services.length] ?? 's3';
  return {
    action: `${service}:Get${Math.abs(n) % 5}`,
    resource: `arn:aws:${service}:eu-west-1:${account}:thing-${Math.abs(n) % 9}/x`,
  };
};

function subject(n: number, compiled: Map<Doc, CompiledPolicy>): Subject {
  const arn = `arn:aws:iam::${account}:user/u${n}`;
  const docs = [
    managed[n % managed.length],
    managed[(n * 13 + 7) % managed.length],
    doc([statement(n), ...(n % 10 === 0 ? [{ ...statement(n + 3), Effect: 'Deny' as const }] : [])]),
  ].flatMap((each) => each ?? []);
  const boundary = n % 5 === 0 ? [bounds] : undefined;
  const set = (documents: readonly Doc[]): PolicySet => ({
    policies: documents.map((each) => compiledOf(each, compiled)),
    unread: [],
  });
  return {
    ask: {
      caller: { kind: 'user', arn, account },
      identity: set(docs),
      ...(boundary === undefined ? {} : { boundary: set(boundary) }),
      scps: organisation.map(set),
      context: contextOf({ 'aws:PrincipalTag/team': `team-${n % 7}`, 'aws:RequestedRegion': 'eu-west-1' }),
    },
    slow: {
      who: { kind: 'user', arn, account },
      identity: docs,
      ...(boundary === undefined ? {} : { boundary }),
      scps: organisation,
      rcps: [],
      resourcePolicy: [],
      resourceAccount: account,
      context: new Map([
        ['aws:principaltag/team', [`team-${n % 7}`]],
        ['aws:requestedregion', ['eu-west-1']],
      ]),
    },
  };
}

function compiledOf(document: Doc, compiled: Map<Doc, CompiledPolicy>): CompiledPolicy {
  const known = compiled.get(document);
  if (known !== undefined) return known;
  const result = compilePolicy(`policy-${compiled.size}`, document);
  if (!result.ok) throw new Error(result.message);
  compiled.set(document, result.value);
  return result.value;
}

const doc = (Statement: readonly Stmt[]): Doc => ({ Version: '2012-10-17', Statement });

function statement(n: number): Stmt {
  const service = services[(n * 7 + Math.floor(n / 5)) % services.length] ?? 's3';
  const conditions: readonly NonNullable<Stmt['Condition']>[] = [
    {},
    {},
    {},
    { Bool: { 'aws:MultiFactorAuthPresent': ['true'] } },
    { StringEquals: { 'aws:PrincipalTag/team': [`team-${n % 7}`] } },
    { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.168.0.0/16'] } },
  ];
  return {
    Effect: 'Allow',
    Action: [`${service}:Get*`, `${service}:List*`, `${service}:Put${n % 5}`],
    Resource: [
      n % 3 === 0 ? '*' : `arn:aws:${service}:*:${account}:thing-${n % 9}/*`,
      `arn:aws:${service}:*:*:shared-*/\${aws:username}`,
    ],
    Condition: conditions[n % conditions.length] ?? {},
  };
}

const managed: readonly Doc[] = Array.from({ length: 60 }, (_, n) =>
  doc(Array.from({ length: 5 }, (__, at) => statement(n * 5 + at))),
);
const bounds = doc([
  { Effect: 'Allow', Action: services.slice(0, 8).map((service) => `${service}:*`), Resource: ['*'] },
]);
const full = doc([{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }]);
const organisation: readonly (readonly Doc[])[] = [
  [full],
  [
    full,
    doc([
      {
        Effect: 'Deny',
        NotAction: ['iam:*', 'sts:*'],
        Resource: ['*'],
        Condition: { StringNotEqualsIfExists: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
      },
    ]),
  ],
  [full],
];
