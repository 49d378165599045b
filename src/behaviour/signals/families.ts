/** How far AWS says that an action reaches; undefined where its list does not have it. */
export type ActionLevel = 'Read' | 'List' | 'Write' | 'Tagging' | 'Permissions management';

/** Actions by their words: the verb comes first or last; of `nouns`, where there are any, all words of one are there. */
export interface Wording {
  readonly verbs: readonly string[];
  readonly nouns?: readonly (readonly string[])[];
  /** Only in these services. */
  readonly services?: readonly string[];
  /** Only actions that AWS puts on this level. */
  readonly level?: ActionLevel;
}

/**
 * Acts that serve one end of an attacker, told by what they do and not by their names: a family is a class of many actions
 * of many services. Most of them are somebody’s daily work, so a family says what an act may be for, and never that it is.
 */
export interface Family {
  readonly id: FamilyId;
  readonly title: string;
  /** What it brings to whoever should not do it. */
  readonly gains: string;
  readonly wordings: readonly Wording[];
  /** Everything that AWS puts on this level, whatever its words. */
  readonly wholeLevel?: ActionLevel;
  /** One such act is ordinary: only this many within a window say something. */
  readonly from?: number;
}

export type FamilyId =
  | 'hides'
  | 'gives-rights'
  | 'carries-out'
  | 'opens-doors'
  | 'makes-credentials'
  | 'runs-code'
  | 'spends'
  | 'destroys'
  | 'reads-secrets'
  | 'tries-doors';

/** Reading this many secrets within a window is no program that fetches its own. */
const manySecrets = 5;

const words = (list: string): readonly string[] => list.split(' ');

const takesAway = words(
  'delete stop disable remove disassociate leave destroy deactivate suspend deregister purge',
);
const changes = words('put update modify set add attach create grant assign patch replace associate');
const makes = words('create update reset add import upload register issue send');
/** Services that watch others, and those that say who is who. */
const watchers = words(
  'cloudtrail config guardduty securityhub logs detective inspector2 macie2 access-analyzer monitoring',
);
const registers = words('iam sts sso sso-directory identitystore rolesanywhere cognito-idp ds signin');

/** Every family by which an act is told by its name, those first that tell most. */
export const families: readonly Family[] = [
  {
    id: 'hides',
    title: 'stops or narrows what is watched and recorded',
    gains: 'what comes after it is not seen',
    wordings: [
      {
        verbs: takesAway,
        nouns: [['logging'], ['log'], ['audit'], ['detector'], ['alarm'], ['monitor'], ['organization']],
      },
      { verbs: [...takesAway, 'put', 'update', 'modify'], services: watchers },
    ],
  },
  {
    id: 'gives-rights',
    title: 'gives rights to somebody',
    gains: 'rights that stay when the way in is closed',
    wordings: [
      {
        verbs: changes,
        nouns: words('policy permission privilege acl trust role binding admin owner').map((each) => [each]),
      },
    ],
    wholeLevel: 'Permissions management',
  },
  {
    id: 'carries-out',
    title: 'copies or shares whole disks, images or databases',
    gains: 'all data at once, elsewhere',
    wordings: [
      {
        verbs: ['modify', 'copy', 'export', 'share'],
        nouns: [['snapshot'], ['image'], ['backup'], ['table']],
      },
    ],
  },
  {
    id: 'opens-doors',
    title: 'opens something to a network or to everybody',
    gains: 'a way in from outside',
    wordings: [
      {
        verbs: ['authorize', 'open', 'enable', 'allow', 'create', 'put', 'add', 'insert', 'patch', 'update'],
        nouns: [['ingress'], ['public'], ['firewall'], ['console']],
      },
      { verbs: takesAway, nouns: [['public'], ['firewall']] },
    ],
  },
  {
    id: 'makes-credentials',
    title: 'makes a credential, or an identity that can have one',
    gains: 'a way back in that is one’s own',
    wordings: [
      {
        verbs: makes,
        nouns: [['key'], ['password'], ['credential'], ['certificate'], ['token'], ['user'], ['account']],
      },
      { verbs: makes, services: registers },
      { verbs: ['get', 'assume'], nouns: [['token']], level: 'Write' },
    ],
  },
  {
    id: 'runs-code',
    title: 'runs or changes code where something else is trusted',
    gains: 'the rights of what the code runs as',
    wordings: [
      {
        verbs: ['send', 'start', 'run', 'execute', 'create', 'resume'],
        nouns: [['command'], ['session'], ['automation'], ['notebook']],
      },
      {
        verbs: ['update', 'modify', 'put', 'publish', 'create'],
        nouns: [['function'], ['layer'], ['instance', 'attribute'], ['lifecycle'], ['workflow']],
      },
    ],
  },
  {
    id: 'spends',
    title: 'starts what costs, or opens the use of models',
    gains: 'computing at the expense of others',
    wordings: [
      {
        verbs: ['run', 'request', 'purchase', 'invoke', 'put', 'create'],
        nouns: [['instance'], ['fleet'], ['model']],
      },
    ],
  },
  {
    id: 'destroys',
    title: 'destroys data or what would bring it back',
    gains: 'pressure, and no way back',
    wordings: [
      {
        verbs: [...takesAway, 'terminate', 'schedule'],
        nouns: [['bucket'], ['image'], ['snapshot'], ['backup'], ['vault'], ['database'], ['table'], ['key']],
      },
    ],
  },
  {
    id: 'reads-secrets',
    title: 'reads secrets',
    gains: 'the credentials of others',
    from: manySecrets,
    wordings: [
      {
        verbs: ['get', 'batch', 'retrieve', 'read', 'reveal', 'access'],
        nouns: [['secret'], ['password'], ['parameter'], ['credential']],
      },
    ],
  },
];

/** What no name tells: one action that was refused on so many different things is somebody who looks for what is open. */
export const triesDoors: Family = {
  id: 'tries-doors',
  title: 'is refused the same on one thing after another',
  gains: 'knowledge of what is open',
  from: 10,
  wordings: [],
};
