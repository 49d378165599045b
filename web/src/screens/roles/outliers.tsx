import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { t } from '../../text/roles.ts';

const byWords = { group: t('group'), department: t('department'), title: t('jobTitle') } as const;

/** Who alone holds what no peer holds, and who lacks what all peers hold. */
export function Outliers({ outliers }: { readonly outliers: RouteOutput<'roles.suggest'>['outliers'] }) {
  return (
    <Card title={t('outliers')} note={t('outliersNote')}>
      {outliers.total === 0 ? (
        <p className="soft">{t('nobodyOut')}</p>
      ) : (
        <ul className="plain-list">
          {outliers.told.map(({ is, account, right, peers, others }) => (
            <li key={`${is} ${account.key} ${right.key}`} className="breaks">
              {t(is, {
                account: account.name,
                right: right.name,
                count: others,
                by: byWords[peers.by],
                value: peers.value,
              })}
            </li>
          ))}
        </ul>
      )}
      {outliers.told.length < outliers.total ? (
        <p className="quiet">{t('outliersCut', { count: outliers.told.length, total: outliers.total })}</p>
      ) : null}
    </Card>
  );
}
