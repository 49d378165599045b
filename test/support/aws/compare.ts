import {
  compilePolicy,
  evaluate,
  Question,
  type Answer,
  type Ask,
  type Caller,
  type CompiledPolicy,
  type PolicySet,
} from '../../../src/estate/access/aws/index.ts';
import { slowlyAllowed, type Doc, type SlowRequest, type Who } from './slow-evaluator.ts';
import { own, pools, type Case } from './worlds.ts';

export const sessionKey = '(session)';
const unreadKey = '(unread)';
const engineNames: Readonly<Record<string, string>> = {
  [sessionKey]: '(role session name)',
  [unreadKey]: 'unread',
};

/** Something of a case that is not known, with everything that it is tried with; undefined is absent. */
interface Unknown {
  readonly key: string;
  readonly values: readonly (readonly string[] | undefined)[];
}

/** What trying everything says, and whether the two agree; undefined when they do. */
export interface Comparison {
  readonly answer: Answer;
  readonly tried: number;
  readonly disagreement: string | undefined;
}

/** Asks the engine, asks the slow evaluator in every world, and holds one against the other. */
export function compare(given: Case, most: number): Comparison {
  const { it, unknowns } = boundedTo(given, most);
  const answer = evaluate(new Question(it.action), askOf(it));
  const outcomes = worlds(unknowns).map((world) => ({
    world,
    isAllowed: slowlyAllowed(requestOf(it, world)),
  }));
  return { answer, tried: outcomes.length, disagreement: disagreement(it, { answer, unknowns, outcomes }) };
}

type Outcomes = readonly { readonly world: ReadonlyMap<string, string>; readonly isAllowed: boolean }[];

function disagreement(
  it: Case,
  found: { readonly answer: Answer; readonly unknowns: readonly Unknown[]; readonly outcomes: Outcomes },
): string | undefined {
  const { answer, outcomes } = found;
  const allowed = outcomes.filter(({ isAllowed }) => isAllowed).length;
  const said = `${allowed} of ${outcomes.length} worlds are allowed`;
  if (answer.verdict === 'allow')
    return allowed === outcomes.length ? reasonsMissing(answer) : `allow, but ${said}`;
  if (answer.verdict === 'deny') return allowed === 0 ? reasonsMissing(answer) : `deny, but ${said}`;
  const examples = [
    replay(it, answer.allowedWhen, true, answer),
    replay(it, answer.deniedWhen, false, answer),
  ];
  const wrong = examples.find((each) => each !== 'holds' && each !== 'not tried');
  if (wrong !== undefined) return wrong;
  const named = new Set(
    answer.on.map((each) => (each.is === 'key' ? each.key : each.is === 'policy' ? 'unread' : each.what)),
  );
  const matter = new Set(
    found.unknowns.flatMap(({ key }) => (matters(key, found) ? [engineNames[key] ?? key] : [])),
  );
  const unnamed = [...matter].filter((key) => !named.has(key));
  if (unnamed.length > 0) return `depends on ${[...named].join()}, but also on ${unnamed.join()}`;
  if (!canBeExact(it) || !answer.isExact) return undefined;
  // what is tried is a choice of values: an example of each kind that holds proves more
  const isShown = examples.every((each) => each === 'holds');
  if ((allowed === 0 || allowed === outcomes.length) && !isShown) return `depends, but ${said}`;
  const idle = [...named].filter((key) => !matter.has(key));
  return idle.length === 0
    ? undefined
    : `depends on ${[...named].join()}, but ${idle.join()} changes nothing`;
}

const reasonsMissing = (answer: { readonly because: readonly unknown[] }): string | undefined =>
  answer.because.length === 0 ? 'an answer without a reason' : undefined;

/** The engine's own example has to come out as it says, when it names a value for everything; otherwise what is wrong. */
function replay(
  it: Case,
  when: Readonly<Record<string, readonly string[] | null>>,
  isAllowed: boolean,
  answer: Extract<Answer, { readonly verdict: 'depends' }>,
): string {
  if (answer.on.some((each) => each.is !== 'key' || (each.key in when ? false : isAllowed)))
    return 'not tried';
  if (!canBeExact(it) || it.unread !== undefined) return 'not tried';
  const keys = new Map(it.keys);
  let who = it.who;
  for (const [key, values] of Object.entries(when)) {
    if (key === engineNames[sessionKey])
      who = who.kind === 'role' ? { ...who, sessionName: values?.[0] ?? 'x' } : who;
    else keys.set(key, values ?? 'absent');
  }
  const world = new Map<string, string>();
  const request = requestOf({ ...it, keys, who, isSessionNameKnown: true }, world);
  return slowlyAllowed(request) === isAllowed
    ? 'holds'
    : `its example ${JSON.stringify(when)} is not ${isAllowed ? 'allowed' : 'denied'}`;
}

/** Two worlds that differ in nothing else and come out differently. */
function matters(key: string, { outcomes }: { readonly outcomes: Outcomes }): boolean {
  const groups = Map.groupBy(outcomes, ({ world }) => [...world].filter(([name]) => name !== key).join('\n'));
  return [...groups.values()].some((group) => new Set(group.map(({ isAllowed }) => isAllowed)).size > 1);
}

/** The engine takes a comparison of two unknown keys as free, and one that folds case with an unknown variable. */
function canBeExact(it: Case): boolean {
  if (it.keys.get('t:v') !== 'missing') return true;
  return !everyTest(it).some(
    ({ key, operator, values }) =>
      key.toLowerCase() === 't:s' &&
      values.some((value) => value.includes('${t:v')) &&
      (it.keys.get('t:s') === 'missing' || operator.includes('IgnoreCase')),
  );
}

const everyDoc = (it: Case): readonly Doc[] => [
  ...it.identity,
  ...(it.boundary ?? []),
  ...(it.session ?? []),
  ...it.scps.flat(),
  ...it.rcps.flat(),
  ...it.resourcePolicy,
];

const everyTest = (it: Case) =>
  everyDoc(it).flatMap((doc) =>
    doc.Statement.flatMap((each) =>
      Object.entries(each.Condition ?? {}).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
      ),
    ),
  );

/** Keys that are missing and mentioned, as long as trying everything stays within bounds; the others are made absent. */
function boundedTo(given: Case, most: number): { readonly it: Case; readonly unknowns: readonly Unknown[] } {
  const text = JSON.stringify(everyDoc(given)).toLowerCase();
  const keys = new Map(given.keys);
  const unknowns: Unknown[] = [];
  let size = 1;
  const add = (key: string, values: Unknown['values']): boolean => {
    if (size * values.length > most) return false;
    size *= values.length;
    unknowns.push({ key, values });
    return true;
  };
  const isOpen = given.who.kind === 'role' && !given.isSessionNameKnown;
  if (isOpen) add(sessionKey, pools[sessionKey] ?? []);
  if (given.unread !== undefined)
    add(
      unreadKey,
      unreadDocs(given).map((_, at) => [String(at)]),
    );
  for (const [key, known] of given.keys)
    if (known === 'missing' && (!text.includes(key) || !add(key, [undefined, ...(pools[key] ?? [])])))
      keys.set(key, 'absent');
  return { it: { ...given, keys }, unknowns };
}

function worlds(unknowns: readonly Unknown[]): readonly ReadonlyMap<string, string>[] {
  return unknowns.reduce<readonly ReadonlyMap<string, string>[]>(
    (found, { key, values }) =>
      found.flatMap((world) =>
        values.map((value) => new Map([...world, [key, JSON.stringify(value ?? null)]])),
      ),
    [new Map()],
  );
}

function requestOf(it: Case, world: ReadonlyMap<string, string>): SlowRequest {
  const values = (key: string): readonly string[] | undefined => {
    const text = world.get(key);
    const parsed: unknown = text === undefined ? null : JSON.parse(text);
    return Array.isArray(parsed) ? parsed.map(String) : undefined;
  };
  const context = new Map<string, readonly string[]>();
  for (const [key, known] of it.keys) {
    const value = known === 'missing' ? values(key) : known === 'absent' ? undefined : known;
    if (value !== undefined) context.set(key, value);
  }
  if (it.who.kind === 'user') context.set('aws:username', [it.who.arn.split('/').at(-1) ?? '']);
  const session = values(sessionKey)?.[0];
  const who: Who =
    it.who.kind === 'role' && session !== undefined ? { ...it.who, sessionName: session } : it.who;
  const more = it.unread === undefined ? [] : (unreadDocs(it)[Number(values(unreadKey)?.[0] ?? 0)] ?? []);
  const at = (layer: Case['unread']): readonly Doc[] => (it.unread === layer ? more : []);
  const boundary = it.unread === 'boundary' ? [...(it.boundary ?? []), ...more] : it.boundary;
  return {
    who,
    action: it.action,
    resource: it.resource,
    resourceAccount: it.resourceAccount,
    context,
    identity: [...it.identity, ...at('identity')],
    ...(boundary === undefined ? {} : { boundary }),
    ...(it.session === undefined ? {} : { session: it.session }),
    scps: it.unread === 'scp' ? [...it.scps, more] : it.scps,
    rcps: it.rcps,
    resourcePolicy: [...it.resourcePolicy, ...at('resource')],
  };
}

/** Everything that a policy nobody read could say, as far as a single answer can tell. */
function unreadDocs({ unread, who }: Case): readonly (readonly Doc[])[] {
  const says = (Effect: 'Allow' | 'Deny', principal?: string): readonly Doc[] => [
    {
      Statement: [
        {
          Effect,
          Action: ['*'],
          Resource: ['*'],
          ...(unread === 'resource' ? { Principal: { AWS: [principal ?? '*'] } } : {}),
        },
      ],
    },
  ];
  const behind = who.kind === 'role' ? who.arn : who.kind === 'federated_user' ? who.userArn : '*';
  return unread === 'resource'
    ? [[], says('Deny'), says('Allow'), says('Allow', own), says('Allow', behind)]
    : [[], says('Allow'), says('Deny')];
}

function askOf(it: Case): Ask {
  const set = (docs: readonly Doc[], layer: string, isUnread: boolean): PolicySet => ({
    policies: docs.map((doc, at) => compiled(`${layer} ${at}`, doc)),
    unread: isUnread ? [`${layer} unread`] : [],
  });
  const boundary =
    it.boundary === undefined && it.unread !== 'boundary'
      ? {}
      : { boundary: set(it.boundary ?? [], 'boundary', it.unread === 'boundary') };
  const scps = it.scps.map((level, at) => set(level, `scp level ${at}`, false));
  return {
    caller: callerOf(it),
    identity: set(it.identity, 'identity', it.unread === 'identity'),
    ...boundary,
    ...(it.session === undefined ? {} : { session: set(it.session, 'session', false) }),
    scps: it.unread === 'scp' ? [...scps, set([], 'scp', true)] : scps,
    rcps: it.rcps.map((level, at) => set(level, `rcp level ${at}`, false)),
    resourcePolicy: set(it.resourcePolicy, 'resource', it.unread === 'resource'),
    resource: it.resource,
    resourceAccount: it.resourceAccount,
    context: new Map(
      [...it.keys].flatMap(([key, known]) =>
        known === 'missing' ? [] : [[key, known === 'absent' ? null : known] as const],
      ),
    ),
  };
}

function callerOf({ who, isSessionNameKnown }: Case): Caller {
  if (who.kind !== 'role' || isSessionNameKnown) return who;
  const { sessionName: _name, ...rest } = who;
  return rest;
}

function compiled(id: string, doc: Doc): CompiledPolicy {
  const result = compilePolicy(id, doc);
  if (!result.ok) throw new TypeError(JSON.stringify(result));
  return result.value;
}
