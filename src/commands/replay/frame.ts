import type { Link } from '../../replay/index.ts';

/** What kind of system a source is, as breaches speak of it; a CSV source is what a register says. */
export const appOf: ReadonlyMap<string, string> = new Map([
  ['aws', 'cloud'],
  ['entra', 'idp'],
  ['okta', 'idp'],
  ['ldap', 'idp'],
  ['vault', 'vault'],
  ['github', 'code_host'],
  ['kubernetes', 'cluster'],
  ['postgres', 'database'],
]);

/** Systems that take the identity of a workload or pipeline in place of a stored key. */
export const federates: ReadonlySet<string> = new Set(['aws', 'entra', 'vault', 'kubernetes', 'github']);

/** Accounts of these are places in which secrets lie. */
export const isPlace = (connector: string): boolean => connector === 'secrets' || connector === 'mcp';

export const link = (is: Link['is'], of: { readonly source: string; readonly key: string }): Link => ({
  is,
  key: `${of.source}/${of.key}`,
});

/** What was never used was not used for longer than anything else. */
export const never = 36_500;

/** The name of an environment as a tag may have it. */
export function environmentIn(attributes: Readonly<Record<string, string>>): string | undefined {
  const said = ['environment', 'tag:environment', 'tag:Environment', 'tag:env', 'tag:Env']
    .map((name) => attributes[name])
    .find((each) => each !== undefined);
  if (said === undefined) return undefined;
  if (/^prod/i.test(said)) return 'production';
  if (/^(stag|test|qa|uat|pre)/i.test(said)) return 'staging';
  if (/^(dev|local)/i.test(said)) return 'development';
  return /^(sandbox|lab|demo|poc)/i.test(said) ? 'sandbox' : undefined;
}
