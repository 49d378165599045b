/** Text as a literal of SQL, whatever it holds. The only way by which text of others comes into a question. */
export const sqlText = (text: string): string =>
  // a NUL would end the question for the parser: it is joined in as a character
  text
    .split('\0')
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join(' || chr(0) || ');

/** The name of a column or field of others, as an identifier of SQL. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
