const shape = /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/;

/** Longest duration that policy speaks of: ten years. */
export const longestSeconds = 3650 * 86_400;

/**
 * ISO 8601 duration in days, hours, minutes and seconds → seconds; undefined when it is not one, is zero or exceeds ten
 * years. Weeks, months and years are not read: a month has no fixed length.
 */
export function readDuration(text: string): number | undefined {
  const match = shape.exec(text);
  if (match === null || text.endsWith('T') || text === 'P') return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  const total = days * 86_400 + hours * 3600 + minutes * 60 + seconds;
  return total > 0 && total <= longestSeconds ? total : undefined;
}

/** Seconds in words of the two largest units: `90 days`, `1 hour 30 minutes`. */
export function sayDuration(seconds: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ];
  let left = seconds;
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.slice(0, 2).join(' ');
}
