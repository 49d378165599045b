import { z } from 'zod';
import { pathOf } from '../kit/input-files.ts';

export const secretsConfig = z.strictObject({ path: z.string().min(1).max(4096) });
export type SecretsConfig = z.infer<typeof secretsConfig>;

export const locateSecrets = (location: string): SecretsConfig => ({
  path: pathOf(location, 'a report of gitleaks or trufflehog, a SARIF log, or a folder of them'),
});
