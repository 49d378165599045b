/** Which rule is looked at; absent: all of them. */
export interface DutySearch {
  readonly rule?: string;
}

export const readDutySearch = ({ rule }: Readonly<Record<string, unknown>>): DutySearch =>
  typeof rule === 'string' && rule !== '' && rule.length <= 100 ? { rule } : {};
