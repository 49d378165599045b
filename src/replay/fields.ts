/**
 * What a replay may ask of each kind of thing, and what would tell it. A field that nothing told is unknown: neither met nor
 * unmet. Days are whole days before or after the moment of the replay.
 */
export const fields = {
  identity: {
    kind: of('text', 'what it is declared to be', 'any source of accounts'),
    app: of('text', 'what kind of system it is an account of', 'the kind of source, or a register of facts'),
    enabled: of('yes-no', 'it is active', 'the state of the account'),
    interactive: of('yes-no', 'a person can sign in to it', 'a source that says so of accounts'),
    mfa: of('yes-no', 'a second factor is set up', 'a source that says so of accounts'),
    sso: of('yes-no', 'it is signed in to through the identity provider', 'a register of facts'),
    phishingResistant: of('yes-no', 'its second factor cannot be phished', 'a register of facts'),
    environment: of('text', 'the environment it belongs to', 'a tag or attribute `environment`'),
    isOutside: of('yes-no', 'a guest, contractor or outside collaborator', 'a source that marks them'),
    isAdministrator: of('yes-no', 'it holds a right on everything or nearly', 'effective access'),
    unusedShare: of('number', 'the share of its rights that it did not use', 'logs of what it did'),
    vendorReaches: of('yes-no', 'a key of a vendor can come to have it', 'a register of facts'),
    trustedPublishing: of('yes-no', 'it publishes without a stored token', 'a register of facts'),
  },
  credential: {
    type: of('text', 'password, key, token, certificate …', 'any source of credentials'),
    holder: of('text', 'what the account is that it is of', 'the source of its account'),
    app: of('text', 'what kind of system it opens', 'the kind of source, or a register of facts'),
    enabled: of('yes-no', 'it works', 'the state of the credential'),
    ageDays: of('number', 'days since it was made or replaced', 'a source that dates credentials'),
    expiresInDays: of('number', 'days until it ends; none: never', 'a source that says when they end'),
    outlivesYear: of(
      'yes-no',
      'it works for more than a year yet, or for ever',
      'a source that says when they end',
    ),
    lastUsedDays: of('number', 'days since it was used', 'a source that records use'),
    places: of('texts', 'where copies of it lie', 'a scanner’s report, or the same secret in another source'),
    isWithAgent: of('yes-no', 'an agent holds it', 'the same secret or id in the configuration of an agent'),
    isInPipeline: of('yes-no', 'a pipeline is given it', 'a report on the pipeline, or a register'),
    isExposed: of('yes-no', 'it lies somewhere it should not', 'a scanner’s report'),
    changedSinceExposed: of('yes-no', 'it was replaced after it was exposed', 'the dates of both'),
    scopes: of('texts', 'what its account may do', 'effective access'),
    data: of('texts', 'classes of the data its account reaches', 'effective access and a register'),
    secondFactor: of(
      'yes-no',
      'it works only together with something else',
      'the second factor of its account',
    ),
    couldFederate: of('yes-no', 'that system takes identities without a stored key', 'the connector'),
    environments: of('texts', 'environments in which it is used', 'a tag or attribute `environment`'),
    isCertificateExpired: of('yes-no', 'its certificate has ended', 'the end of a certificate'),
    isStillAccepted: of('yes-no', 'what verifies it takes it all the same', 'a register of facts'),
  },
  exposure: {
    surface: of('text', 'where the secret lies', 'a scanner’s report'),
    isPublic: of('yes-no', 'anybody can read that place', 'the source of the place'),
    isValid: of('yes-no', 'what lies there still works', 'the scanner, or the source of the credential'),
    daysOpen: of('number', 'days since it lies there', 'a scanner that dates what it finds'),
  },
  grant: {
    holder: of('text', 'what holds it', 'the source of the account'),
    isThirdParty: of('yes-no', 'a product of another company holds it', 'a source of integrations'),
    scopes: of('texts', 'what it lets one do', 'effective access'),
    environment: of('texts', 'environments of what it is on', 'a source or register of resources'),
    dataClass: of('texts', 'classes of the data it is on', 'a source or register of resources'),
    isStanding: of('yes-no', 'it is held all the time', 'a source that tells eligible from held'),
    enabled: of('yes-no', 'its holder is active', 'the state of the account'),
    lastUsedDays: of('number', 'days since its holder did anything', 'a source that records use'),
    isUsed: of('yes-no', 'it was used in the last 90 days', 'logs of what its holder did'),
    isExposed: of('yes-no', 'a credential of its holder is exposed', 'a scanner’s report'),
    reach: of('number', 'how many things its holder has rights on', 'effective access'),
    isNetworkLimited: of('yes-no', 'it works from listed addresses only', 'a register of facts'),
    tokenExpiresInDays: of('number', 'days until its token ends; none: never', 'a source of its tokens'),
    isRefreshable: of('yes-no', 'its token renews itself', 'a register of facts'),
    vendorState: of('text', 'used, idle or retired', 'a register of facts'),
  },
  store: {
    kind: of('text', 'what it is', 'any source of resources'),
    dataClass: of('text', 'the class of data in it', 'a source or register of resources'),
    environment: of('text', 'the environment it belongs to', 'a source or register of resources'),
    needsSignIn: of('yes-no', 'nobody reads it without signing in', 'a source that tells of the public'),
    isInternetReachable: of('yes-no', 'it answers to the internet', 'a source that tells of the public'),
    holdsSecrets: of('yes-no', 'secrets of others lie in it', 'its kind, its class, or a scanner’s report'),
    hasOwner: of('yes-no', 'somebody answers for it', 'a source that names owners'),
    isEncryptedByApp: of(
      'yes-no',
      'what lies in it is encrypted by the application',
      'not told by any source yet',
    ),
    readBy: of('texts', 'kinds of those who may read it', 'effective access'),
  },
  pipeline: {
    triggers: of('texts', 'what starts it', 'a register of facts'),
    hasSecrets: of('yes-no', 'it is given secrets', 'a source of code hosts'),
    tokenScope: of('text', 'what its own token may do', 'a source of code hosts'),
    pinsActions: of('yes-no', 'steps of others are pinned by digest', 'a register of facts'),
    installScripts: of('yes-no', 'packages may run scripts while they are installed', 'a register of facts'),
    verifiesScripts: of('yes-no', 'scripts fetched from elsewhere are verified', 'a register of facts'),
  },
  app: {
    class: of('text', 'what kind of system it is', 'the kind of source, or a register of facts'),
    isNetworkLimited: of('yes-no', 'it takes listed addresses only', 'a register of facts'),
  },
  agent: {
    kind: of('text', 'what agent it is', 'a source of agents'),
    readsUntrusted: of(
      'yes-no',
      'it reads what strangers may have written',
      'the names and hints of its tools',
    ),
    readsPrivate: of('yes-no', 'it reads what is not public', 'the names and hints of its tools'),
    canSend: of('yes-no', 'it can send something out', 'the names and hints of its tools'),
    canExecute: of('yes-no', 'it changes things itself', 'the names and hints of its tools'),
    asksFirst: of('yes-no', 'a person confirms what it does', 'the configuration of the agent'),
  },
  tool: {
    isPinned: of('yes-no', 'one version of it, by number or digest', 'the configuration of the agent'),
    capabilities: of('texts', 'what it can do', 'its name and the hints of its server'),
    isPublisherKnown: of('yes-no', 'it is on the list of what is allowed', 'the registry of the company'),
    releaseApprovers: of('number', 'people who must agree to a release', 'a register of facts'),
  },
  trustEdge: {
    from: of('text', 'the environment of who is trusted', 'environments of accounts or resources'),
    to: of('text', 'the environment that trusts', 'environments of accounts or resources'),
    checksAudience: of('yes-no', 'it is checked for whom a token was made', 'not told by any source yet'),
  },
  vendor: {
    hadIncident: of('yes-no', 'it had an incident in the last year', 'a register of facts'),
    reissued: of('yes-no', 'its grants were made anew since', 'a register of facts'),
  },
} as const;

export type Entity = keyof typeof fields;
export type FieldOf<E extends Entity> = Extract<keyof (typeof fields)[E], string>;

export interface Field {
  readonly holds: 'text' | 'texts' | 'number' | 'yes-no';
  /** What it says of a thing. */
  readonly says: string;
  /** What would tell it where it is unknown. */
  readonly toldBy: string;
}

function of(holds: Field['holds'], says: string, toldBy: string): Field {
  return { holds, says, toldBy };
}

/** What each kind of thing is called, and which sources tell of it. */
export const entities: Readonly<Record<Entity, { readonly called: string; readonly toldBy: string }>> = {
  identity: { called: 'account', toldBy: 'any source of accounts' },
  credential: { called: 'credential', toldBy: 'a source of credentials' },
  exposure: { called: 'exposed secret', toldBy: 'reports of a secret scanner' },
  grant: { called: 'right', toldBy: 'a source of rights' },
  store: { called: 'store', toldBy: 'a source of resources' },
  pipeline: { called: 'pipeline', toldBy: 'a source of code hosts' },
  app: { called: 'application', toldBy: 'any source of accounts' },
  agent: { called: 'agent', toldBy: 'a source of agents' },
  tool: { called: 'tool', toldBy: 'a source of agents and their tools' },
  trustEdge: { called: 'trust', toldBy: 'a source of roles that can be assumed' },
  vendor: { called: 'vendor', toldBy: 'a source of integrations' },
};
