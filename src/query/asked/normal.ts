/** The longest question that is read: more is a document, not a question. */
export const longestQuestion = 500;

/**
 * A question in the form that the rules of reading are written for: lower case, straight quotes, `not` written out,
 * sentence marks gone, commas alone. What stood in quotes is kept aside: `"Q3 review"` is a name, whatever its words mean.
 */
export function normalised(text: string): { readonly text: string; readonly quoted: readonly string[] } {
  const quoted: string[] = [];
  const plain = text
    .slice(0, longestQuestion)
    .normalize('NFKC')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replaceAll(/[‘’ʼ`]/g, "'")
    .replaceAll(/[“”]/g, '"')
    .replaceAll(/"([^"]{1,80})"/g, (_all, name: string) => {
      quoted.push(name.trim());
      return ` "${quoted.length - 1}" `;
    })
    .toLowerCase()
    .replaceAll(/\b(can)'?not\b|\bcan't\b/g, 'can not')
    .replaceAll(/\bwon't\b/g, 'will not')
    .replaceAll(/n't\b/g, ' not')
    .replaceAll(/'(s|re|ve|ll|m|d)\b/g, " '$1")
    .replaceAll(/\b(separation|segregation)-of-/g, '$1 of ')
    .replaceAll(/[?!;:()[\]{}]|\.(?=\s|$)/g, ' ')
    .replaceAll(',', ' , ')
    .replace(
      /^ *(?:as an? [a-z ]{3,30}? )?i (?:would like|'d like|need|want|have) (?:to )?(?:know|see|find out|find|list|check)?/,
      ' ',
    )
    .replaceAll(/\s+/g, ' ')
    .trim();
  return { text: plain, quoted };
}
