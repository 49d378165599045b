import type { z } from 'zod';
import { globMatches, globsOverlap, isUniversal } from '../../../platform/glob.ts';
import { iamPolicySchema, type iamStatementSchema } from '../../../platform/wire/iam-policy.ts';
import type { Need } from '../dialect.ts';
import { mostResources, type Sufficing } from '../suffices.ts';
import { unloggedActions } from './unlogged.ts';

/** One identity policy as it is in force. */
export interface PolicyHeld {
  readonly name: string;
  readonly document: unknown;
}

type Statement = z.infer<typeof iamStatementSchema>;
/** A statement without what is only of policies on resources. */
interface Written {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly [part: string]: unknown;
}
interface Part {
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
}
export interface IamDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Written[];
}

/** Longer than this no managed policy may be, blanks not counted (IAM quotas). */
const mostCharacters = 6144;

/**
 * Each statement that allowed something that was seen, cut down to that; its conditions stay, and so does every statement that
 * denies. So it never allows more than the policies it is made from. What they allow and no log would show stays as it is.
 */
export function narrowed(
  policies: readonly PolicyHeld[],
  needs: readonly Need[],
): { readonly document: IamDocument; readonly policy: Sufficing } {
  const used: Written[] = [];
  const kept: Written[] = [];
  const denies: Written[] = [];
  const notes = { generalised: new Set<string>(), kept: new Set<string>(), leftOut: new Set<string>() };
  for (const { name, document } of policies) {
    const read = iamPolicySchema.safeParse(document);
    if (!read.success) {
      notes.leftOut.add(`the policy ${name}, which cannot be read`);
      continue;
    }
    const { Statement: given, Version } = read.data;
    for (const each of Array.isArray(given) ? given : [given]) {
      // where variables mean nothing, `${` is written so that it still means nothing
      const statement = Version === '2012-10-17' ? each : withoutVariables(each);
      if (statement.Effect === 'Deny') {
        denies.push(written(statement, `Deny${denies.length + 1}`, {}));
        continue;
      }
      for (const part of usedOf(statement, needs, notes.generalised))
        used.push(written(statement, `Used${used.length + 1}`, part));
      const hidden = hiddenOf(statement);
      if (hidden.keeps.length > 0) {
        kept.push(
          written(statement, `Kept${kept.length + 1}`, { Action: hidden.keeps, ...resourcesOf(statement) }),
        );
        notes.kept.add(`${hidden.keeps.join(', ')} of ${name}: no log may show its use`);
      }
      if (hidden.isOpen)
        notes.leftOut.add(
          `what ${name} allows with data (${patternsOf(statement.Action).join(', ')}) and no trail may show`,
        );
    }
  }
  const document: IamDocument = { Version: '2012-10-17', Statement: [...used, ...kept, ...denies] };
  const text = JSON.stringify(document, undefined, 2);
  if (text.replaceAll(/\s/g, '').length > mostCharacters)
    notes.generalised.add(
      `it is longer than the ${mostCharacters} characters that one managed policy may have: make several of it`,
    );
  return {
    document,
    policy: {
      language: 'iam',
      text: `${text}\n`,
      generalised: [...notes.generalised],
      kept: [...notes.kept],
      leftOut: [...notes.leftOut],
    },
  };
}

/** The parts of a statement that what was seen needed: actions with the resources that each was on, together where these are equal. */
function usedOf(statement: Statement, needs: readonly Need[], generalised: Set<string>): readonly Part[] {
  const byAction = new Map<string, Set<string> | 'as granted'>();
  for (const need of needs) {
    if (!takesIn(statement, need.action)) continue;
    const on = resourceIn(statement, need);
    if (on === undefined) continue;
    const before = byAction.get(need.action);
    if (before === 'as granted') continue;
    if (on === 'as granted') {
      byAction.set(need.action, on);
      generalised.add(
        `${need.action} on what it is granted on: the log does not name the resource as policies do`,
      );
    } else if (before === undefined) byAction.set(need.action, new Set([on]));
    else before.add(on);
  }
  const groups = new Map<
    string,
    { readonly actions: string[]; readonly part: ReturnType<typeof resourcesOf> }
  >();
  for (const [action, on] of byAction) {
    const isMany = on !== 'as granted' && on.size > mostResources;
    if (isMany)
      generalised.add(
        `${action} on what it is granted on: it was done on ${on.size} resources, more than ${mostResources}`,
      );
    const part = on === 'as granted' || isMany ? resourcesOf(statement) : { Resource: [...on].toSorted() };
    const key = JSON.stringify(part);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { actions: [action], part });
    else group.actions.push(action);
  }
  return [...groups.values()].map(({ actions, part }) => ({ Action: actions.toSorted(), ...part }));
}

/** As a policy would name it; `as granted` where the log does not tell; undefined: the statement is about other resources. */
function resourceIn(statement: Statement, need: Need): string | undefined {
  const { Resource, NotResource } = statement;
  if (need.on === null) {
    if (Resource === undefined) return 'as granted';
    const { named } = need;
    const isAbout =
      named === null || /[*?]/.test(named)
        ? true
        : patternsOf(Resource).some((pattern) => globsOverlap(open(pattern), `*${named}*`));
    return isAbout ? 'as granted' : undefined;
  }
  const { on } = need;
  if (NotResource !== undefined) {
    const near = patternsOf(NotResource).filter((pattern) => globMatches(open(pattern), on));
    // what takes no resource is asked for as `*`, which as a pattern would be everything
    if (near.length === 0) return on === '*' ? 'as granted' : literal(on);
    return near.some((pattern) => isWithin(pattern, on)) ? undefined : 'as granted';
  }
  const fitting = patternsOf(Resource).filter((pattern) => globMatches(open(pattern), on));
  if (fitting.length === 0) return undefined;
  // what depends on who asks stays so
  return fitting.some((pattern) => isWithin(pattern, on)) ? literal(on) : 'as granted';
}

/** Whether a pattern takes this in whoever asks, part by part: in the first five parts of an ARN a star reaches over no colon. */
function isWithin(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  if (pattern.includes('${')) return false;
  const parts = (text: string): readonly string[] => {
    const segments = text.split(':');
    return [...segments.slice(0, 5), segments.slice(5).join(':')];
  };
  const [asked, given] = [parts(pattern), parts(arn)];
  return asked.length === given.length && asked.every((part, at) => globMatches(part, given[at] ?? ''));
}

const takesIn = ({ Action, NotAction }: Statement, action: string): boolean => {
  const matches = (pattern: string): boolean => globMatches(pattern.toLowerCase(), action.toLowerCase());
  return NotAction === undefined ? patternsOf(Action).some(matches) : !patternsOf(NotAction).some(matches);
};

/** What a statement allows and no log may show: actions to keep, and whether there is more than can be listed. */
function hiddenOf({ Action, NotAction }: Statement): {
  readonly keeps: readonly string[];
  readonly isOpen: boolean;
} {
  const patterns = patternsOf(Action);
  return {
    keeps: NotAction === undefined ? [...new Set(patterns.flatMap(unloggedActions))].toSorted() : [],
    isOpen: NotAction !== undefined || patterns.some(isUniversal),
  };
}

function resourcesOf({ Resource, NotResource }: Statement): {
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
} {
  return NotResource === undefined
    ? { Resource: patternsOf(Resource) }
    : { NotResource: patternsOf(NotResource) };
}

function written(statement: Statement, Sid: string, part: Partial<Part>): Written {
  const { Effect, Condition } = statement;
  const whole = {
    ...(statement.Action === undefined ? {} : { Action: statement.Action }),
    ...(statement.NotAction === undefined ? {} : { NotAction: statement.NotAction }),
    ...resourcesOf(statement),
  };
  return {
    Sid,
    Effect,
    ...(Effect === 'Deny' ? whole : part),
    ...(Condition === undefined || Condition === null ? {} : { Condition }),
  };
}

const patternsOf = (given: string | readonly string[] | undefined): readonly string[] =>
  given === undefined ? [] : typeof given === 'string' ? [given] : given;

/** A pattern with what differs by who asks left open. */
const open = (pattern: string): string =>
  pattern.replaceAll(/\$\{([*?$])\}|\$\{[^}]*\}/g, (_, character: string | undefined) => character ?? '*');

/** The name of one resource, whose stars and dollars are letters. */
const literal = (arn: string): string => (arn === '*' ? arn : arn.replaceAll(/[*?$]/g, (c) => `\${${c}}`));

/** A policy of the old version knows no variables: its `${` are letters. */
function withoutVariables(statement: Statement): Statement {
  const kept = (given: string | readonly string[] | undefined): readonly string[] =>
    patternsOf(given).map((text) => text.replaceAll('$', '${$}'));
  return {
    ...statement,
    ...(statement.Resource === undefined ? {} : { Resource: [...kept(statement.Resource)] }),
    ...(statement.NotResource === undefined ? {} : { NotResource: [...kept(statement.NotResource)] }),
    ...(statement.Condition === undefined || statement.Condition === null
      ? {}
      : { Condition: conditionOf(statement.Condition) }),
  };
}

type Condition = NonNullable<Statement['Condition']>;
type Values = Condition[string][string];

const conditionOf = (condition: Condition): Condition =>
  Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, valuesOf(values)])),
    ]),
  );

const valuesOf = (values: Values): Values => (Array.isArray(values) ? values.map(valueOf) : valueOf(values));
const valueOf = (value: Exclude<Values, readonly unknown[]>): Exclude<Values, readonly unknown[]> =>
  typeof value === 'string' ? value.replaceAll('$', '${$}') : value;
