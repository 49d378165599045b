import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { bytesOf, listInput, refuseLinksOut } from '../kit/input-files.ts';
import { answersFolder } from '../kit/rest/answers-folder.ts';
import type { Answer } from '../kit/rest/asking.ts';
import type { Endpoint } from '../kit/rest/endpoint.ts';
import type { VaultAnswers } from './read.ts';

const mostBytes = 1 << 20;
const isPolicy = (name: string): boolean =>
  ['.hcl', '.json'].includes(extname(name)) && !name.startsWith('.');

/**
 * Answers under the path that they answer (`v1/sys/auth.json`), and policies as files: `policies/NAME.hcl`, or without `v1/` the
 * folder (or the one file) itself.
 */
export async function exportFolder(root: string, signal: AbortSignal): Promise<VaultAnswers> {
  const listed = await listInput(root);
  const hasAnswers = (await stat(join(root, 'v1')).catch(() => undefined))?.isDirectory() === true;
  const beside = await readdir(join(root, 'policies')).catch(() => []);
  const files = [...beside.map((name) => join(root, 'policies', name)), ...(hasAnswers ? [] : listed)].filter(
    (file) => isPolicy(basename(file)),
  );
  if (!hasAnswers && files.length === 0)
    throw new Fault(
      'not_found',
      `\`${root}\` holds neither answers of Vault (\`v1/\`) nor policies (\`NAME.hcl\`).`,
      {
        next: 'Export it as docs/connectors/vault.md shows.',
      },
    );
  const folder = answersFolder({
    root,
    signal,
    vendor: 'Vault',
    refusalOf,
    bareLists: true,
    next: 'Export it again as Vault answers it.',
  });
  return {
    ask: (endpoint, where) => orGone(orNothing(endpoint, folder.ask(endpoint, where))),
    async *policyFiles() {
      if (listed[0] !== root) await refuseLinksOut(root, files);
      for (const file of files.toSorted()) {
        const name = basename(file, extname(file));
        if ((await stat(file)).size > mostBytes)
          throw new Fault('input_too_large', `The policy \`${file}\` is larger than ${mostBytes} bytes.`, {
            next: 'Check that it is a policy.',
          });
        const chunks: Uint8Array[] = [];
        for await (const chunk of bytesOf(file, signal)) chunks.push(chunk);
        yield { name, file, text: Buffer.concat(chunks).toString('utf8') };
      }
    },
  };
}

const errorBody = z.object({ errors: z.array(z.string().max(2000)).max(100) });

const nothing = 'that there is nothing';
const noItems = (): Answer => ({
  is: 'read',
  items: (async function* () {
    // nothing
  })(),
});

/** What ended between being listed and being looked up is no gap. */
export async function orGone(answered: Promise<Answer>): Promise<Answer> {
  const answer = await answered;
  return answer.is === 'unread' && /\binvalid (?:accessor|lease)$/i.test(answer.why) ? noItems() : answer;
}

/** Vault answers a list of nothing with 404 and no error: that is an empty list, and no gap. */
export async function orNothing(endpoint: Endpoint<unknown>, answered: Promise<Answer>): Promise<Answer> {
  const answer = await answered;
  if (answer.is === 'read' || typeof endpoint.answer !== 'object' || !answer.why.endsWith(nothing))
    return answer;
  return noItems();
}

/** `{"errors":["permission denied"]}`; Vault's empty list of errors is its *there is nothing*. */
export function refusalOf(body: unknown): string | undefined {
  const errors = errorBody.safeParse(body).data?.errors;
  if (errors === undefined) return undefined;
  return errors.length === 0
    ? 'that there is nothing'
    : errors.join('; ').replaceAll(/\s+/g, ' ').trim().slice(0, 1000);
}
