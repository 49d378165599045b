import type { Instant } from '../model/index.ts';
import { inertWithin } from '../platform/text.ts';
import { authorities, noticeKinds, strongest, type Authority, type NoticeKind } from './kinds.ts';

/** One thing that somebody is told. */
export interface Notice {
  readonly kind: NoticeKind;
  /** Of what: a proposal, an entry, a campaign. */
  readonly about: string;
  readonly title: string;
  readonly why: string;
  readonly since: Instant;
  readonly due: Instant | null;
  /** What happens at `due`. */
  readonly otherwise: string | null;
  /** Where the console shows it. It names the thing and gives nobody access to anything. */
  readonly path: string;
}

/** One line of a message: every text in it may come from a source, so each format shows it as text and nothing else. */
export interface Line {
  readonly kind: NoticeKind;
  readonly authority: Authority;
  readonly about: string;
  readonly title: string;
  readonly why: string;
  readonly due: Instant | null;
  readonly otherwise: string | null;
  readonly url: string;
}

/** What goes out, before it has a format. Its id is the same however often it is tried. */
export interface Message {
  readonly id: string;
  readonly authority: Authority;
  readonly kinds: readonly NoticeKind[];
  readonly subject: string;
  readonly lines: readonly Line[];
  /** How many more there are than lines. */
  readonly more: number;
  /** Where all of it is. */
  readonly url: string;
  readonly at: Instant;
}

const mostLines = 20;
const widest = 160;

export interface Composed {
  readonly id: string;
  readonly notices: readonly Notice[];
  /** A digest says so. */
  readonly as: 'digest' | 'notice';
  /** `brief`: no name, no reason, for where others read along. */
  readonly detail: 'brief' | 'full';
  /** Where links lead to: `https://HOST`, without a slash at its end. */
  readonly console: string;
  readonly at: Instant;
}

/** What a message says. Text of sources is made inert and cut here; formats escape what is left. */
export function compose({ id, notices, as, detail, console, at }: Composed): Message {
  const kinds = [...new Set(notices.map(({ kind }) => kind))];
  const weight = ({ kind }: Notice): number => authorities.indexOf(noticeKinds[kind].authority);
  // a digest is in the order of the inbox; of what happened an effect comes before a decision, and advice last
  const ordered = as === 'digest' ? notices : notices.toSorted((a, b) => weight(b) - weight(a));
  const lines = ordered.slice(0, mostLines).map((notice) => lineOf(notice, detail, console));
  const [first] = lines;
  const count = notices.length;
  return {
    id,
    authority: strongest(kinds),
    kinds,
    subject:
      as === 'digest'
        ? `${count} ${count === 1 ? 'thing waits' : 'things wait'} for you`
        : `${first?.title ?? 'Nothing'}${count > 1 ? `, and ${count - 1} more` : ''}`,
    lines,
    more: count - lines.length,
    url: as === 'digest' || count !== 1 ? `${console}/inbox` : (first?.url ?? console),
    at,
  };
}

function lineOf(
  { kind, about, title, why, due, otherwise, path }: Notice,
  detail: 'brief' | 'full',
  console: string,
): Line {
  const { authority, words } = noticeKinds[kind];
  const isFull = detail === 'full';
  return {
    kind,
    authority,
    about,
    title: isFull ? inertWithin(`${words}: ${title}`, widest) : words,
    why: isFull ? inertWithin(why, widest) : '',
    due,
    otherwise: otherwise === null ? null : inertWithin(otherwise, widest),
    url: `${console}${path}`,
  };
}

/** What each message says of itself. */
export const authorityWords: Readonly<Record<Authority, string>> = {
  advice: 'ADVICE: nothing was decided or changed by what this tells of.',
  decision: 'DECISION: a person signed what this tells of.',
  effect: 'EFFECT: this tells of a change at a target system, or of one that failed.',
};

/** Every message ends with it. */
export const footer =
  'Links in this message show a thing in the console and give no access to it. Nothing is approved by opening one, or by answering this message.';

export const dueWords = ({ due, otherwise }: Pick<Line, 'due' | 'otherwise'>): string =>
  due === null
    ? ''
    : `Due ${due.slice(0, 16).replace('T', ' ')} UTC${otherwise === null ? '' : `; then ${otherwise}`}`;
