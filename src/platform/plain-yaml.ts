import { isAlias, isNode, parseDocument, visit } from 'yaml';

/** What is wrong with a YAML text: the line where that is known, why, and what to write instead. */
export interface YamlProblem {
  readonly line?: number;
  readonly reason: string;
  readonly remedy: string;
}

/** YAML text → plain data, or what is wrong with it. No aliases, anchors, tags, doubled keys or second documents. */
export function plainYaml(
  text: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: YamlProblem } {
  const document = parseDocument(text, { strict: true, uniqueKeys: true, version: '1.2', merge: false });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined)
    return wrong({
      line: error.linePos?.[0].line ?? 1,
      reason: error.message.split('\n')[0] ?? 'not YAML',
      remedy: 'Correct the YAML.',
    });
  let dressed: string | undefined;
  visit(document, (_, node) => {
    if (isAlias(node)) dressed = 'an alias (`*`)';
    else if (isNode(node) && 'anchor' in node && node.anchor !== undefined) dressed = 'an anchor (`&`)';
    else if (isNode(node) && node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:'))
      dressed = 'a tag (`!`)';
    return dressed === undefined ? undefined : visit.BREAK;
  });
  if (dressed !== undefined)
    return wrong({
      reason: `it holds ${dressed}`,
      remedy: 'Write it out: a table people sign must read the same for everybody.',
    });
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 0 }) };
  } catch {
    return wrong({
      reason: 'it cannot be read as plain data',
      remedy: 'Write it out without YAML’s special features.',
    });
  }
}

const wrong = (problem: YamlProblem) => ({ ok: false, problem }) as const;

/** Where in a document a schema found something: `rules[3].apart`. */
export const yamlPlace = (path: readonly PropertyKey[], whole: string): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${String(part)}`,
    '',
  ) || whole;
