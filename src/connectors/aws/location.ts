import { basename } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { listInput, pathOf } from '../kit/input-files.ts';

export const awsConfig = z.strictObject({ path: z.string().min(1).max(4096) });
export type AwsConfig = z.infer<typeof awsConfig>;

const expected = 'a file or folder with `authorization-details*.json` and `credential-report*.csv`';

export const locateAws = (location: string): AwsConfig => ({ path: pathOf(location, expected) });

export interface AwsFiles {
  readonly details: readonly string[];
  readonly reports: readonly string[];
  readonly accessKeys: readonly string[];
  /** The folder with the answers about the organisation. */
  readonly organization: string | undefined;
}

/** One file is a credential report when its name ends in `.csv`, else the details; a folder is searched by name. */
export async function findFiles(path: string): Promise<AwsFiles> {
  const found = await listInput(path);
  const isAFile = found.length === 1 && found[0] === path;
  if (isAFile)
    return /\.csv$/i.test(path)
      ? { details: [], reports: found, accessKeys: [], organization: undefined }
      : { details: found, reports: [], accessKeys: [], organization: undefined };
  const details = found.filter((file) => /authorization-details.*\.json$/i.test(basename(file)));
  const reports = found.filter((file) => /credential-report.*\.csv$/i.test(basename(file)));
  const accessKeys = found.filter((file) => /access-keys.*\.json$/i.test(basename(file)));
  if (details.length + reports.length === 0)
    throw new Fault('not_found', `The folder \`${path}\` holds no export of AWS; expected ${expected}.`, {
      next: 'Make them with `aws iam get-account-authorization-details > authorization-details.json` and `aws iam get-credential-report`.',
    });
  const organization = found.find((file) => basename(file) === 'organizations');
  return { details, reports, accessKeys, organization };
}
