import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { listInput } from '../kit/input-files.ts';
import { answersFolder } from '../kit/rest/answers-folder.ts';
import type { Answers } from '../kit/rest/asking.ts';
import { isPathName } from '../kit/rest/endpoint.ts';

/** GitHub's answers, and about which organisations there are any. */
export interface GithubAnswers extends Answers {
  /** The organisations to read, each a name that may stand in a path. */
  organizations(): Promise<readonly string[]>;
}

/** Answers of one organisation or several, kept in files under the path that they answer. */
export function exportFolder(root: string, signal: AbortSignal): GithubAnswers {
  return {
    async organizations() {
      await listInput(root);
      const names = await readdir(join(root, 'orgs')).catch(() => []);
      const found = new Set(names.map((name) => name.replace(/\.json$/, '')).filter(isPathName));
      if (found.size > 0) return [...found].toSorted();
      throw new Fault(
        'not_found',
        `The folder \`${root}\` holds no organisation: there is nothing in \`orgs/\`.`,
        {
          next: 'Export it as docs/connectors/github.md shows: each answer under the path that it answers.',
        },
      );
    },
    ...answersFolder({
      root,
      signal,
      vendor: 'GitHub',
      refusalOf,
      next: 'Export it again: `gh api --paginate PATH > PATH.json`.',
    }),
  };
}

/** `gh api` writes the body of an error to the same place: `{"message":"Not Found","status":"404"}`. */
function refusalOf(body: unknown): string | undefined {
  const error = errorBody.safeParse(body).data;
  if (error?.status === undefined && error?.documentation_url === undefined) return undefined;
  return `${error.status === undefined ? '' : `${error.status}: `}${error.message}`;
}

const errorBody = z.object({
  message: z.string().max(1000),
  status: z
    .string()
    .regex(/^\d{3}$/)
    .optional(),
  documentation_url: z.string().optional(),
});
