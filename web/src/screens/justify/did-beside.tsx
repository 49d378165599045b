import { Card } from '../../components/card.tsx';
import { t } from '../../text/justify.ts';
import type { Account } from './shape.ts';

/** What was denied, and what was done without a right that was read: where can and did disagree. */
export function DidBeside({ account }: { readonly account: Account }) {
  const { denied, unexplained, untranslated } = account;
  if (denied.total + unexplained.total + untranslated.total === 0) return null;
  return (
    <Card title={t('did')}>
      <div className="stack">
        <Acts title={t('denied')} acts={denied} />
        <Acts title={t('unexplained')} why={t('unexplainedWhy')} acts={unexplained} />
        <Acts title={t('untranslated')} why={untranslated.because ?? ''} acts={untranslated} />
      </div>
    </Card>
  );
}

const mostShown = 8;

function Acts({
  title,
  why,
  acts,
}: {
  readonly title: string;
  readonly why?: string;
  readonly acts: Account['denied'];
}) {
  if (acts.total === 0) return null;
  return (
    <div className="stack-s">
      <h3 className="label">{title}</h3>
      {why === undefined ? null : <p className="soft breaks">{why}</p>}
      <ul className="lines">
        {acts.told.slice(0, mostShown).map(({ action, target, count }) => (
          <li key={`${action} ${target ?? ''}`} className="breaks">
            <span className="mono">{target === null ? action : t('onTarget', { action, target })}</span>{' '}
            <span className="quiet">{t('times', { count })}</span>
          </li>
        ))}
      </ul>
      {acts.total > mostShown ? (
        <p className="soft">{t('othersToo', { count: acts.total - mostShown })}</p>
      ) : null}
    </div>
  );
}
