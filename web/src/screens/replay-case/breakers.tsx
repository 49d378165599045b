import { Tag } from '../../components/tag.tsx';
import { t } from '../../text/replay.ts';
import type { BreakerFound } from './shape.ts';

const words = { met: 'isMet', unmet: 'isUnmet', cannot_tell: 'isOpen', not_seen: 'notSeen' } as const;
const tones = { met: undefined, unmet: 'alarm', cannot_tell: 'attn', not_seen: undefined } as const;

/** Controls, each with the steps that it makes impossible and whether it is met here. */
export const Breakers = ({ breakers }: { readonly breakers: readonly BreakerFound[] }) => (
  <ul className="replay-breakers">
    {breakers.map(({ control, title, breaks, state }) => {
      const tone = tones[state];
      return (
        <li key={control}>
          <span>
            <Tag {...(tone === undefined ? {} : { tone })}>{t(words[state])}</Tag>
          </span>
          <span className="two">
            <span>{title}</span>
            <span className="soft">
              {control}
              {breaks.length === 0
                ? null
                : ` · ${t('breaksSteps', { count: breaks.length, steps: breaks.map((n) => n + 1).join(', ') })}`}
            </span>
          </span>
        </li>
      );
    })}
  </ul>
);
