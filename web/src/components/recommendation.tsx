import { t } from '../text/pieces.ts';
import { Icon, type IconName } from './icon.tsx';

export type RecommendationWord =
  | 'certify'
  | 'rescope'
  | 'rotate'
  | 'limit'
  | 'suspend'
  | 'retire'
  | 'ask'
  | 'noAdvice'
  | 'yourViewFirst';

const icons: Readonly<Record<RecommendationWord, IconName>> = {
  certify: 'check',
  rescope: 'narrow',
  rotate: 'rotate',
  limit: 'clock',
  suspend: 'hold',
  retire: 'remove',
  ask: 'question',
  noAdvice: 'hold',
  yourViewFirst: 'blind',
};

/** Advice in a word: a dashed glyph, because it has no authority. Never a button. */
export function Recommendation({
  word,
  label,
}: {
  readonly word: RecommendationWord;
  readonly label?: string;
}) {
  const abstains = word === 'noAdvice' || word === 'yourViewFirst';
  return (
    <span className={abstains ? 'rec none' : 'rec'}>
      <span className={word === 'yourViewFirst' ? 'rec-glyph solid' : 'rec-glyph'}>
        <Icon name={icons[word]} />
      </span>
      {label ?? t(word)}
    </span>
  );
}
