import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { StackedBar } from '../../components/charts.tsx';
import { t } from '../../text/justify.ts';
import type { Account } from './shape.ts';

/** One bar for all rights, with its words beside it; what the logs cover stands where the number stands. */
export function Summary({ account }: { readonly account: Account }) {
  const { counts, covered, more, platform } = account;
  const total = counts.used + counts.unused + counts.cannot_tell;
  return (
    <Card
      title={<span className="breaks">{account.account.name}</span>}
      note={account.account.source}
      end={
        covered === null ? undefined : <span className="quiet">{t('covers', { count: covered.days })}</span>
      }
    >
      <div className="stack-s">
        <h3 className="label">{t('summary')}</h3>
        {total === 0 ? (
          <p>{t('noRights')}</p>
        ) : (
          <>
            <div className="use-bar">
              <StackedBar
                label={t('bar', {
                  total,
                  used: counts.used,
                  unused: counts.unused,
                  open: counts.cannot_tell,
                })}
                parts={partsOf(counts)}
              />
            </div>
            <p className="use-legend">
              <span>
                <i className="unused" /> {t('unused', { count: counts.unused })}
              </span>
              <span>
                <i className="open" /> {t('open', { count: counts.cannot_tell })}
              </span>
              <span>
                <i /> {t('used', { count: counts.used })}
              </span>
            </p>
          </>
        )}
        {more > 0 ? <p className="soft">{t('more', { count: more })}</p> : null}
        {account.cadence === null ? null : (
          <p className="breaks">
            <span className="label">{t('review')}</span> {account.cadence.why}
          </p>
        )}
        {platform === null ? (
          <Callout tone="attn">{t('notLaid')}</Callout>
        ) : covered === null ? (
          <Callout tone="attn">
            <b>{t('noLog')}</b> {t('noLogWhy')}
          </Callout>
        ) : null}
      </div>
    </Card>
  );
}

/** What there is most to do about comes first. */
const partsOf = ({ used, unused, cannot_tell: open }: Account['counts']) => {
  const all = [
    { key: 'unused', value: unused, level: 'high' },
    { key: 'open', value: open, level: 'low' },
    { key: 'used', value: used },
  ] as const;
  return all.filter(({ value }) => value > 0);
};
