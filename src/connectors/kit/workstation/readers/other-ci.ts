import type { Place, WorkflowRecord, WorkstationRecord } from '../../../../model/index.ts';
import { at, entriesOf, stringsIn, textAt, textOf } from '../document.ts';
import { parseYaml } from '../parse.ts';
import { endsIn, type ReadContext, type Reader } from '../reader.ts';
import { namesSecret } from '../secret-shapes.ts';

/** GitLab CI: variables written into the file, secrets it names, identity tokens. */
export const gitlabCi: Reader = {
  id: 'gitlab-ci',
  title: 'GitLab CI',
  home: [],
  matches: (_relative, base) => /^\.gitlab-ci\.ya?ml$/.test(base),
  read(context) {
    const { docs, broken } = parseYaml(context.file.text);
    const holder = context.holder('GitLab pipeline', context.file.base, 'integration', 1);
    const records: WorkstationRecord[] = docs.flatMap((doc) => {
      const jobs = entriesOf(doc).map(([, job]) => job);
      return [doc, ...jobs].flatMap((node) => [
        ...entriesOf(at(node, 'variables')).flatMap(([name, value]) => {
          const text = textOf(value) ?? textAt(value, 'value') ?? '';
          // `KEY: $OTHER` hands a variable on; that is named below with the others.
          return text.startsWith('$')
            ? []
            : context.judged(holder.key, name, text, {
                surface: 'ci',
                line: value.line,
                id: `${name}:${value.line}`,
              });
        }),
        ...entriesOf(at(node, 'id_tokens')).map(([, value]) =>
          context.reach(
            holder.key,
            'cloud_role',
            `identity token for ${textAt(value, 'aud') ?? 'several audiences'}`,
            value.line,
          ),
        ),
      ]);
    });
    const secrets = docs.flatMap((doc) =>
      namedIn([...stringsIn(doc)], context, /\$\{?(?<name>[A-Z][A-Z0-9_]{2,80})\b/g),
    );
    if (docs.length > 0) records.unshift(holder, workflow(context, holder.key, 'gitlab', secrets));
    if (broken !== undefined) records.push(context.gap('GitLab pipeline', broken.why, broken.line));
    return records;
  },
};

/** CircleCI: contexts (named sets of secrets), variables used, orbs without a version. */
export const circleCi: Reader = {
  id: 'circleci',
  title: 'CircleCI',
  home: [],
  matches: (relative) =>
    endsIn(relative, '.circleci/config.yml') || endsIn(relative, '.circleci/config.yaml'),
  read(context) {
    const { docs, broken } = parseYaml(context.file.text);
    const holder = context.holder('CircleCI pipeline', 'CircleCI', 'integration', 1);
    const records: WorkstationRecord[] = docs.flatMap((doc) => {
      const secrets = namedIn([...stringsIn(doc)], context, /\$\{?(?<name>[A-Z][A-Z0-9_]{2,80})\b/g);
      const orbs = entriesOf(at(doc, 'orbs')).flatMap(([, value]) => {
        const uses = textOf(value);
        if (uses === undefined) return [];
        return [
          {
            uses,
            pinned: /@\d+\.\d+\.\d+$/.test(uses),
            firstParty: uses.startsWith('circleci/'),
            place: context.place(value.line),
          },
        ];
      });
      const literals = entriesOf(at(doc, 'jobs')).flatMap(([, job]) =>
        entriesOf(at(job, 'environment')).flatMap(([name, value]) =>
          context.judged(holder.key, name, textOf(value) ?? '', {
            surface: 'ci',
            line: value.line,
            id: `${name}:${value.line}`,
          }),
        ),
      );
      return [{ ...workflow(context, holder.key, 'circleci', secrets), actions: orbs }, ...literals];
    });
    if (records.length > 0) records.unshift(holder);
    if (broken !== undefined) records.push(context.gap('CircleCI pipeline', broken.why, broken.line));
    return records;
  },
};

/** Jenkins: credentials named by id in a Jenkinsfile. Groovy is not parsed; names are found by their usual calls. */
export const jenkins: Reader = {
  id: 'jenkins',
  title: 'Jenkins',
  home: [],
  matches: (_relative, base) => /^Jenkinsfile(?:\..{1,40})?$/.test(base),
  read(context) {
    const holder = context.holder('Jenkins pipeline', context.file.base, 'integration', 1);
    const lines = context.file.text
      .split('\n')
      .map((text, index) => ({ text: text.slice(0, 4000), line: index + 1 }));
    const secrets = new Map<string, Place>();
    for (const { text, line } of lines)
      for (const match of text.matchAll(
        /(?:credentials\(\s*|credentialsId\s*:\s*)['"](?<name>[\w.-]{1,120})['"]/g,
      ))
        secrets.set(match.groups?.['name'] ?? '', context.place(line));
    const literals = lines.flatMap(({ text, line }) => {
      const pair = /^\s*(?<name>[A-Z_][A-Z0-9_]{1,80})\s*=\s*["'](?<value>[^"']{6,4096})["']/.exec(
        text,
      )?.groups;
      return pair === undefined
        ? []
        : context.judged(holder.key, pair['name'] ?? '', pair['value'] ?? '', { surface: 'ci', line });
    });
    return [
      holder,
      workflow(
        context,
        holder.key,
        'jenkins',
        [...secrets].map(([name, place]) => ({ name, place })),
      ),
      ...literals,
    ];
  },
};

function namedIn(
  strings: readonly { readonly text: string; readonly line: number }[],
  context: ReadContext,
  shape: RegExp,
): WorkflowRecord['secrets'] {
  const found = new Map<string, Place>();
  for (const { text, line } of strings)
    for (const match of text.matchAll(shape)) {
      const name = match.groups?.['name'] ?? '';
      if (namesSecret(name) && !name.startsWith('CI_') && !found.has(name))
        found.set(name, context.place(line));
    }
  return [...found].map(([name, place]) => ({ name, place }));
}

const workflow = (
  context: ReadContext,
  holderKey: string,
  system: WorkflowRecord['system'],
  secrets: WorkflowRecord['secrets'],
): WorkflowRecord => ({
  type: 'workflow',
  key: context.key('workflow'),
  holderKey,
  system,
  triggers: [],
  permissions: [],
  untrustedCheckouts: [],
  actions: [],
  secrets,
  place: context.place(1),
});
