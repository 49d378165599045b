import type { AccountName, ActorNamed } from './account-names.ts';

/** How the estate writes what one kind of source tells its identities apart by. */
interface JoinRule {
  readonly connector: string;
  /** Keys of accounts that such logs never name, whoever acts: what runs as another, or is nobody who signs in. */
  readonly neverNamed?: RegExp;
  names(actor: ActorNamed): readonly AccountName[];
}

/** Every kind of source whose accounts logs are joined to; a new one is a line here. */
export const joinRules: readonly JoinRule[] = [
  { connector: 'aws', neverNamed: /#/, names: ofAws },
  { connector: 'kubernetes', neverNamed: /^(?!serviceaccount\/|user\/)/, names: ofKubernetes },
  {
    connector: 'okta',
    names: ({ uid, name }) => [
      ...(uid === null
        ? []
        : ['user', 'client', 'serviceaccount', 'app'].map((kind) => key(kind, uid, 'its id in Okta'))),
      { by: 'name', value: name, because: 'its login' },
    ],
  },
  {
    connector: 'entra',
    names: ({ uid, name }) => [
      ...(uid === null
        ? []
        : ['user', 'serviceprincipal', 'application'].map((kind) => key(kind, uid, 'its object id'))),
      // a user principal name is unique in its tenant; a display name is not
      ...(name.includes('@')
        ? [{ by: 'name', value: name, because: 'its user principal name' } as const]
        : []),
    ],
  },
  {
    connector: 'github',
    neverNamed: /^(?!user\/|app\/)/,
    names: ({ name }) => {
      const app = /^(.+)\[bot\]$/.exec(name)?.[1];
      return app === undefined
        ? [{ by: 'name', value: name, keysFrom: 'user/', because: 'its login' }]
        : [
            { by: 'name', value: app, keysFrom: 'app/', because: 'the app of this name' },
            ...(app === 'github-actions'
              ? []
              : [{ by: 'name', value: name, keysFrom: 'user/', because: 'its login' } as const]),
          ];
    },
  },
  {
    connector: 'postgres',
    names: ({ name }) => [
      { by: 'key', value: `role/${encoded(name, /[%/.#*?]/g)}`, because: 'the role of this name' },
    ],
  },
  {
    connector: 'vault',
    neverNamed: /^(?!entity\/)/,
    names: ({ uid, name }) => [
      ...(uid === null ? [] : [key('entity', uid, 'its entity')]),
      ...(name === uid
        ? []
        : [{ by: 'name', value: name, keysFrom: 'entity/', because: 'the entity of this name' } as const]),
    ],
  },
  {
    connector: 'mcp',
    neverNamed: /^(?!agent\/)/,
    names: ({ uid, name }) => [
      ...(uid === null ? [] : [{ by: 'key', value: uid, because: 'its id' } as const]),
      { by: 'name', value: name, keysFrom: 'agent/', because: 'the one agent that goes by this name' },
    ],
  },
  {
    connector: 'ldap',
    names: ({ name }) => [
      { by: 'name', value: name.split('\\').at(-1) ?? name, because: 'its account name' },
    ],
  },
];

/** A session of a role is told without the role’s path: there is one role of a name in an account. */
function ofAws({ uid, name, kind, account }: ActorNamed): readonly AccountName[] {
  if (uid?.startsWith('arn:') === true) {
    const role = /^(arn:[\w-]+:iam::\d{12}:role\/)([^/]+)$/.exec(uid);
    const [, keysFrom, value] = role ?? [];
    return [
      { by: 'key', value: uid, because: 'its ARN' },
      ...(keysFrom === undefined || value === undefined
        ? []
        : [{ by: 'name', value, keysFrom, because: 'the role of this name in this AWS account' } as const]),
    ];
  }
  if (account === null) return [];
  return kind === 'Root'
    ? [{ by: 'key', value: `arn:aws:iam::${account}:root`, because: 'the root user of this AWS account' }]
    : [
        {
          by: 'name',
          value: name,
          keysFrom: `arn:aws:iam::${account}:user/`,
          because: 'the user of this name in this AWS account',
        },
      ];
}

function ofKubernetes({ uid, name }: ActorNamed): readonly AccountName[] {
  const [, namespace, account] = /^system:serviceaccount:([^:]+):(.+)$/.exec(name) ?? [];
  if (namespace !== undefined && account !== undefined)
    return [key('serviceaccount', `${part(namespace)}/${part(account)}`, 'its namespace and name', true)];
  return [key('user', uid ?? name, 'the user of this name')];
}

const key = (kind: string, id: string, because: string, isWritten = false): AccountName => ({
  by: 'key',
  value: `${kind}/${isWritten ? id : part(id)}`,
  because,
});

/** Parts of keys as connectors write them. */
const part = (text: string): string => encoded(text, /[%/#*?]/g);
const encoded = (text: string, what: RegExp): string =>
  text.replaceAll(what, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
