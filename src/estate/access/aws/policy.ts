import type { z } from 'zod';
import { done, refuse, type Result } from '../../../model/index.ts';
import { iamPolicySchema, type iamStatementSchema } from '../../../platform/wire/iam-policy.ts';
import { testsOf, type Test } from './condition.ts';
import type { Pattern } from './pattern.ts';
import { namedOf, type Named } from './principal.ts';
import { fill, templateOf, type Template } from './template.ts';

/** Which statement of which policy. */
export interface StatementRef {
  readonly policy: string;
  /** Counted from 1, as people do. */
  readonly statement: number;
  readonly sid?: string;
  readonly effect: 'allow' | 'deny';
}

/** One statement, taken apart once. Every list matches when one of it does; `not` turns that round. */
export interface CompiledStatement {
  readonly ref: StatementRef;
  readonly actions: {
    readonly not: boolean;
    readonly patterns: readonly Pattern[];
    /** As they are written. */
    readonly texts: readonly string[];
  };
  readonly resources: { readonly not: boolean; readonly templates: readonly Template[] } | undefined;
  readonly principals: { readonly not: boolean; readonly named: readonly Named[] } | undefined;
  readonly tests: readonly Test[];
  /** What AWS does not document, or would have refused: whether the statement applies is then not known. */
  readonly unclear: readonly string[];
}

export interface CompiledPolicy {
  readonly id: string;
  readonly statements: readonly CompiledStatement[];
}

/** Reads and compiles a policy document (JSON text, or already parsed). Refuses `input_invalid` naming the policy. */
export function compilePolicy(id: string, given: unknown): Result<CompiledPolicy> {
  const parsed = iamPolicySchema.safeParse(typeof given === 'string' ? parsedJson(given) : given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(
      'input_invalid',
      `The policy \`${id.slice(0, 200)}\` cannot be read: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a policy'}.`,
      'Export it again; AWS itself refuses such a document.',
    );
  }
  const { Version, Statement } = parsed.data;
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  const hasVariables = Version === '2012-10-17';
  return done({
    id,
    statements: statements.map((each, at) => compileStatement(each, { policy: id, at, hasVariables })),
  });
}

function compileStatement(
  statement: z.infer<typeof iamStatementSchema>,
  of: { readonly policy: string; readonly at: number; readonly hasVariables: boolean },
): CompiledStatement {
  const { tests, unknown } = testsOf(statement.Condition ?? {}, of.hasVariables);
  const actions = statement.NotAction ?? statement.Action;
  const resources = statement.NotResource ?? statement.Resource;
  const principals = statement.NotPrincipal ?? statement.Principal;
  return {
    ref: {
      policy: of.policy,
      statement: of.at + 1,
      ...(statement.Sid === undefined || statement.Sid === '' ? {} : { sid: statement.Sid }),
      effect: statement.Effect === 'Allow' ? 'allow' : 'deny',
    },
    actions: {
      not: statement.NotAction !== undefined,
      patterns: listOf(actions ?? '*').map(actionPattern),
      texts: listOf(actions ?? '*'),
    },
    resources:
      resources === undefined
        ? undefined
        : {
            not: statement.NotResource !== undefined,
            templates: listOf(resources).map((text) =>
              templateOf(text, { wildcards: 'resource', variables: of.hasVariables }),
            ),
          },
    principals:
      principals === undefined
        ? undefined
        : { not: statement.NotPrincipal !== undefined, named: namedOf(principals) },
    tests,
    unclear: [
      ...unknown.map((name) => `the condition operator ${name} is none that AWS documents`),
      ...(actions === undefined ? ['the statement has neither Action nor NotAction'] : []),
    ],
  };
}

/** Actions are compared without case; a policy variable means nothing in them. */
function actionPattern(text: string): Pattern {
  const filled = fill(templateOf(text.toLowerCase(), { wildcards: 'plain', variables: false }), () => ({
    is: 'nothing',
  }));
  return filled.is === 'pattern' ? filled.pattern : [];
}

const listOf = (given: string | readonly string[]): readonly string[] =>
  typeof given === 'string' ? [given] : given;

function parsedJson(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}
