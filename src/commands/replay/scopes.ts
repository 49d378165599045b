import type { RightHeld } from '../../estate/index.ts';
import { globMatches } from '../../platform/glob.ts';

/**
 * What a right comes to, in words that mean the same of every system: how each system writes it, as actions of which one has to
 * be among those that the right allows. Only what breaches turned on is listed.
 */
interface Scope {
  readonly name: string;
  /** Words of an action that a CSV source writes in words of its own. */
  readonly words?: RegExp;
  readonly actions: Readonly<Record<string, readonly string[]>>;
}

const sql = { reads: ['select'], writes: ['insert', 'update'] } as const;

export const scopes: readonly Scope[] = [
  {
    name: 'read_all',
    words: /^(read|view|select|export|list)$/,
    actions: {
      aws: ['s3:getobject', 'dynamodb:scan', 'secretsmanager:getsecretvalue'],
      postgres: sql.reads,
      kubernetes: ['get', 'list'],
      vault: ['read'],
      github: ['read', 'contents:read'],
      entra: ['files.read.all', 'sites.read.all', 'mail.read', 'user.read.all', 'directory.read.all'],
    },
  },
  {
    name: 'write',
    words: /^(write|edit|insert|update|modify|create)$/,
    actions: {
      aws: ['s3:putobject', 'dynamodb:putitem', 'rds:modifydbinstance', 'ec2:runinstances'],
      postgres: sql.writes,
      kubernetes: ['create', 'update', 'patch'],
      vault: ['create', 'update'],
      github: ['write', 'contents:write'],
    },
  },
  {
    name: 'delete',
    words: /^(delete|modify|truncate|drop)$/,
    actions: {
      aws: ['s3:deleteobject', 's3:deletebucket', 'dynamodb:deletetable', 'rds:deletedbinstance'],
      postgres: ['delete', 'truncate', 'owner'],
      kubernetes: ['delete', 'deletecollection'],
      vault: ['delete'],
      github: ['admin'],
    },
  },
  { name: 'read_code', actions: { github: ['read', 'contents:read', 'contents:write'] } },
  { name: 'write_code', actions: { github: ['write', 'contents:write'] } },
  { name: 'publish', words: /^publish$/, actions: { github: ['packages:write'] } },
  {
    name: 'model_invoke',
    words: /^(invoke|inference)$/,
    actions: { aws: ['bedrock:invokemodel', 'sagemaker:invokeendpoint'] },
  },
  {
    name: 'mint_credentials',
    words: /^(mint|tokens?)$/,
    actions: {
      aws: ['iam:createaccesskey'],
      okta: ['okta.apitokens.manage'],
    },
  },
  {
    name: 'reset_password',
    words: /^reset$/,
    actions: { aws: ['iam:updateloginprofile'] },
  },
  { name: 'remote_session', words: /^(remote|session)$/, actions: { aws: ['ssm:startsession'] } },
  {
    name: 'all_mail',
    actions: { entra: ['full_access_as_app', 'mail.read', 'mail.readwrite', 'mail.readwrite.all'] },
  },
  {
    name: 'app_admin',
    actions: {
      entra: [
        'application.readwrite.all',
        'approleassignment.readwrite.all',
        'rolemanagement.readwrite.directory',
        'directory.readwrite.all',
      ],
      okta: ['okta.roles.manage', 'okta.users.manage', 'okta.apps.manage'],
    },
  },
];

/**
 * The scopes that a right of a system of this kind comes to; `admin` where it is one on everything. Undefined: a CSV source
 * writes it in words that none of these is.
 */
export function scopesOf(
  connector: string,
  right: Pick<RightHeld, 'action' | 'isPrivilege'>,
): readonly string[] | undefined {
  const words = right.action.split(/[^a-z]+/);
  const found = scopes
    .filter(({ actions, words: said }) =>
      connector === 'csv'
        ? words.some((word) => said?.test(word) === true)
        : (actions[connector] ?? []).some((each) => allows(right.action, each)),
    )
    .map(({ name }) => name);
  if (right.isPrivilege) return ['admin', ...found];
  return connector === 'csv' && found.length === 0 ? undefined : found;
}

const allows = (held: string, asked: string): boolean =>
  held === 'owner' || held === asked || globMatches(held, asked);
