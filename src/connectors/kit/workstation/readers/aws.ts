import type { WorkstationRecord } from '../../../../model/index.ts';
import { parseIni, sectionsOf, type IniSection } from '../ini.ts';
import { endsIn, type ReadContext, type Reader } from '../reader.ts';

/** `~/.aws/credentials` and `~/.aws/config`: profiles, static keys, roles assumed, single sign-on, external processes. */
export const aws: Reader = {
  id: 'aws',
  title: 'AWS profiles',
  home: ['.aws/credentials', '.aws/config'],
  matches: (relative) => endsIn(relative, '.aws/credentials') || endsIn(relative, '.aws/config'),
  read: (context) =>
    sectionsOf(parseIni(context.file.text)).flatMap((section) => readProfile(context, section)),
};

function readProfile(context: ReadContext, section: IniSection): readonly WorkstationRecord[] {
  if (/^(?:services|preview)\b/.test(section.name)) return [];
  const name = section.name.replace(/^(?:profile|sso-session)\s+/, '');
  const value = (key: string): string | undefined => section.values.get(key)?.value;
  const lineOf = (key: string): number => section.values.get(key)?.line ?? section.line;
  const holder = context.holder('AWS profile', name, 'unknown', section.line);
  const records: WorkstationRecord[] = [];

  const keyId = value('aws_access_key_id');
  const secret = value('aws_secret_access_key');
  if (secret !== undefined) {
    const isTemporary = keyId?.startsWith('ASIA') === true || value('aws_session_token') !== undefined;
    records.push(
      ...context.credential(holder.key, 'aws_secret_access_key', secret, {
        surface: 'aws',
        line: lineOf('aws_secret_access_key'),
        credential: 'access_key',
        shape: isTemporary ? 'AWS session key' : 'AWS access key',
        lifetime: isTemporary ? 'short' : 'static',
        id: `${name}#secret`,
      }),
    );
  }
  const role = value('role_arn');
  if (role !== undefined) records.push(context.reach(holder.key, 'cloud_role', role, lineOf('role_arn')));
  const account = value('sso_account_id') ?? role?.split(':')[4];
  if (account !== undefined && account !== '') {
    const ssoRole = value('sso_role_name');
    records.push(
      context.reach(
        holder.key,
        'cloud_account',
        `AWS ${account}${ssoRole === undefined ? '' : ` as ${ssoRole}`}`,
        lineOf('sso_account_id'),
      ),
    );
  }
  const described = [
    ['sso_start_url', 'AWS single sign-on', 'short'],
    ['sso_session', 'AWS single sign-on', 'short'],
    ['credential_process', 'AWS credential process', undefined],
    ['web_identity_token_file', 'AWS web identity', 'short'],
  ] as const;
  for (const [key, shape, lifetime] of described) {
    if (value(key) === undefined) continue;
    records.push(
      context.described(holder.key, key, {
        surface: 'aws',
        line: lineOf(key),
        shape,
        held: {
          is: 'reference',
          to: key === 'credential_process' ? 'an external program' : (value(key) ?? key),
        },
        ...(lifetime === undefined ? {} : { lifetime }),
        id: `${name}#${key}`,
      }),
    );
    break;
  }
  return records.length === 0 ? [] : [holder, ...records];
}
