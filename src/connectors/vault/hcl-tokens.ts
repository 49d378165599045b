import { Fault } from '../../model/index.ts';

/** One token of a policy: `line` counts from 1, for messages. */
export interface HclToken {
  readonly is: 'word' | 'text' | 'number' | 'sign';
  readonly text: string;
  readonly line: number;
}

const mostBytes = 1 << 20;
const mostTokens = 200_000;
const signs: ReadonlySet<string> = new Set(['{', '}', '[', ']', '=', ',', ':']);
const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['/', '/'],
  ['"', '"'],
  ['\\', '\\'],
]);

export const brokenPolicy = (line: number, what: string): Fault =>
  new Fault('input_invalid', `The policy is broken in line ${line}: ${what}.`, {
    next: 'Take it from the server as it is: `vault policy read NAME`.',
  });

/** The tokens of a policy in HCL; comments (`#`, `//`, and between slash and star) are none. Throws Fault with the line. */
export function hclTokens(source: string): readonly HclToken[] {
  if (source.length > mostBytes)
    throw new Fault('input_too_large', `A policy is larger than ${mostBytes} characters.`, {
      next: 'Check where this file comes from.',
    });
  const found: HclToken[] = [];
  let at = 0;
  let line = 1;
  const push = (is: HclToken['is'], text: string, from: number): void => {
    if (found.length >= mostTokens) throw brokenPolicy(from, 'it has more words than any policy');
    found.push({ is, text, line: from });
  };
  while (at < source.length) {
    const c = source[at] ?? '';
    if (c === '\n') line++;
    if (/\s/.test(c) || c === '\ufeff') at++;
    else if (c === '#' || source.startsWith('//', at)) {
      const end = source.indexOf('\n', at);
      at = end === -1 ? source.length : end;
    } else if (source.startsWith('/*', at)) {
      const end = source.indexOf('*/', at + 2);
      if (end === -1) throw brokenPolicy(line, 'a comment has no end');
      line += source.slice(at, end).split('\n').length - 1;
      at = end + 2;
    } else if (signs.has(c)) {
      push('sign', c, line);
      at++;
    } else if (c === '"') {
      const [text, end] = quoted(source, at, line);
      push('text', text, line);
      at = end;
    } else {
      const [word] = /^[A-Za-z0-9_.+-]+/.exec(source.slice(at, at + 4096)) ?? [];
      if (word === undefined)
        throw brokenPolicy(line, `${JSON.stringify(c)} stands where nothing like it can`);
      push(/^-?\d+(\.\d+)?$/.test(word) ? 'number' : 'word', word, line);
      at += word.length;
    }
  }
  return found;
}

function quoted(source: string, start: number, line: number): readonly [text: string, end: number] {
  let text = '';
  for (let at = start + 1; at < source.length; at++) {
    const c = source[at] ?? '';
    if (c === '"') return [text, at + 1];
    if (c === '\n') throw brokenPolicy(line, 'a text has no end');
    if (c !== '\\') text += c;
    else {
      const [, hex] = /^\\u([0-9a-fA-F]{4})/.exec(source.slice(at, at + 6)) ?? [];
      if (hex !== undefined) {
        text += String.fromCharCode(Number.parseInt(hex, 16));
        at += 5;
        continue;
      }
      const meant = escapes.get(source[++at] ?? '');
      if (meant === undefined) throw brokenPolicy(line, 'a text holds an escape that is not known');
      text += meant;
    }
  }
  throw brokenPolicy(line, 'a text has no end');
}
