/** `postgres://user:secret@…`: nothing of the kind leaves this page. */
const password =
  /:\/\/[^/\s@:]*:[^/\s]+@|[?&](password|pwd|token|client_?secret)=|gh[pousr]_\w{8}|github_pat_\w{8}|A[KS]IA[A-Z0-9]{16}|hv[bsr]\.\w{8}/i;

export const holdsSecret = (location: string): boolean => password.test(location);

/** What a location looks like, where it is not the name of a file alone. */
const placeholders: ReadonlyMap<string, string> = new Map([
  ['postgres', 'postgres://reader@db.example/crm'],
  ['secrets', 'storefront.gitleaks.json'],
  ['mcp', 'laptops'],
  ['kubernetes', 'https://cluster.example:6443?passwordFrom=file:token&sslrootcert=ca.crt'],
  ['aws', 'aws://111122223333/eu-west-1?passwordFrom=env:COUNTERSIGN_SOURCE_AWS'],
  ['github', 'https://api.github.com/orgs/acme?passwordFrom=env:COUNTERSIGN_SOURCE_GITHUB'],
  ['okta', 'https://acme.okta.com?passwordFrom=env:COUNTERSIGN_SOURCE_OKTA'],
  [
    'entra',
    'https://graph.microsoft.com/acme.onmicrosoft.com?clientId=ID&passwordFrom=env:COUNTERSIGN_SOURCE_ENTRA',
  ],
  ['vault', 'https://vault.example:8200?passwordFrom=env:COUNTERSIGN_SOURCE_VAULT'],
  ['ldap', 'ldaps://ldap.example/dc=acme?user=cn=reader,dc=acme&passwordFrom=env:COUNTERSIGN_SOURCE_LDAP'],
]);
const helps: ReadonlyMap<string, 'urlHelp' | 'clusterHelp' | 'fileOrUrlHelp'> = new Map([
  ['postgres', 'urlHelp'],
  ['kubernetes', 'clusterHelp'],
  ['aws', 'fileOrUrlHelp'],
  ['github', 'fileOrUrlHelp'],
  ['entra', 'fileOrUrlHelp'],
  ['okta', 'fileOrUrlHelp'],
  ['vault', 'fileOrUrlHelp'],
  ['ldap', 'fileOrUrlHelp'],
]);

export const placeholderOf = (kind: string): string => placeholders.get(kind) ?? 'crm-export';
export const helpOf = (kind: string) => helps.get(kind) ?? 'fileHelp';
