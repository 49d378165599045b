/** Only a path of this console: an address from outside never decides where one lands. */
export const ownPath = (to: unknown): string =>
  typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : '/overview';

const place = 'countersign.wanted';

/** Keeps, in this tab alone, where somebody wanted to go before they left for the identity provider. */
export function rememberWanted(to: unknown): void {
  sessionStorage.setItem(place, ownPath(to));
}

/** Where they wanted to go, once. */
export function takeWanted(): string {
  const to = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  return ownPath(to);
}
