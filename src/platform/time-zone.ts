const formats = new Map<string, Intl.DateTimeFormat | null>();

/** Undefined: the time zone database has no such name. */
function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone);
  if (known !== undefined) return known ?? undefined;
  try {
    const made = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, made);
    return made;
  } catch {
    // text from outside: it must not fill the memory with names that are none
    if (formats.size < 1000) formats.set(zone, null);
    return undefined;
  }
}

export const isTimeZone = (zone: string): boolean => formatOf(zone) !== undefined;

/** How far clocks of that zone are ahead of UTC at a moment, in milliseconds; undefined: there is no such zone. */
export function aheadAt(zone: string, at: number): number | undefined {
  const format = formatOf(zone);
  if (format === undefined) return undefined;
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return shown - Math.floor(at / 1000) * 1000;
}
