import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { pathOf } from '../kit/input-files.ts';
import { isCovered } from '../kit/rest/api-host.ts';
import { apiServer, apiUrl, configIn } from '../kit/rest/api-location.ts';
import { isPathName } from '../kit/rest/endpoint.ts';

const exported = z.strictObject({ path: z.string().min(1).max(4096) });
const live = z.strictObject({
  ...apiServer,
  /** Before every path: empty at github.com, `/api/v3` at a GitHub Enterprise Server. */
  base: z.enum(['', '/api/v3']),
  org: z.string().refine(isPathName),
});
export type ExportConfig = z.infer<typeof exported>;
export type LiveConfig = z.infer<typeof live>;

/** An export in a folder, or an organisation that is asked itself. The token is never here: `passwordFrom` names it. */
export const githubConfig = z.union([exported, live.refine(isCovered, 'is in the clear')]);
export type GithubConfig = z.infer<typeof githubConfig>;

const example = 'https://api.github.com/orgs/acme?passwordFrom=env:GITHUB_TOKEN';

/**
 * A folder, or `https://HOST[:PORT][/api/v3]/orgs/ORG?passwordFrom=…`. Throws Fault `input_invalid`; a URL is never repeated
 * in it, since it could hold a token.
 */
export function locateGithub(location: string): GithubConfig {
  const url = apiUrl(location, { token: /gh[pousr]_|github_pat_/, invalid });
  if (url === undefined)
    return {
      path: pathOf(location, `a folder with \`orgs/\` and \`repos/\` as GitHub answers them, or ${example}`),
    };
  const [, base = '', org = ''] = /^(\/api\/v3)?\/orgs\/([^/]+)\/?$/.exec(url.pathname) ?? [];
  return configIn(url, { shape: live, also: { base, org }, invalid });
}

const invalid = (what: string): Fault =>
  new Fault('input_invalid', `The location of a GitHub source ${what}.`, {
    next: `Like this: ${example} (or a folder with an export).`,
  });
