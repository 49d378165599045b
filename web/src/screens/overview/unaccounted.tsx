import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { ShareBar } from '../../components/charts.tsx';
import { number, percent } from '../../text/format.ts';
import { t } from '../../text/overview.ts';

/** How much of what people and machines hold was approved by nobody here. */
export function Unaccounted({ grants }: { readonly grants: RouteOutput<'overview.show'>['grants'] }) {
  const { total, approved } = grants;
  const share = total === 0 ? 0 : (total - approved) / total;
  // rounding must not say “all” where something was approved
  const shown = approved > 0 && share > 0.995 ? 0.99 : share;
  return (
    <Card title={t('unaccounted')} end={total === 0 ? undefined : <b className="num">{percent(shown)}</b>}>
      {total === 0 ? (
        <p className="soft">{t('unaccountedNone')}</p>
      ) : (
        <>
          <ShareBar share={share} label={percent(shown)} />
          <p>{t('unaccountedWhat', { share: number(total - approved), total: number(total) })}</p>
          <p className="soft">
            {approved === 0 ? t('accountedForNone') : t('accountedFor', { count: approved })}
          </p>
        </>
      )}
    </Card>
  );
}
