/** What a word, or a way of saying it, stands for. Patterns are parts of a regular expression over whole words. */
export interface Sense {
  readonly means: string;
  readonly said: string;
  /** The whole of a text. */
  readonly whole: RegExp;
  /** Within a text that begins and ends with a space. */
  readonly within: RegExp;
}
const senses = (table: Readonly<Record<string, string>>): readonly Sense[] =>
  Object.entries(table).map(([means, said]) => ({
    means,
    said,
    whole: new RegExp(`^(?:${said})$`),
    within: new RegExp(` (?:${said})(?= )`),
  }));

/** What the whole of a text stands for. */
export const meaningOf = (among: readonly Sense[], said: string): string | undefined =>
  among.find(({ whole }) => whole.test(said))?.means;

export const resourceTypes = senses({
  iam_policy: 'iam (?:policy|policies|roles?)',
  repository:
    '(?:source )?code (?:repos?|repositories|repository)|repos?|repositories|repository|source code',
  cloud_account: 'cloud accounts?|subscriptions?',
  data_warehouse: '(?:data )?warehouses?',
  database: 'databases?|dbs?',
  table: 'tables?',
  bucket: '(?:s3 |storage )?buckets?',
  secret: 'secrets?(?: stores?| managers?)?|vaults?',
  key: '(?:kms |encryption )keys?',
  cluster: 'clusters?',
  namespace: 'namespaces?',
  function: '(?:lambda )?functions?|lambdas?',
  queue: 'queues?',
  server: 'servers?|hosts?|vms?|virtual machines?',
  ticket: '(?:support )?tickets?',
  payment: '(?:vendor |supplier )?payments?',
  invoice: 'invoices?',
  vendor: 'vendors?|suppliers?',
  mailbox: 'mailbox(?:es)?|e?mails?',
  file: 'files?|folders?|shares?',
  dashboard: 'dashboards?',
  backup: 'backups?',
  log: 'logs?',
  group: 'groups?',
  role: 'roles?',
});
export const environments = senses({
  production: 'prod(?:uction)?|live',
  staging: 'staging|stage|pre-?prod(?:uction)?',
  development: 'dev(?:elopment)?',
  sandbox: 'sandbox(?:es)?',
});
export const dataClasses = senses({
  personal:
    '(?:customer |employee |user )?(?:pii|personal (?:data|information)|personally identifiable information)',
  restricted: '(?:restricted|sensitive|confidential)(?: data| information)?',
  internal: 'internal (?:data|information)',
  public: 'public (?:data|information)',
});
export const systems = senses({
  aws: 'aws|amazon(?: web services)?',
  gcp: 'gcp|google cloud',
  azure: 'azure',
  entra: 'entra(?: id)?|azure ad',
  active_directory: 'active directory',
  okta: 'okta',
  github: 'github',
  gitlab: 'gitlab',
  kubernetes: 'kubernetes|k8s',
  postgres: 'postgres(?:ql)?',
  snowflake: 'snowflake',
  salesforce: 'salesforce',
  netsuite: 'netsuite',
  workday: 'workday',
  servicenow: 'servicenow',
  jira: 'jira',
  slack: 'slack',
  zoom: 'zoom',
  datadog: 'datadog',
  hashicorp_vault: 'hashicorp vault|openbao',
});

/** What one does to a thing. `any` is access of whatever kind. */
export const actions = senses({
  write:
    'writ(?:e|es|ing)(?: access)?(?: to)?|modif(?:y|ies|ying)|chang(?:e|es|ing)|edit(?:s|ing)?|updat(?:e|es|ing)|alter(?:s|ing)?|push(?:es|ing)? to|tamper with|overwrite',
  read: 'read(?:s|ing)?(?: access)?(?: to)?|see(?:s|ing)?|view(?:s|ing)?|download(?:s|ing)?|query|look at|export(?:s|ing)?',
  delete: 'delet(?:e|es|ing)|drop(?:s|ping)?|destroy(?:s|ing)?|wip(?:e|es|ing)',
  admin:
    '(?:full )?admin(?:istrator|istrative)?(?: rights?| access| privileges?| permissions?| roles?)? (?:in|on|to|over|of|for)|administer(?:s|ing)?|full control (?:of|over)|manag(?:e|es|ing)',
  approve: 'approv(?:e|es|ing)',
  create: 'creat(?:e|es|ing)|set(?:ting)? up',
  pay: 'pay(?:s|ing)?',
  deploy: 'deploy(?:s|ing)?(?: to)?',
  assume: 'assum(?:e|es|ing)',
  invoke: 'invok(?:e|es|ing)|execut(?:e|es|ing)|call(?:s|ing)?|run(?:s)?',
  impersonate: 'impersonat(?:e|es|ing)|act as',
  decrypt: 'decrypt(?:s|ing)?',
  any: '(?:any |direct |indirect )?access(?:es|ing)? (?:to|in|on|into)|access(?:es|ing)?|get(?:s|ting)? (?:in)?to|get(?:s|ting)? at|reach(?:es|ing)?|connect(?:s|ing)? to|touch(?:es|ing)?|log(?:s|ging)? ?(?:in|on)to|entitlements? (?:in|on|to)|rights (?:in|on|to)|permissions? (?:in|on|to)|use',
});

/** Numbers that are written out, of times and of things. */
export const spelled: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  fifteen: 15,
  twenty: 20,
};

/** Words between those that carry meaning, which change nothing. */
export const filler = new Set(
  "a about actually again all also am an and any anybody anyone anything are as at available be been being both but by can could currently did do does each either else ever every everybody everyone everything exist find for from get give given got had has have having held hold holding holds i if in into is it its itself just kind let listed look may me might my need now of on one ones onto or our out please per right say see shall should show so some somebody someone still such tell than that the their them themselves then there these they thing things this those to us via want was we were what when where whether which while who whom whose will with within would you your 's 're 've 'll 'm 'd moment allowed able entitled display fetch bring identity identities company organisation organization system systems environments list".split(
    ' ',
  ),
);
