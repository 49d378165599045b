import type { WorkstationRecord } from '../../../../model/index.ts';
import { entriesOf, textAt } from '../document.ts';
import { parseIni } from '../ini.ts';
import { parseYaml } from '../parse.ts';
import { endsIn, type ReadContext, type Reader } from '../reader.ts';
import { passwordInUrl } from '../secret-shapes.ts';

/** `.git-credentials`: one URL with its password a line. */
export const gitCredentials: Reader = {
  id: 'git-credentials',
  title: 'stored Git passwords',
  home: ['.git-credentials', '.config/git/credentials'],
  matches: (relative, base) => base === '.git-credentials' || endsIn(relative, '.config/git/credentials'),
  read: (context) =>
    urlLines(
      context,
      'Git',
      context.file.text.split('\n').map((text, index) => ({ text, line: index + 1 })),
    ),
};

/** A repository's own `.git/config` and the user's `.gitconfig`: remotes with a token in their URL, and extra headers. */
export const gitConfig: Reader = {
  id: 'git-config',
  title: 'Git remotes',
  home: ['.gitconfig', '.config/git/config'],
  matches: (relative, base) =>
    base === '.gitconfig' || endsIn(relative, '.git/config') || endsIn(relative, '.config/git/config'),
  read(context) {
    const lines = parseIni(context.file.text);
    const records = [
      ...urlLines(
        context,
        'Git',
        lines.flatMap(({ key, value, section, line }) =>
          /^(?:url|pushurl)$/i.test(key)
            ? [{ text: value, line }]
            : [{ text: section.replace(/^url\s+"(.*)"$/, '$1'), line }],
        ),
      ),
    ];
    const holder = context.holder('Git', 'Git', 'unknown', 1);
    for (const { key, value, line } of lines) {
      const header = /^authorization:\s*(?:bearer|basic)\s+(?<value>\S+)/i.exec(value)?.groups?.['value'];
      if (key.toLowerCase() !== 'extraheader' || header === undefined) continue;
      if (!records.some((record) => record.type === 'holder')) records.push(holder);
      records.push(
        ...context.credential(holder.key, 'extraheader', header, {
          surface: 'git',
          line,
          credential: 'token',
          shape: 'authorization header',
        }),
      );
    }
    return records;
  },
};

function urlLines(
  context: ReadContext,
  title: string,
  lines: readonly { readonly text: string; readonly line: number }[],
): readonly WorkstationRecord[] {
  const holder = context.holder(title, title, 'unknown', 1);
  const seen = new Set<string>();
  const records: WorkstationRecord[] = lines.flatMap(({ text, line }) => {
    const alone = /^https?:\/\/(?<token>[\w-]{20,})@/.exec(text)?.groups?.['token'];
    const secret = passwordInUrl(text) ?? alone;
    if (secret === undefined || secret === 'x-oauth-basic' || seen.has(`${line}`)) return [];
    seen.add(`${line}`);
    const host = URL.parse(text.trim())?.host ?? 'a Git host';
    return [
      ...context.credential(holder.key, `password for ${host}`, decoded(secret), {
        surface: 'git',
        line,
        credential: 'token',
        shape: 'Git password',
      }),
      context.reach(holder.key, 'host', host, line),
    ];
  });
  return records.length === 0 ? [] : [holder, ...records];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `.netrc`: `machine HOST login NAME password SECRET`, on one line or several. */
export const netrc: Reader = {
  id: 'netrc',
  title: '.netrc',
  home: ['.netrc', '_netrc'],
  matches: (_relative, base) => base === '.netrc' || base === '_netrc',
  read(context) {
    const holder = context.holder('.netrc', '.netrc', 'unknown', 1);
    const records: WorkstationRecord[] = [];
    let host = 'any host';
    let previous = '';
    for (const [index, raw] of context.file.text.split('\n').entries())
      for (const word of raw.replace(/^\s*#.*$/, '').split(/\s+/)) {
        if (previous === 'machine') host = word;
        if (previous === 'password')
          records.push(
            ...context.credential(holder.key, `password for ${host}`, word, {
              surface: 'git',
              line: index + 1,
              credential: 'password',
              shape: 'password',
            }),
            context.reach(holder.key, 'host', host, index + 1),
          );
        previous = word === '' ? previous : word;
      }
    return records.length === 0 ? [] : [holder, ...records];
  },
};

/** The GitHub and GitLab command lines: `hosts.yml` of gh, `hub`, `glab-cli/config.yml`. */
export const hostClis: Reader = {
  id: 'host-clis',
  title: 'GitHub and GitLab command lines',
  home: [
    '.config/gh/hosts.yml',
    '.config/hub',
    '.config/glab-cli/config.yml',
    'AppData/Roaming/GitHub CLI/hosts.yml',
  ],
  matches: (relative) =>
    ['gh/hosts.yml', 'GitHub CLI/hosts.yml', '.config/hub', 'glab-cli/config.yml'].some((path) =>
      endsIn(relative, path),
    ),
  read(context) {
    const { docs, broken } = parseYaml(context.file.text);
    const title = context.file.relative.includes('glab') ? 'GitLab CLI' : 'GitHub CLI';
    const holder = context.holder(title, title, 'unknown', 1);
    const records: WorkstationRecord[] = docs.flatMap((doc) =>
      [
        ...entriesOf(doc),
        ...entriesOf(doc).flatMap(([name, value]) => (name === 'hosts' ? entriesOf(value) : [])),
      ].flatMap(([host, value]) =>
        [
          value,
          ...(value.is === 'list' ? value.items : []),
          ...entriesOf(value).flatMap(([key, users]) =>
            key === 'users' ? entriesOf(users).map(([, user]) => user) : [],
          ),
        ].flatMap((entry, index) => {
          const token = textAt(entry, 'oauth_token', 'token');
          if (token === undefined) return [];
          return [
            ...context.credential(holder.key, `token for ${host}`, token, {
              surface: 'git',
              line: entry.line,
              credential: 'token',
              shape: `${title} token`,
              id: `${host}#${index}`,
            }),
            context.reach(holder.key, 'host', host, entry.line),
          ];
        }),
      ),
    );
    if (broken !== undefined) records.push(context.gap(title, broken.why, broken.line));
    return records.length === 0 ? [] : [holder, ...records];
  },
};
