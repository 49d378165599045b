import type { PathGraphData } from '../components/path-graph/graph-shape.ts';

const buckets = ['audit-2019', 'crm-dump', 'invoices', 'partners', 'tickets'] as const;

/** What an invented service account reaches. */
export const reach: PathGraphData = {
  nodes: [
    { id: 'self', label: 'svc-report-runner', note: 'this identity', look: 'self' },
    { id: 'batch', label: 'reporting-batch', note: 'role' },
    { id: 'lake', label: 'data-lake-admin', note: 'role' },
    { id: 'reports', label: 'acme-reports', note: 'bucket, internal data' },
    { id: 'exports', label: 'acme-customer-exports', note: 'bucket, customer data', look: 'hot' },
    { id: 'finance', label: 'acme-finance-archive', note: 'bucket, finance data', look: 'hot' },
    ...buckets.map((name) => ({ id: name, label: `acme-${name}`, note: 'bucket, internal data' })),
  ],
  edges: [
    { from: 'self', to: 'batch', grant: 'sts:AssumeRole', label: '1,204 uses', use: 'used' },
    { from: 'batch', to: 'reports', grant: 'reports-read', label: '1,204 reads', use: 'used' },
    { from: 'batch', to: 'lake', grant: 'AllowReportingBatch', label: '0 uses', use: 'choke' },
    { from: 'lake', to: 'exports', grant: 'lake-full-access', use: 'granted' },
    { from: 'lake', to: 'finance', grant: 'lake-full-access', use: 'granted' },
    ...buckets.map((name) => ({
      from: 'lake',
      to: name,
      grant: 'lake-full-access',
      use: 'granted' as const,
    })),
  ],
};

/** A made estate of more than two hundred nodes: teams whose members reach roles, hubs, and jewels behind them. */
const teams = Array.from({ length: 12 }, (_, at) => at);
const members = Array.from({ length: 16 }, (_, at) => at);
export const largeReach: PathGraphData = {
  nodes: [
    ...teams.flatMap((team) => [
      { id: `team ${team}`, label: `team-${team}`, note: 'group, acme-okta' },
      {
        id: `role ${team}`,
        label: `arn:aws:iam::111122223333:role/team-${team}-deploy`,
        note: 'role, acme-aws',
      },
      ...members.map((n) => ({
        id: `person ${team} ${n}`,
        label: `person-${team}-${n}@acme.example`,
        note: 'account, acme-okta',
      })),
    ]),
    { id: 'hub', label: 'everything in acme-aws', note: 'any of a kind', look: 'faint' },
    { id: 'jewel', label: 'everything of 111122223333', note: 'crown jewel', look: 'hot' },
    { id: 'db', label: 'billing.customers', note: 'crown jewel', look: 'hot' },
  ],
  edges: [
    { from: 'hub', to: 'jewel', grant: 'Includes it', use: 'choke' },
    ...teams.flatMap((team): PathGraphData['edges'] => [
      { from: `role ${team}`, to: team % 3 === 0 ? 'hub' : 'db', grant: 'Passes a role', use: 'possible' },
      { from: `team ${team}`, to: `role ${team}`, grant: 'Signs in with SAML', use: 'possible' },
      ...members.map((n) => ({
        from: `person ${team} ${n}`,
        to: `team ${team}`,
        grant: 'Is a member',
        use: 'possible' as const,
        ...(n % 5 === 0 ? { label: 'depends' } : {}),
      })),
    ]),
  ],
};
