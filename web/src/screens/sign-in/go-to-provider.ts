/** Leaves for the identity provider's own page. The server says where that is; anything but a web address is not followed. */
export function goToProvider(to: string): void {
  const { protocol, href } = new URL(to);
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError('not an address of a page');
  location.assign(href);
}
