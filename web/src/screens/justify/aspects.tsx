import { Icon } from '../../components/icon.tsx';
import { t } from '../../text/justify.ts';
import type { Said } from './shape.ts';

const icons = { for: 'check', against: 'cross', unknown: 'question', none: 'narrow' } as const;

/** What each aspect says of a right, by sign and word, with what it is cited from. */
export const Aspects = ({ said }: { readonly said: readonly Said[] }) => (
  <ul className="aspects">
    {said.map(({ aspect, says, text, rests }) => (
      <li key={aspect} className={says}>
        <Icon name={icons[says]} small />
        <span className="label">{t(aspect)}</span>
        <span className="breaks">
          {text} <span className="quiet">({t(says)})</span>
          {rests.length === 0 ? null : (
            <small className="soft breaks">
              {t('rests')}{' '}
              {rests
                .slice(0, 3)
                .map((each) =>
                  each.is === 'row'
                    ? `${each.ref.source}/${each.ref.key}`
                    : t('inLogs', { what: each.what, logs: each.logs.join(', ') }),
                )
                .join('; ')}
              {rests.length > 3 ? ` ${t('othersToo', { count: rests.length - 3 })}` : ''}
            </small>
          )}
        </span>
      </li>
    ))}
  </ul>
);
