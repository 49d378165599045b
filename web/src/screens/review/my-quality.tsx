import { useRoute } from '../../api/queries.ts';
import { Card } from '../../components/card.tsx';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/review.ts';
import { answerWords } from './words.ts';

/** How one's own review went: in sentences, for oneself. Before one has submitted there is nothing. */
export function MyQuality({
  campaign,
  keyFingerprint,
  now,
}: {
  readonly campaign: string;
  readonly keyFingerprint: string;
  readonly now: number;
}) {
  const query = useRoute('reviews.quality', { campaign, keyFingerprint });
  const told = query.data?.told ?? null;
  if (told === null) return null;
  return (
    <Card title={t('quality')}>
      <p>{told.words.summary}</p>
      <p className="quiet">{t('qualityMine')}</p>
      <h3>{t('counted')}</h3>
      <ul className="quality-list">
        {told.words.counted.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      {told.words.shown.length === 0 ? null : (
        <>
          <h3>{t('shown')}</h3>
          <ul className="quality-list soft">
            {told.words.shown.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </>
      )}
      <h3>{t('whichPlanted')}</h3>
      <ul className="outcome-list">
        {told.planted.map((each) => (
          <li key={each.item}>
            <span>
              {inert(each.object)} · {inert(each.holder)}
            </span>
            <span className="soft">
              {t(each.right === 'reduce' ? 'plantedShould' : 'plantedSound')};{' '}
              {each.answer === null
                ? t('youDidNot')
                : t('youAnswered', { answer: answerWords(each.answer, null, now) })}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
