/**
 * Texts with wildcards as AWS matches them, as a list of numbers: a UTF-16 unit to be met exactly, or one of the wildcards
 * below. In the first five segments of an ARN a wildcard stays within its segment; only a `*` that ends a segment of a
 * Resource may reach over colons (IAM user guide, JSON policy elements: Resource).
 */
export type Pattern = readonly number[];

/** `*`: any run of characters. */
export const anyRun = -1;
/** `?`: any one character. */
export const anyOne = -2;
/** `*` that does not reach over a colon. */
export const anyRunInSegment = -3;
/** `?` that is no colon. */
export const anyOneInSegment = -4;

const colon = 58;

export const isRun = (unit: number | undefined): boolean => unit === anyRun || unit === anyRunInSegment;

/** Does a single unit of the pattern, which is no run, accept this character? */
export const accepts = (unit: number | undefined, code: number): boolean =>
  unit === code || unit === anyOne || (unit === anyOneInSegment && code !== colon);

/** May a run of this kind swallow the character? */
export const swallows = (unit: number | undefined, code: number): boolean =>
  unit === anyRun || (unit === anyRunInSegment && code !== colon);

/** Does the pattern match all of this text? */
export function patternMatches(pattern: Pattern, text: string): boolean {
  return pattern.includes(anyRunInSegment) ? matchesBySets(pattern, text) : matchesByLastRun(pattern, text);
}

/** The same for a pattern without wildcards that stay in a segment: only the last `*` ever has to be gone back to. */
export function matchesByLastRun(pattern: Pattern, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === anyRun) {
      star = p++;
      resume = t;
    } else if (p < pattern.length && accepts(pattern[p], text.charCodeAt(t))) {
      p++;
      t++;
    } else if (star !== -1) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === anyRun) p++;
  return p === pattern.length;
}

function matchesBySets(pattern: Pattern, text: string): boolean {
  let places = placesFrom(pattern, [0]);
  for (let t = 0; t < text.length && places.length > 0; t++)
    places = stepFrom(pattern, places, text.charCodeAt(t));
  return places.includes(pattern.length);
}

/** These places (in order) in the pattern and all that runs, being empty, let one go on to; in order, each once. */
export function placesFrom(pattern: Pattern, places: readonly number[]): readonly number[] {
  const found: number[] = [];
  let last = -1;
  for (const place of places) {
    // what an earlier place led on to was gone on from then: a policy may be nothing but stars
    if (place <= last) continue;
    found.push((last = place));
    while (isRun(pattern[last])) found.push(++last);
  }
  return found;
}

/** Where a character leads to from these places. */
export function stepFrom(pattern: Pattern, places: readonly number[], code: number): readonly number[] {
  const next: number[] = [];
  for (const place of places) {
    const unit = pattern[place];
    if (isRun(unit)) {
      if (swallows(unit, code)) next.push(place);
    } else if (place < pattern.length && accepts(unit, code)) next.push(place + 1);
  }
  return placesFrom(pattern, next);
}
