import { Fault } from '../../model/index.ts';
import { mostCharacters, textPieces, tooManyCharacters } from '../../platform/text-lines.ts';

/** What stands in each `<failure>` of a JUnit report. Throws Fault `input_invalid` when it is cut off. */
export async function* failuresOf(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let rest = '';
  let whole = false;
  let head = '';
  for await (const piece of textPieces(bytes)) {
    rest += piece;
    if (head.length < 400) head += piece.slice(0, 400);
    for (;;) {
      const begin = /<failure(?:\s[^<>]*)?>/.exec(rest);
      const end = begin === null ? -1 : rest.indexOf('</failure>', begin.index);
      if (begin === null || end === -1) break;
      yield unescaped(rest.slice(begin.index + begin[0].length, end));
      rest = rest.slice(end + '</failure>'.length);
    }
    whole ||= /<\/testsuites>|<testsuites[^<>]*\/>/.test(rest);
    if (!/<failure/.test(rest)) rest = rest.slice(-64);
    else if (rest.length > mostCharacters) throw tooManyCharacters('one failure');
  }
  mustBeJunit(head);
  if (!whole)
    throw new Fault('input_invalid', 'The JUnit report ends before `</testsuites>`: it was cut off.', {
      next: 'Make the report again and check that it was written to its end.',
    });
}

function mustBeJunit(head: string): void {
  if (/<testsuites[\s/>]/.test(head)) return;
  throw new Fault('input_wrong_kind', 'The markup is no JUnit report: it has no `<testsuites>`.', {
    next: 'Make it with `gitleaks git --report-format junit --report-path NAME.gitleaks.xml`.',
  });
}

const names: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(lt|gt|quot|apos|amp));/g, (_, hex, decimal, name) =>
    typeof name === 'string'
      ? (names[name] ?? '')
      : codePoint(typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal)),
  );

const codePoint = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');
