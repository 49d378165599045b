import { t } from '../text/pieces.ts';
import { Risk } from './risk.tsx';

/** The risk of what was found about something: nothing found is not “no risk”, and what only informs is no risk either. */
export function FoundRisk({
  severity,
  score,
}: {
  readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info' | null;
  readonly score: number;
}) {
  if (severity === null) return <span className="quiet">{t('nothingFound')}</span>;
  if (severity === 'info') return <span className="soft">{t('informs')}</span>;
  return <Risk level={severity} score={score} />;
}
