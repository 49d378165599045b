import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { ShareBar } from '../../components/charts.tsx';
import { Tag } from '../../components/tag.tsx';
import { t } from '../../text/campaigns.ts';
import { number } from '../../text/format.ts';
import { inert } from '../../text/inert.ts';
import type { Preview } from './index.tsx';

/** What the campaign would be: how much, what speaks against it, who gets how much. */
export function PreviewCard({
  preview,
  isCurrent,
  mayLaunch,
  onLaunch,
}: {
  readonly preview: Preview;
  readonly isCurrent: boolean;
  readonly mayLaunch: boolean;
  readonly onLaunch: () => void;
}) {
  const { items, accounts, byTier, bySource, shares, moreShares, gates } = preview;
  const stops = gates.some(({ level }) => level === 'stops');
  const most = Math.max(1, ...shares.map((share) => share.items));
  return (
    <>
      <Card title={t('preview')}>
        <div className="stack">
          <p className="preview-lead" role="status">
            {t('inScope', { count: items, accounts: number(accounts) })}
          </p>
          {isCurrent ? null : <Callout tone="attn">{t('changedSince')}</Callout>}
          <div>
            <h3>{t('gates')}</h3>
            {gates.length === 0 ? (
              <p className="soft">{t('noGates')}</p>
            ) : (
              <ul className="gate-list">
                {gates.map((gate) => (
                  <li key={`${gate.gate} ${gate.says}`}>
                    <Tag tone={gate.level === 'stops' ? 'alarm' : 'attn'}>{t(gate.level)}</Tag>
                    <span>{inert(gate.says)}</span>
                  </li>
                ))}
              </ul>
            )}
          </div>
          <div>
            <h3>{t('byTier')}</h3>
            <ul className="share-rows">
              {(['high', 'unknown', 'medium', 'low'] as const).map((tier) => (
                <Row
                  key={tier}
                  name={tier === 'unknown' ? t('tierUnknown') : tier === 'high' ? 'high' : t(`tier_${tier}`)}
                  count={byTier[tier]}
                  share={items === 0 ? 0 : byTier[tier] / items}
                />
              ))}
            </ul>
          </div>
          <div>
            <h3>{t('bySource')}</h3>
            <ul className="share-rows">
              {bySource.map(({ source, items: count }) => (
                <Row key={source} name={source} count={count} share={items === 0 ? 0 : count / items} />
              ))}
            </ul>
          </div>
          <div>
            <h3>{t('asked')}</h3>
            <ul className="share-rows">
              {shares.slice(0, 12).map(({ seat, reviewer, items: count }) => (
                <Row
                  key={`${seat} ${reviewer?.source ?? ''} ${reviewer?.key ?? ''}`}
                  name={reviewer === null ? t('nobody') : reviewer.name}
                  note={reviewer?.canSign === false ? t('cannotSign') : undefined}
                  count={count}
                  share={count / most}
                />
              ))}
            </ul>
            {shares.length - 12 + moreShares > 0 ? (
              <p className="quiet">
                {t('moreShares', { count: Math.max(0, shares.length - 12) + moreShares })}
              </p>
            ) : null}
          </div>
        </div>
      </Card>
      <Button look="ink" large icon="sign" isDisabled={!isCurrent || stops || !mayLaunch} onPress={onLaunch}>
        {t('launch')}
      </Button>
      {mayLaunch ? null : <p className="quiet">{t('noKey')}</p>}
    </>
  );
}

function Row({
  name,
  note,
  count,
  share,
}: {
  readonly name: string;
  readonly note?: string | undefined;
  readonly count: number;
  readonly share: number;
}) {
  return (
    <li>
      <span className="two">
        <span>{inert(name)}</span>
        {note === undefined ? null : <span className="soft">{note}</span>}
      </span>
      <ShareBar share={share} label={number(count)} />
      <span className="num">{number(count)}</span>
    </li>
  );
}
