import { contextOfAll, decidedBy, dependsOn, type AwsWhen } from '../../access/aws-ask.ts';
import type { AwsEstate, Principal } from '../../access/aws-estate.ts';
import {
  accountIn,
  evaluate,
  Question,
  type Answer,
  type Ask,
  type CompiledPolicy,
  type Context,
  type PolicySet,
} from '../../access/aws/index.ts';
import { isChosen } from './chosen.ts';

/** Whoever is asked about: a principal, or one as it would be. */
export type Asker = Pick<Principal, 'ask'>;

/** One question to the evaluation of AWS policies, and its answer once the caller has chosen what is its to choose. */
export interface Judged {
  readonly verdict: Answer['verdict'];
  readonly answer: Answer;
  /** What the caller has to choose so that it is so: a key and its value. */
  readonly chosen: readonly string[];
}

export interface Request {
  readonly action: string;
  readonly resource: string;
  /** What the request has besides what follows from who asks. */
  readonly keys?: Context;
  /** The policy on the resource: of a role, whom it trusts. */
  readonly policy?: PolicySet | undefined;
  /** Whose the resource is; absent: as its ARN says, and where that does not, the caller’s own account. */
  readonly account?: string;
}

/** Puts questions to the evaluation; what policies say of an action is worked out once for the whole estate. */
export class Asking {
  readonly #when: AwsWhen;
  readonly #organization: AwsEstate['organization'];
  readonly #questions = new Map<string, Question>();
  readonly #allowing = new Map<string, Map<CompiledPolicy, boolean>>();
  #bases = new WeakMap<Asker, Map<string, Omit<Ask, 'resource'>>>();

  constructor(estate: Pick<AwsEstate, 'organization'>, when: AwsWhen) {
    this.#organization = estate.organization;
    this.#when = when;
  }

  /** Lets go of what only helps while many are asked. */
  rest(): void {
    this.#bases = new WeakMap();
    for (const question of this.#questions.values()) question.rest();
  }

  question(action: string): Question {
    const known = this.#questions.get(action);
    if (known !== undefined) return known;
    const made = new Question(action);
    this.#questions.set(action, made);
    return made;
  }

  /** Could some policy of its own allow the action, on whatever resource? What follows is only asked then. */
  mayHave({ ask }: Asker, action: string): boolean {
    if (ask.caller.kind === 'root') return true;
    const question = this.question(action);
    let known = this.#allowing.get(action);
    if (known === undefined) this.#allowing.set(action, (known = new Map()));
    for (const policy of ask.identity.policies) {
      let allows = known.get(policy);
      if (allows === undefined) {
        allows = question.statementsOf(policy).some(({ ref }) => ref.effect === 'allow');
        known.set(policy, allows);
      }
      if (allows) return true;
    }
    return false;
  }

  /**
   * Names all that an answer to these actions rests on, whoever asks: those of whom it is the same have the same answers. Undefined
   * where a policy looks at who it is that asks.
   */
  standing({ ask }: Asker, actions: readonly string[]): string | undefined {
    const sets = [ask.identity, ask.boundary, ...(ask.scps ?? [])];
    const { caller } = ask;
    const linked = caller.kind === 'role' && caller.serviceLinked === true ? 'service-linked' : '';
    const names: string[] = [caller.kind, linked, 'account' in caller ? caller.account : ''];
    for (const action of new Set(actions))
      for (const set of sets) {
        names.push(set === undefined ? 'none' : set.unread.join());
        for (const policy of set?.policies ?? []) {
          const number = this.#impersonal(this.question(action), policy);
          if (number === undefined) return undefined;
          if (number > 0) names.push(String(number));
        }
      }
    return names.join('|');
  }

  /** A number for a policy that has a say in the action, 0 for one that has none; undefined: it tells callers apart. */
  #impersonal(question: Question, policy: CompiledPolicy): number | undefined {
    let known = this.#numbers.get(question);
    if (known === undefined) this.#numbers.set(question, (known = new Map()));
    if (known.has(policy)) return known.get(policy);
    const statements = question.statementsOf(policy);
    const isPersonal = statements.some(
      ({ tests, resources }) =>
        tests.some(
          (test) =>
            !impersonal.has(test.key) ||
            ('by' in test && test.by !== 'Null' && test.values.some(({ keys }) => keys.length > 0)),
        ) ||
        (resources?.templates.some(({ keys }) => keys.length > 0) ?? false),
    );
    const number = isPersonal ? undefined : statements.length === 0 ? 0 : this.numberOf(policy);
    known.set(policy, number);
    return number;
  }

  /** Its own, whatever it is called. */
  numberOf(policy: CompiledPolicy): number {
    const number = this.#ids.get(policy) ?? this.#ids.size + 1;
    this.#ids.set(policy, number);
    return number;
  }
  readonly #numbers = new Map<Question, Map<CompiledPolicy, number | undefined>>();
  readonly #ids = new Map<CompiledPolicy, number>();

  judge(asker: Asker, request: Request): Judged {
    const question = this.question(request.action);
    const base = this.#baseOf(asker, question);
    const owner =
      request.account ??
      accountIn(request.resource) ??
      ('account' in base.caller ? base.caller.account : undefined);
    const standing = owner === undefined ? undefined : this.#organization.standing(owner);
    const isUnderRcps = this.#when.rcpServices.has(question.folded.split(':')[0] ?? '');
    const context =
      standing === undefined || standing.asResource.size === 0
        ? base.context
        : contextOfAll(asker.ask.context, standing.asResource, this.#when.now);
    const ask: Ask = {
      ...base,
      resource: request.resource,
      ...(owner === undefined ? {} : { resourceAccount: owner }),
      ...(request.policy === undefined ? {} : { resourcePolicy: request.policy }),
      ...(isUnderRcps ? { rcps: standing?.rcps ?? this.#organization.anyRcps } : {}),
      context: request.keys === undefined ? context : new Map([...context, ...request.keys]),
    };
    const answer = evaluate(question, ask);
    if (answer.verdict !== 'depends') return { verdict: answer.verdict, answer, chosen: [] };
    return this.#chosen(question, ask, answer);
  }

  /** Statements that have a say in any of the actions, with whatever limits the asker. */
  statementsOn(asker: Asker, actions: readonly string[]): readonly CompiledPolicy['statements'][number][] {
    const { ask } = asker;
    const sets = [ask.identity, ...(ask.boundary === undefined ? [] : [ask.boundary]), ...(ask.scps ?? [])];
    const found = new Set<CompiledPolicy['statements'][number]>();
    for (const { policies } of sets)
      for (const policy of policies)
        for (const action of actions)
          for (const statement of this.question(action).statementsOf(policy)) found.add(statement);
    return [...found];
  }

  #chosen(question: Question, ask: Ask, answer: Extract<Answer, { readonly verdict: 'depends' }>): Judged {
    const values = answer.on.flatMap((each) => {
      if (each.is !== 'key' || !isChosen(each.key, question.action)) return [];
      return Object.hasOwn(answer.allowedWhen, each.key)
        ? [[each.key, answer.allowedWhen[each.key] ?? null] as const]
        : [];
    });
    if (values.length === 0) return { verdict: 'depends', answer, chosen: [] };
    const again = evaluate(question, { ...ask, context: new Map([...ask.context, ...values]) });
    if (again.verdict === 'deny') return { verdict: 'depends', answer, chosen: [] };
    const chosen = values.map(([key, value]) => `it chooses \`${key}\`: ${value?.join(', ') ?? 'none'}`);
    return { verdict: again.verdict, answer: again, chosen };
  }

  /** Only policies that say something of the action are laid against it. */
  #baseOf(asker: Asker, question: Question): Omit<Ask, 'resource'> {
    let known = this.#bases.get(asker);
    if (known === undefined) this.#bases.set(asker, (known = new Map()));
    const before = known.get(question.folded);
    if (before !== undefined) return before;
    const { ask } = asker;
    const made: Omit<Ask, 'resource'> = {
      ...ask,
      identity: {
        policies: ask.identity.policies.filter((policy) => question.statementsOf(policy).length > 0),
        unread: ask.identity.unread,
      },
      context: contextOfAll(ask.context, undefined, this.#when.now),
    };
    known.set(question.folded, made);
    return made;
  }
}

/** Keys that say nothing of who asks. */
const impersonal: ReadonlySet<string> = new Set([
  'aws:currenttime',
  'aws:requestedregion',
  'iam:passedtoservice',
  'iam:permissionsboundary',
  'iam:policyarn',
]);

const order = { deny: 0, depends: 1, allow: 2 } as const;

export const isBetter = (a: Pick<Judged, 'verdict'>, b: Pick<Judged, 'verdict'> | undefined): boolean =>
  b === undefined || order[a.verdict] > order[b.verdict];

/**
 * The best of several ways, each of which needs all its requests: their answers, or undefined when every way has a denial. A
 * way that is sure ends the search.
 */
export function bestWay(
  asking: Asking,
  asker: Asker,
  ways: Iterable<readonly Request[]>,
): readonly Judged[] | undefined {
  let best: { readonly verdict: Judged['verdict']; readonly all: readonly Judged[] } | undefined;
  for (const way of ways) {
    const all: Judged[] = [];
    let verdict: Judged['verdict'] = 'allow';
    for (const request of way) {
      const judged = asking.judge(asker, request);
      all.push(judged);
      if (isBetter({ verdict }, judged)) verdict = judged.verdict;
      if (verdict === 'deny') break;
    }
    if (verdict !== 'deny' && isBetter({ verdict }, best)) best = { verdict, all };
    if (verdict === 'allow') break;
  }
  return best?.all;
}

/** What is missing for an answer, each as one line. */
export const doubtsOf = (judged: readonly Judged[]): readonly string[] => [
  ...new Set(judged.flatMap(({ answer }) => dependsOn(answer))),
];

/** What decided, each as one line. */
export const saidBy = (judged: readonly Judged[]): readonly string[] => [
  ...new Set(judged.flatMap(({ answer, chosen }) => [...decidedBy(answer), ...chosen])),
];
