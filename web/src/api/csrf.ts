let token = '';

/** The token that every write carries; the server gives it with the session. Kept in memory only. */
export const csrfToken = (): string => token;

/** Called with each answer that tells of the session. */
export function keepCsrfToken(value: string): void {
  token = value;
}
