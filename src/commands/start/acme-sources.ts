/**
 * Acme's sources that are files, each in the export format of its vendor, below `fixtures/acme`; in the order in which they are
 * read. Its order database is no file and comes after them.
 */
export const acmeExports = [
  { id: 'acme-hr', connector: 'csv', path: 'hr' },
  { id: 'acme-resources', connector: 'csv', path: 'resources' },
  { id: 'acme-aws', connector: 'aws', path: 'aws' },
  { id: 'acme-saas', connector: 'csv', path: 'saas' },
  { id: 'acme-kubernetes', connector: 'kubernetes', path: 'kubernetes' },
  { id: 'acme-github', connector: 'github', path: 'github' },
  { id: 'acme-ldap', connector: 'ldap', path: 'ldap' },
  { id: 'acme-entra', connector: 'entra', path: 'entra' },
  { id: 'acme-okta', connector: 'okta', path: 'okta' },
  { id: 'acme-vault', connector: 'vault', path: 'vault' },
  { id: 'acme-mcp', connector: 'mcp', path: 'mcp' },
  { id: 'acme-secrets', connector: 'secrets', path: 'secrets' },
] as const;
