/**
 * What AWS allows, by its documented evaluation logic, and why. In: compiled policies of every kind, a caller, an action, a
 * resource and what is known of the request. Out: allow, deny, or depends, with the statements that decide it and whatever
 * was missing. Pure: it reads nothing, and the same question has the same answer.
 */
export { accountIn } from './arn.ts';
export { compilePolicy } from './policy.ts';
export type { CompiledPolicy, CompiledStatement, StatementRef } from './policy.ts';
export { contextOf, lookedUp } from './context.ts';
export type { Context } from './context.ts';
export { namingOf } from './principal.ts';
export type { Caller, Named } from './principal.ts';
export { evaluate, nothingAllows, Question } from './evaluate.ts';
export { requestContext } from './request-context.ts';
export { resourcesNamed, resourcesWithin } from './resources-named.ts';
export type { Ask, PolicySet } from './evaluate.ts';
export type { Answer, LayerName, Reason } from './explain.ts';
export type { Missing } from './unknowns.ts';
