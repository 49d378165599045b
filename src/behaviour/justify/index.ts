/**
 * Does what it does justify what it may? In: what is known of a right, its holder and what logs say, as plain values. Out:
 * justified, not justified or cannot tell, with what each aspect says and what that rests on. It changes nothing.
 */
export type { AspectName, Said } from './aspects.ts';
export { justify } from './justify.ts';
export type { Justification } from './justify.ts';
export type { AccountKnown, Answerable, Cited, Did, GrantKnown } from './known.ts';
