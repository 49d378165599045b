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
