import { Card } from '../../components/card.tsx';
import { t } from '../../text/campaigns.ts';
import { inert } from '../../text/inert.ts';
import type { Shown } from './index.tsx';

/** Whom it waits for, and what people signed for items that nobody answers. */
export function Silence({ campaign }: { readonly campaign: Shown }) {
  return (
    <Card title={t('waitsFor')}>
      {campaign.waitsFor.length === 0 ? (
        <p className="soft">{t('waitsForNobody')}</p>
      ) : (
        <ul className="outcome-list">
          {campaign.waitsFor.slice(0, 20).map(({ seat, reviewer, items }) => (
            <li key={`${seat} ${reviewer?.source ?? ''} ${reviewer?.key ?? ''}`}>
              <span>{reviewer === null ? t('nobody') : inert(reviewer.name)}</span>
              <span className="soft num">{t('ofItems', { count: items })}</span>
            </li>
          ))}
        </ul>
      )}
      <h3>{t('noAnswer')}</h3>
      {campaign.silence.length === 0 ? (
        <p className="soft">{t('noAnswerIs')}</p>
      ) : (
        <ul className="outcome-list">
          {campaign.silence.map(({ mandate, says, whyNot }) => (
            <li key={mandate}>
              <span>{inert(says)}</span>
              {whyNot === null ? null : <span className="soft">{t('notYet', { why: inert(whyNot) })}</span>}
            </li>
          ))}
        </ul>
      )}
      <p className="quiet">{t('silenceHow')}</p>
    </Card>
  );
}
