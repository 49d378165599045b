import { z } from 'zod';
import { pathOf } from '../kit/input-files.ts';

export const githubConfig = z.strictObject({ path: z.string().min(1).max(4096) });
export type GithubConfig = z.infer<typeof githubConfig>;

export const locateGithub = (location: string): GithubConfig => ({
  path: pathOf(
    location,
    'a folder with `orgs/` and `repos/`, each answer of GitHub under the path that it answers',
  ),
});
