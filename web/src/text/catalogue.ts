import { createElement, Fragment, type ReactNode } from 'react';
import { inertText } from './inert.ts';

/** One language until there are more. Every message is plain data, so a translation is the same object in other words. */
export const language = 'en';
/** How it writes numbers and days: 3,791 and 6 October 2026. */
export const locale = 'en-GB';

/** A sentence with `{names}` in it, or its forms by number (`{count}` decides). */
type Message = string | { readonly one: string; readonly other: string };
type NamesIn<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
type NamesOf<M extends Message> = M extends string
  ? NamesIn<M>
  : M extends { readonly other: infer Other extends string }
    ? NamesIn<Other> | 'count'
    : never;
type Values<M extends Message, V> = [NamesOf<M>] extends [never]
  ? []
  : [values: Readonly<Record<NamesOf<M>, V>>];

/** Says a message: as text, or `rich` with pieces of the page in its places. A wrong key or a missing value does not compile. */
export interface Texts<M extends Readonly<Record<string, Message>>> {
  <K extends keyof M & string>(key: K, ...values: Values<M[K], string | number>): string;
  rich<K extends keyof M & string>(key: K, ...values: Values<M[K], ReactNode>): ReactNode;
}

const numbers = new Intl.NumberFormat(locale);
const plurals = new Intl.PluralRules(language);

/** The messages of one screen or of the shared pieces. */
export function catalogue<const M extends Readonly<Record<string, Message>>>(messages: M): Texts<M> {
  const partsOf = (key: keyof M & string, values: Readonly<Record<string, ReactNode>> | undefined) => {
    const message: Message | undefined = messages[key];
    if (message === undefined) return [key];
    const count = values?.['count'];
    const form =
      typeof message === 'string'
        ? message
        : plurals.select(typeof count === 'number' ? count : 0) === 'one'
          ? message.one
          : message.other;
    return form.split(/\{(\w+)\}/).map((part, at) => {
      if (at % 2 === 0) return part;
      const value = values?.[part];
      if (typeof value === 'string') return inertText(value);
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  };
  const text = <K extends keyof M & string>(key: K, ...[values]: Values<M[K], string | number>): string =>
    partsOf(key, values).map(String).join('');
  const rich = <K extends keyof M & string>(key: K, ...[values]: Values<M[K], ReactNode>): ReactNode =>
    createElement(Fragment, null, ...partsOf(key, values));
  return Object.assign(text, { rich });
}
