import { z } from 'zod';

/** A host and nothing besides: whoever gives a configuration by itself could otherwise add a path, or another host. */
export const apiHost = z
  .string()
  .regex(/^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])$/, 'is no host name or address');

export const isThisMachine = (host: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(host);

/** A credential goes in the clear to this machine alone. */
export const isCovered = ({ host, tls }: { readonly host: string; readonly tls: string }): boolean =>
  tls === 'verify-full' || isThisMachine(host);

/** The same of a URL: HTTPS, or HTTP to this machine. */
export const isCoveredUrl = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
