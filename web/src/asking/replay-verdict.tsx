import { Tag } from '../components/tag.tsx';
import { t } from '../text/replay.ts';

type Bound = 'miss' | 'partial' | 'hit';

const tones = { hit: 'alarm', partial: 'attn', cannot_tell: 'attn', miss: undefined } as const;
const icons = { hit: 'warn', partial: 'warn', cannot_tell: 'question', miss: undefined } as const;
const words = {
  hit: t('hit'),
  partial: t('partial'),
  cannot_tell: t('cannotTell'),
  miss: t('miss'),
} as const;
const bounds: Readonly<Record<Bound, string>> = { miss: t('aMiss'), partial: t('aPartial'), hit: t('aHit') };

/** Whether a breach of others would have been one here; where that cannot be told, between what it lies. */
export function ReplayVerdict({
  of: { verdict, least, most },
}: {
  readonly of: { readonly verdict: Bound | 'cannot_tell'; readonly least: Bound; readonly most: Bound };
}) {
  const tone = tones[verdict];
  const icon = icons[verdict];
  return (
    <span className="two">
      <span>
        <Tag {...(tone === undefined ? {} : { tone })} {...(icon === undefined ? {} : { icon })}>
          {words[verdict]}
        </Tag>
      </span>
      {verdict === 'cannot_tell' ? (
        <span className="soft">{t('between', { least: bounds[least], most: bounds[most] })}</span>
      ) : null}
    </span>
  );
}
