/** Minutes since midnight as a clock shows them, and back. */
export const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** What is no time counts as midnight: the browser lets nobody send it. */
export function minuteOf(text: string): number {
  const [hour = '', minute = ''] = text.split(':');
  const total = Number(hour) * 60 + Number(minute);
  return Number.isInteger(total) && total >= 0 && total < 1440 ? total : 0;
}
