import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadPage } from '../../kit/connector.ts';
import { answersIn } from '../export-folder.ts';
import { readResources } from './read-resources.ts';
import { resourceServices } from './services.ts';

/** `resources/ACCOUNT/REGION/SERVICE/list-….json`: what was not exported is not asked for. */
export async function* exportedResources(
  { root, folder }: { readonly root: string; readonly folder: string | undefined },
  accounts: Set<string>,
  signal: AbortSignal,
): AsyncIterable<ReadPage> {
  if (folder === undefined) return;
  for (const account of await namesIn(folder, /^\d{12}$/))
    for (const region of await namesIn(join(folder, account), /^[a-z]{2}(?:-[a-z]+)+-\d$/))
      for (const service of resourceServices) {
        const where = { account, partition: partitionOf(region) };
        const answers = answersIn(root, join(folder, account, region), signal);
        const pages = readResources(answers, { service, where, region }, accounts);
        // a service that was not exported in this region is told once, with all that was not read
        for await (const page of pages)
          if (
            !page.observations.some(
              (each) =>
                each.type === 'gap' &&
                each.why === 'the export does not hold it' &&
                each.key.startsWith('policies-on/'),
            )
          )
            yield page;
      }
}

/** The partition of AWS that a region is of. */
export const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

const namesIn = async (folder: string, shape: RegExp): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => [])).filter((name) => shape.test(name)).toSorted();
