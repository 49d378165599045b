import type { Entity, Link, Value } from '../../src/replay/index.ts';

/** A fact that the story needs, and how it would be where somebody took care. */
export type Fact = readonly [asItWas: Value, withCare: Value];

/** One thing of a story: what had to be so, what else was so, and what it had to do with the others. */
export interface StoryThing {
  readonly is: Entity;
  readonly name: string;
  readonly needed: Readonly<Record<string, Fact>>;
  readonly also?: Readonly<Record<string, Value>>;
  readonly links: readonly Link[];
}

/** What each kind of thing is like where nothing is wrong, every field known. */
export const sound: Readonly<Record<Entity, Readonly<Record<string, Value>>>> = {
  identity: {
    kind: 'person',
    app: 'idp',
    enabled: true,
    interactive: true,
    mfa: true,
    sso: true,
    phishingResistant: true,
    environment: 'production',
    isOutside: false,
    isAdministrator: false,
    unusedShare: 0.1,
    vendorReaches: false,
    trustedPublishing: true,
  },
  credential: {
    type: 'federated',
    holder: 'workload',
    app: 'database',
    enabled: true,
    ageDays: 20,
    expiresInDays: 30,
    outlivesYear: false,
    lastUsedDays: 1,
    places: [],
    isWithAgent: false,
    isInPipeline: false,
    isExposed: false,
    changedSinceExposed: true,
    scopes: [],
    data: ['public'],
    secondFactor: true,
    couldFederate: false,
    environments: ['production'],
    isCertificateExpired: false,
    isStillAccepted: false,
  },
  exposure: { surface: 'wiki', isPublic: false, isValid: false, daysOpen: 0 },
  grant: {
    holder: 'person',
    isThirdParty: false,
    scopes: ['read_all'],
    environment: ['staging'],
    dataClass: ['public'],
    isStanding: false,
    enabled: true,
    lastUsedDays: 1,
    isUsed: true,
    isExposed: false,
    reach: 1,
    isNetworkLimited: true,
    tokenExpiresInDays: 1,
    isRefreshable: false,
    vendorState: 'used',
  },
  store: {
    kind: 'table',
    dataClass: 'public',
    environment: 'staging',
    needsSignIn: true,
    isInternetReachable: false,
    holdsSecrets: false,
    hasOwner: true,
    isEncryptedByApp: true,
    readBy: ['person'],
  },
  pipeline: {
    triggers: ['push'],
    hasSecrets: false,
    tokenScope: 'read',
    pinsActions: true,
    installScripts: false,
    verifiesScripts: true,
  },
  app: { class: 'crm', isNetworkLimited: true },
  agent: {
    kind: 'Assistant',
    readsUntrusted: false,
    readsPrivate: false,
    canSend: false,
    canExecute: false,
    asksFirst: true,
  },
  tool: { isPinned: true, capabilities: [], isPublisherKnown: true, releaseApprovers: 2 },
  trustEdge: { from: 'production', to: 'production', checksAudience: true },
  vendor: { hadIncident: false, reissued: true },
};

const who = (key: string): Link => ({ is: 'identity', key });
const secret = (key: string): Link => ({ is: 'credential', key });
const place = (key: string): Link => ({ is: 'store', key });
const app = (key: string): Link => ({ is: 'application', key });
const pipe = (key: string): Link => ({ is: 'pipeline', key });
const vendor = (key: string): Link => ({ is: 'vendor', key });

type Facts = StoryThing['needed'];
const thing = (is: Entity, name: string, links: readonly Link[], needed: Facts): StoryThing => ({
  is,
  name,
  links,
  needed,
});
const on: Fact = [true, false];
const off: Fact = [false, true];
const never: Fact = [null, 20];

/** What each breach was, thing by thing, as it is told: not as the case asks about it. */
export const stories: Readonly<Record<string, readonly StoryThing[]>> = {
  'BR-01': [
    thing('credential', 'password of svc-support', [who('svc-support')], {
      type: ['password', 'federated'],
      holder: ['service_account', 'person'],
      enabled: on,
      secondFactor: off,
    }),
    thing('identity', 'svc-support', [who('svc-support')], {
      kind: ['service_account', 'person'],
      interactive: on,
      enabled: on,
    }),
    thing('grant', 'every case', [who('svc-support'), place('cases')], {
      scopes: [['read_all', 'write'], ['write']],
      dataClass: [['personal'], ['public']],
    }),
  ],
  'BR-02': [
    thing('exposure', 'token in the stolen archive', [secret('wiki token')], { isValid: on }),
    thing('credential', 'wiki token', [secret('wiki token'), who('svc-wiki')], {
      isExposed: on,
      changedSinceExposed: off,
      enabled: on,
    }),
  ],
  'BR-03': [
    thing('identity', 'test mailbox', [who('test mailbox'), { is: 'role', key: 'test app' }], {
      environment: ['development', 'production'],
      mfa: off,
      enabled: on,
    }),
    thing(
      'trustEdge',
      'corporate tenant trusts the test app',
      [{ is: 'role', key: 'test app' }, who('test app')],
      {
        from: ['development', 'production'],
        to: ['production', 'development'],
      },
    ),
    thing('grant', 'reads every mailbox', [who('test app')], {
      holder: ['service_account', 'person'],
      scopes: [['all_mail'], ['read_all']],
    }),
  ],
  'BR-04': [
    thing('credential', 'signed address', [secret('sas'), who('storage')], {
      type: ['token', 'federated'],
      app: ['cloud', 'crm'],
      enabled: on,
      outlivesYear: on,
    }),
    thing('grant', 'the whole account', [who('storage'), place('research')], {
      scopes: [['admin'], ['read_all']],
    }),
    thing('exposure', 'in a public repository', [secret('sas')], { isPublic: on, isValid: on }),
  ],
  'BR-05': [
    thing('credential', 'key of 2016', [secret('key of 2016'), { is: 'role', key: 'verifier' }], {
      type: ['certificate', 'token'],
      ageDays: [2600, 20],
      isCertificateExpired: on,
      isStillAccepted: on,
    }),
    thing('trustEdge', 'mail believes the consumer realm', [{ is: 'role', key: 'verifier' }], {
      checksAudience: off,
    }),
  ],
  'BR-06': [
    thing('exposure', 'token in a readable file', [place('code'), secret('code token')], {
      isPublic: on,
      isValid: on,
      daysOpen: [600, 1],
    }),
    thing('credential', 'token of the support desk', [place('code'), who('desk')], {
      places: [['repository'], []],
      data: [['personal'], ['public']],
    }),
    thing('credential', 'code token', [secret('code token'), place('code')], {
      isExposed: on,
      changedSinceExposed: off,
      enabled: on,
    }),
  ],
  'BR-07': [
    thing('identity', 'analyst', [who('analyst'), app('warehouse')], {
      app: ['data_warehouse', 'crm'],
      mfa: off,
      sso: off,
      enabled: on,
    }),
    thing('credential', 'password of 2020', [who('analyst')], {
      type: ['password', 'federated'],
      ageDays: [1400, 20],
      enabled: on,
    }),
    thing('app', 'the warehouse', [app('warehouse')], {
      class: ['data_warehouse', 'crm'],
      isNetworkLimited: off,
    }),
  ],
  'BR-08': [
    thing('credential', 'production key', [pipe('builds'), who('deployer')], {
      isInPipeline: on,
      type: ['access_key', 'federated'],
      enabled: on,
      couldFederate: on,
    }),
    thing('grant', 'makes production tokens', [who('engineer'), who('deployer')], {
      holder: ['person', 'workload'],
      scopes: [['mint_credentials'], ['read_all']],
      isStanding: on,
    }),
  ],
  'BR-09': [
    thing('credential', 'token of the maintainer', [who('maintainer'), pipe('checks')], {
      type: ['token', 'federated'],
      holder: ['person', 'workload'],
      isInPipeline: on,
    }),
    thing('pipeline', 'checks of strangers’ code', [pipe('checks'), place('action')], {
      triggers: [['push', 'pull_request_target'], ['push']],
      hasSecrets: on,
    }),
    thing('pipeline', 'runs the action by its tag', [pipe('release'), place('action')], { pinsActions: off }),
  ],
  'BR-10': [
    thing('grant', 'chat product reads records', [vendor('chat'), place('crm')], {
      isThirdParty: on,
      enabled: on,
      isRefreshable: on,
      tokenExpiresInDays: never,
      isNetworkLimited: off,
    }),
    thing('exposure', 'cloud key pasted into a case', [place('crm')], {
      surface: ['crm_case', 'wiki'],
      isValid: on,
    }),
  ],
  'BR-11': [
    thing('grant', 'remote support', [vendor('support'), who('support')], {
      isThirdParty: on,
      enabled: on,
      scopes: [['reset_password', 'remote_session'], ['read_all']],
      isStanding: on,
    }),
    thing('identity', 'administrator of workstations', [who('support')], {
      vendorReaches: on,
      isAdministrator: on,
    }),
  ],
  'BR-12': [
    thing('exposure', 'token on the portal', [secret('token'), place('portal')], {
      isPublic: on,
      isValid: on,
    }),
    thing('credential', 'token of the developers’ build', [secret('token'), who('build')], {
      places: [['file'], []],
      environments: [['development'], ['production']],
    }),
    thing('grant', 'what the build may', [who('build')], { isExposed: on, reach: [9, 1] }),
  ],
  'BR-13': [
    thing('store', 'log database', [place('logs')], {
      needsSignIn: off,
      isInternetReachable: on,
      hasOwner: off,
    }),
    thing('exposure', 'keys in log lines', [place('logs')], { surface: ['log', 'wiki'], isValid: on }),
  ],
  'BR-14': [
    thing('exposure', 'script on the share', [secret('admin'), place('share')], {
      surface: ['file_share', 'wiki'],
      isValid: on,
    }),
    thing('credential', 'administrator of the vault', [secret('admin'), who('vault admin')], {
      app: ['vault', 'crm'],
      places: [['file_share'], []],
    }),
    thing('identity', 'contractor', [who('contractor'), place('share')], {
      isOutside: on,
      phishingResistant: off,
    }),
  ],
  'BR-15': [
    thing('exposure', 'key in a public repository', [secret('AKIA')], { isPublic: on, isValid: on }),
    thing('credential', 'AKIA', [secret('AKIA'), who('demo')], {
      type: ['access_key', 'federated'],
      expiresInDays: never,
    }),
    thing('grant', 'may call models', [who('demo')], {
      scopes: [['model_invoke'], ['read_all']],
      isUsed: off,
    }),
  ],
  'BR-16': [
    thing('exposure', 'key in a layer', [secret('hmac'), place('image')], {
      surface: ['container_image', 'wiki'],
      isValid: on,
    }),
    thing('pipeline', 'fetches the uploader', [pipe('build'), place('image')], { verifiesScripts: off }),
    thing('credential', 'key in the variables of the build', [pipe('build'), who('bucket')], {
      isInPipeline: on,
      type: ['access_key', 'federated'],
    }),
  ],
  'BR-17': [
    thing('identity', 'back end', [who('back end')], {
      kind: ['service_account', 'person'],
      environment: ['production', 'staging'],
      unusedShare: [0.9, 0.5],
    }),
    thing('grant', 'the customers', [who('back end'), place('customers')], {
      holder: ['service_account', 'person'],
      dataClass: [['personal'], ['public']],
    }),
    thing('store', 'customers, with their tokens', [place('customers')], { holdsSecrets: on }),
  ],
  'BR-18': [
    thing('grant', 'deploys from the code', [vendor('host'), place('code')], {
      isThirdParty: on,
      enabled: on,
      scopes: [['read_code'], ['read_all']],
      lastUsedDays: [45, 30],
    }),
    thing('credential', 'key in the code', [place('code'), who('registry')], {
      places: [['repository'], []],
      enabled: on,
    }),
  ],
  'BR-19': [
    thing('grant', 'connected app', [vendor('success')], {
      isThirdParty: on,
      isRefreshable: on,
      enabled: on,
    }),
    thing('vendor', 'the vendor', [vendor('success')], { hadIncident: on, reissued: off }),
  ],
  'BR-20': [
    thing('credential', 'publish token', [who('maintainer'), pipe('release')], {
      type: ['token', 'federated'],
      scopes: [['publish'], []],
      expiresInDays: never,
    }),
    thing('pipeline', 'installs packages', [pipe('release')], { installScripts: on }),
    thing('identity', 'maintainer', [who('maintainer')], { trustedPublishing: off }),
  ],
  'BR-21': [
    thing('grant', 'writes to the live database', [who('agent')], {
      holder: ['agent', 'person'],
      environment: [['production'], ['staging']],
      scopes: [['write', 'delete'], ['read_all']],
    }),
    thing('agent', 'coding agent', [who('agent')], { canExecute: on, asksFirst: off }),
    thing('credential', 'the one database password', [who('agent')], {
      environments: [['production', 'development'], ['development']],
    }),
  ],
  'BR-22': [
    thing('grant', 'service role', [who('agent'), place('tokens')], {
      holder: ['agent', 'person'],
      scopes: [['bypass_rules'], ['read_all']],
    }),
    thing('agent', 'database agent', [who('agent')], {
      readsUntrusted: on,
      readsPrivate: on,
      canSend: on,
    }),
    thing('store', 'table of tokens', [place('tokens')], {
      holdsSecrets: on,
      readBy: [['agent', 'person'], ['person']],
    }),
  ],
  'BR-23': [
    thing('tool', 'mail tool', [{ is: 'agent', key: 'assistant' }], {
      isPinned: off,
      capabilities: [['send'], ['read']],
      isPublisherKnown: off,
    }),
  ],
  'BR-24': [
    thing('credential', 'token for all repositories', [who('developer'), who('agent')], {
      type: ['token', 'federated'],
      scopes: [['read_code', 'write_code'], []],
      isWithAgent: on,
    }),
    thing('agent', 'coding agent', [who('agent')], { readsUntrusted: on, readsPrivate: on }),
  ],
  'BR-25': [
    thing('exposure', 'key in published code', [secret('data server')], {
      surface: ['repository', 'wiki'],
      isPublic: on,
      isValid: on,
    }),
    thing('credential', 'key of the data server', [secret('data server')], { ageDays: [1800, 730] }),
  ],
  'BR-26': [
    thing('credential', 'token in the code', [place('bucket'), who('ci')], {
      places: [['repository'], []],
      app: ['cloud', 'crm'],
      enabled: on,
    }),
    thing('store', 'bucket of customers’ credentials', [place('bucket')], {
      holdsSecrets: on,
      isEncryptedByApp: off,
    }),
  ],
  'BR-27': [
    thing('pipeline', 'checks titles of strangers', [pipe('checks')], {
      triggers: [['pull_request_target'], ['push']],
    }),
    thing('credential', 'publish token', [pipe('checks'), who('developer')], {
      type: ['token', 'federated'],
      scopes: [['publish'], []],
      expiresInDays: never,
    }),
    thing('agent', 'assistant in the terminal', [who('developer')], { asksFirst: off }),
  ],
  'BR-28': [
    thing('pipeline', 'build of the extension', [pipe('build'), place('extension')], {
      tokenScope: ['write', 'read'],
    }),
    thing('tool', 'the extension', [place('extension')], { releaseApprovers: [1, 2] }),
  ],
};
