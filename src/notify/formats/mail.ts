import { authorityWords, dueWords, footer, type Line, type Message } from '../message.ts';

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** As mail: the same in plain text and in HTML, without pictures, styles from elsewhere or links that are not the console's. */
export const mailOf = (message: Message): Mail => ({
  subject: `[${message.authority}] ${message.subject}`,
  text: textOf(message),
  html: htmlOf(message),
});

function textOf({ authority, subject, lines, more, url }: Message): string {
  const said = lines.flatMap((line) => [
    `* ${unlinked(line.title)} [${line.authority}]`,
    ...[line.why, dueWords(line)].filter((text) => text !== '').map((text) => `  ${unlinked(text)}`),
    `  ${line.url}`,
    '',
  ]);
  return [
    unlinked(subject),
    authorityWords[authority],
    '',
    ...said,
    ...(more > 0 ? [`And ${more} more: ${url}`, ''] : []),
    footer,
    '',
  ].join('\n');
}

function htmlOf({ authority, subject, lines, more, url }: Message): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"></head><body>',
    `<h1 style="font-size:18px">${escaped(subject)}</h1>`,
    `<p><strong>${escaped(authorityWords[authority])}</strong></p>`,
    '<ul>',
    ...lines.map(itemOf),
    '</ul>',
    ...(more > 0 ? [`<p><a href="${inHtml(url)}" rel="noreferrer">And ${more} more</a></p>`] : []),
    `<p style="color:#555">${escaped(footer)}</p>`,
    '</body></html>',
    '',
  ].join('\n');
}

const itemOf = (line: Line): string =>
  [
    `<li><p><a href="${inHtml(line.url)}" rel="noreferrer">${escaped(line.title)}</a> [${line.authority}]`,
    ...[line.why, dueWords(line)].filter((text) => text !== '').map((text) => `<br>${escaped(text)}`),
    '</p></li>',
  ].join('');

/** No text of a source becomes a link because a mail program takes it for one. */
const unlinked = (text: string): string =>
  text
    .replaceAll('://', '[:]//')
    .replaceAll(/\bwww\./gi, 'www[.]')
    .replaceAll(/\bmailto:/gi, 'mailto[:]');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const inHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
const escaped = (text: string): string => inHtml(unlinked(text));
