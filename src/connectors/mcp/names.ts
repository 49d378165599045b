import { digestOf } from '../../platform/canonical.ts';

const most = 300;

/** A name inside a key: bounded, told from every other, and never taken for a joint or a wildcard. */
export const nameInKey = (name: string): string => {
  const safe = name
    .toWellFormed()
    .replaceAll(/[%#*?]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return safe.length <= most ? safe : `${safe.slice(0, most).toWellFormed()}…${digestOf(name).slice(0, 32)}`;
};

/** A name as shown: whole up to a thousand characters. */
export const shownName = (name: string): string =>
  name.length <= 1000 ? name : `${name.slice(0, 1000).toWellFormed()}…`;

const other: ReadonlyMap<string, string> = new Map([
  ['claudeai', 'claudedesktop'],
  ['cursorvscode', 'cursor'],
  ['visualstudiocode', 'vscode'],
  ['codexmcpclient', 'codex'],
  ['geminiclimcpclient', 'geminicli'],
]);

/** One spelling for the names by which an application calls itself in files, in logs and to servers. */
export function applicationName(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  return other.get(plain) ?? plain;
}
