import { fileURLToPath } from 'node:url';

/** The policies that this version ships. */
export const policiesFolder = fileURLToPath(new URL('../../policies', import.meta.url));
