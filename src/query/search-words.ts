const mostWords = 24;
const longestWord = 40;

/** What a text is found by: its runs of letters and digits in lower case, each once. The same cut serves rows and questions. */
export function searchWords(...texts: readonly string[]): readonly string[] {
  const words = new Set<string>();
  for (const text of texts)
    for (const [word] of text
      .normalize('NFKC')
      .toLowerCase()
      .matchAll(/[\p{L}\p{N}]+/gu)) {
      words.add(word.slice(0, longestWord));
      if (words.size === mostWords) return [...words];
    }
  return [...words];
}

/** A `tsquery` for rows that hold every word, the last of them perhaps not typed to its end; undefined: nothing to look for. */
export function searchQuery(text: string): string | undefined {
  const words = searchWords(text);
  // letters and digits only, so nothing in a word can leave its quotes
  return words.length === 0 ? undefined : words.map((word) => `'${word}':*`).join(' & ');
}
