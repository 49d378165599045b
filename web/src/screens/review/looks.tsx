import type { ReactNode } from 'react';
import type { IdentityKind } from '../../components/kind.tsx';
import type { RiskLevel } from '../../components/risk.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/review.ts';
import type { Line } from './kinds.ts';

const kinds: ReadonlySet<string> = new Set(['person', 'service_account', 'workload', 'integration', 'agent']);
const isKind = (text: string): text is IdentityKind => kinds.has(text);

export const kindOf = ({ looks }: Line): IdentityKind | 'unknown' =>
  isKind(looks.account.kind) ? looks.account.kind : 'unknown';

/** How much harm misuse would do; unknown stays unknown. */
export const riskOf = ({ looks }: Line): RiskLevel | undefined =>
  looks.tier === 'unknown' ? undefined : looks.privileged && looks.tier === 'high' ? 'critical' : looks.tier;

export function usedWords({ looks }: Line): ReactNode {
  if (looks.used === 'never') return t('never');
  return looks.used === 'unknown' ? t('usedUnknown') : <When at={looks.used} />;
}
