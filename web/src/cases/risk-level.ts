import type { RouteOutput } from '../api/route-table.ts';
import type { RiskLevel } from '../components/risk.tsx';

/** How a finding's severity is drawn; one that only informs has no bars. */
export const riskLevel = (
  severity: RouteOutput<'findings.list'>['items'][number]['severity'],
): RiskLevel | undefined => (severity === 'info' ? undefined : severity);
