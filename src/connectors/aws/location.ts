import { basename } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import { isReference } from '../../platform/secrets/index.ts';
import { listInput, pathOf, refuseLinksOut } from '../kit/input-files.ts';
import { isCoveredUrl } from '../kit/rest/api-host.ts';

const externalId = z.string().regex(/^[\w+=,.@:/-]{2,1224}$/, 'is no external id');
const exported = z.strictObject({ path: z.string().min(1).max(4096) });
const live = z.strictObject({
  account: z.string().regex(/^\d{12}$/, 'is no account id of 12 digits'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is no region'),
  /** More regions in which resources are read, with commas between. */
  regions: z
    .string()
    .max(1000)
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d(?:,[a-z]{2}(?:-[a-z]+)+-\d)*$/, 'is no list of regions')
    .optional(),
  /** Resources and the policies on them are not asked for. */
  resources: z.literal('none').optional(),
  /** Without it the chain of the SDK finds them, which has to be asked for. */
  passwordFrom: z
    .string()
    .max(4200)
    .refine(isReference, 'is no env:NAME, file:PATH or stored:NAME')
    .optional(),
  credentials: z.literal('default').optional(),
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,600}$/, 'is no ARN of a role')
    .optional(),
  externalId: externalId.optional(),
  /** The name of a role that each account of the organisation has for its reader. Without it they are not read. */
  memberRole: z
    .string()
    .regex(/^(?:[\w+=,.@-]{1,200}\/){0,8}[\w+=,.@-]{1,64}$/, 'is no name of a role')
    .optional(),
  memberExternalId: externalId.optional(),
  /** Instead of AWS’s public endpoints, of every service. */
  endpoint: z.string().max(300).refine(isEndpoint, 'is no https:// URL of a host').optional(),
});
export type ExportConfig = z.infer<typeof exported>;
export type LiveConfig = z.infer<typeof live>;

/** An export in files, or an account that is asked itself. Credentials are never here: `passwordFrom` names them. */
export const awsConfig = z.union([
  exported,
  live
    .refine(
      ({ passwordFrom, credentials }) => (passwordFrom === undefined) === (credentials === 'default'),
      'names either passwordFrom= or credentials=default',
    )
    .refine(
      ({ memberRole, memberExternalId }) => memberExternalId === undefined || memberRole !== undefined,
      'says memberExternalId= and no memberRole=',
    ),
]);
export type AwsConfig = z.infer<typeof awsConfig>;

const expected = 'a file or folder with `authorization-details*.json` and `credential-report*.csv`';
const example = 'aws://111122223333/eu-west-1?passwordFrom=file:./credentials.json';

/**
 * A file or folder, or `aws://ACCOUNT[/REGION]?passwordFrom=…`, as `cdk bootstrap` names an account. Throws Fault
 * `input_invalid`; a URL is never repeated in it, since it could hold a key.
 */
export function locateAws(location: string): AwsConfig {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(location))
    return { path: pathOf(location, `${expected}, or ${example}`) };
  const url = URL.parse(location);
  if (url === null || url.protocol !== 'aws:') throw invalid('is neither a path nor begins with aws://');
  if (url.username !== '' || url.password !== '' || /(?:AKIA|ASIA)[A-Z0-9]{16}|secret|token=/i.test(location))
    throw invalid(
      'holds a key, where shell histories and process lists would keep it. Deactivate the one just typed',
    );
  const query = [...url.searchParams];
  const unknown = query.find(([name]) => !members.has(name));
  if (unknown !== undefined) throw invalid(`says \`${unknown[0].slice(0, 40)}\`, which is not known here`);
  if (new Set(query.map(([name]) => name)).size < query.length || url.hash !== '' || url.port !== '')
    throw invalid('says something twice, or has a port or a fragment');
  const [, region = 'us-east-1'] = /^\/([^/]+)\/?$/.exec(url.pathname) ?? [];
  if (!/^(\/[^/]*\/?)?$/.test(url.pathname)) throw invalid('has more in its path than a region');
  const config = awsConfig.safeParse({ account: url.host, region, ...Object.fromEntries(query) });
  if (config.success) return config.data;
  const parsed = live.safeParse({ account: url.host, region, ...Object.fromEntries(query) });
  const issues = parsed.success
    ? parsed.data.memberExternalId !== undefined && parsed.data.memberRole === undefined
      ? ['memberExternalId= is for a role that memberRole= names']
      : [
          'it names either passwordFrom= or, for what the SDK finds where the server runs, credentials=default',
        ]
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw invalid(`is incomplete: ${issues.join('; ')}`);
}

const members: ReadonlySet<string> = new Set([
  'regions',
  'resources',
  'passwordFrom',
  'credentials',
  'roleArn',
  'externalId',
  'memberRole',
  'memberExternalId',
  'endpoint',
]);

function isEndpoint(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return false;
  return url.pathname === '/' && isCoveredUrl(url);
}

const invalid = (what: string): Fault =>
  new Fault('input_invalid', `The location of an AWS source ${what}.`, {
    next: `Like this: ${example} (or a file or folder with an export).`,
  });

export interface AwsFiles {
  readonly details: readonly string[];
  readonly reports: readonly string[];
  readonly accessKeys: readonly string[];
  /** The folder with the answers about the organisation. */
  readonly organization: string | undefined;
  /** The folder with the answers about resources and their policies. */
  readonly resources: string | undefined;
}

/** One file is a credential report when its name ends in `.csv`, else the details; a folder is searched by name. */
export async function findFiles(path: string): Promise<AwsFiles> {
  const found = await listInput(path);
  const isAFile = found.length === 1 && found[0] === path;
  if (isAFile)
    return /\.csv$/i.test(path)
      ? { details: [], reports: found, accessKeys: [], organization: undefined, resources: undefined }
      : { details: found, reports: [], accessKeys: [], organization: undefined, resources: undefined };
  const details = found.filter((file) => /authorization-details.*\.json$/i.test(basename(file)));
  const reports = found.filter((file) => /credential-report.*\.csv$/i.test(basename(file)));
  const accessKeys = found.filter((file) => /access-keys.*\.json$/i.test(basename(file)));
  if (details.length + reports.length === 0)
    throw new Fault('not_found', `The folder \`${path}\` holds no export of AWS; expected ${expected}.`, {
      next: 'Make them with `aws iam get-account-authorization-details > authorization-details.json` and `aws iam get-credential-report`.',
    });
  await refuseLinksOut(path, [...details, ...reports, ...accessKeys]);
  const organization = found.find((file) => basename(file) === 'organizations');
  const resources = found.find((file) => basename(file) === 'resources');
  return { details, reports, accessKeys, organization, resources };
}
