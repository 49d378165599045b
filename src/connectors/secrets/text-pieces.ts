import { Fault } from '../../model/index.ts';

/** Bounds on one line of JSON, and on one failure of a JUnit report. */
const mostCharacters = 4 << 20;

/** The text in these bytes, piece by piece. Throws Fault `input_invalid` when it is not UTF-8. */
async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Fault('input_invalid', 'The report is not UTF-8 text.', {
      next: 'Make it again; do not convert it.',
      cause: error,
    });
  }
}

/** Lines that hold something, each with its number. Throws Fault `input_too_large` for one without an end. */
export async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
): AsyncIterable<{ readonly line: number; readonly text: string }> {
  let rest = '';
  let line = 0;
  for await (const piece of textOf(bytes)) {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line++;
      if (text.trim() !== '') yield { line, text };
    }
    if (rest.length > mostCharacters) throw tooLong(`line ${line + 1}`);
  }
  if (rest.trim() !== '') yield { line: line + 1, text: rest };
}

/** What stands in each `<failure>` of a JUnit report. Throws Fault `input_invalid` when it is cut off. */
export async function* failuresOf(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let rest = '';
  let whole = false;
  let head = '';
  for await (const piece of textOf(bytes)) {
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
    else if (rest.length > mostCharacters) throw tooLong('one failure');
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

const tooLong = (what: string): Fault =>
  new Fault('input_too_large', `In the report ${what} is longer than ${mostCharacters} characters.`, {
    next: 'Check what this file is; no scanner writes that.',
  });
