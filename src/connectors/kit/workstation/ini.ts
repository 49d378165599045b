/** One `key = value` line of an INI-like file (AWS, git, pip, npm), with the section it stands in. */
export interface IniLine {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** Reads `[section]`, `key = value`, `#` and `;` comments; anything else is passed over, as the tools themselves do. */
export function parseIni(text: string): readonly IniLine[] {
  const found: IniLine[] = [];
  let section = '';
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    if (line.startsWith('[') && line.endsWith(']')) {
      section = line.slice(1, -1).trim();
      continue;
    }
    const equals = line.indexOf('=');
    if (equals <= 0) continue;
    found.push({
      section,
      key: line.slice(0, equals).trim(),
      value: unquoted(line.slice(equals + 1).trim()),
      line: index + 1,
    });
  }
  return found;
}

export interface IniSection {
  readonly name: string;
  readonly line: number;
  readonly values: ReadonlyMap<string, IniLine>;
}

/** The same lines grouped by section, keys in lower case; the last of equal keys wins. */
export function sectionsOf(lines: readonly IniLine[]): readonly IniSection[] {
  const sections = new Map<string, { line: number; values: Map<string, IniLine> }>();
  for (const line of lines) {
    const section = sections.get(line.section) ?? { line: line.line, values: new Map<string, IniLine>() };
    section.values.set(line.key.toLowerCase(), line);
    sections.set(line.section, section);
  }
  return [...sections].map(([name, { line, values }]) => ({ name, line, values }));
}

export const unquoted = (value: string): string =>
  value.length >= 2 && /^(["'`]).*\1$/s.test(value) ? value.slice(1, -1) : value;
