/** With whose authority an answer is given, in the address; absent: one's own. */
export interface AnswerFor {
  readonly for?: string;
}

/** Reads an address leniently: what is no person's id is nobody. */
export const readAnswerFor = ({ for: person }: Readonly<Record<string, unknown>>): AnswerFor =>
  typeof person === 'string' && /^psn_[0-9a-z]{8,40}$/.test(person) ? { for: person } : {};
