import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { listInput } from '../kit/input-files.ts';
import { answersFolder } from '../kit/rest/answers-folder.ts';
import type { Answers } from '../kit/rest/asking.ts';

/** Answers of one organisation, kept in files under the path that they answer: `api/v1/users.json`. */
export async function exportFolder(root: string, signal: AbortSignal): Promise<Answers> {
  await listInput(root);
  const there = await stat(join(root, 'api', 'v1')).catch(() => undefined);
  if (there?.isDirectory() !== true)
    throw new Fault(
      'not_found',
      `The folder \`${root}\` holds no organisation: there is no \`api/v1/\` in it.`,
      {
        next: 'Export it as docs/connectors/okta.md shows: each answer under the path that it answers.',
      },
    );
  return answersFolder({
    root,
    signal,
    vendor: 'Okta',
    refusalOf,
    next: 'Export it again: each page as Okta answers it, or all in one list (`jq -s add`).',
  });
}

const errorBody = z.object({ errorCode: z.string().max(200), errorSummary: z.string().max(1000) });

/** What Okta's error says: `E0000006: You do not have permission to perform the requested action`. */
export function refusalOf(body: unknown): string | undefined {
  const error = errorBody.safeParse(body).data;
  return error === undefined ? undefined : `${error.errorCode}: ${error.errorSummary}`;
}
