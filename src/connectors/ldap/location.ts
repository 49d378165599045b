import { z } from 'zod';
import { pathOf } from '../kit/input-files.ts';

export const ldapConfig = z.strictObject({ path: z.string().min(1).max(4096) });
export type LdapConfig = z.infer<typeof ldapConfig>;

const expected = 'an LDIF file, or a folder of them';

export const locateLdap = (location: string): LdapConfig => ({ path: pathOf(location, expected) });
