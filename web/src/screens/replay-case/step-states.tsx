import { Tag } from '../../components/tag.tsx';
import { t } from '../../text/replay.ts';
import type { StepFound } from './shape.ts';

/** Each step with what meets it here, or what would have to be known. */
export const StepStates = ({ steps }: { readonly steps: readonly StepFound[] }) => (
  <ol className="replay-steps">
    {steps.map((step) => (
      <li key={step.says}>
        <span className="two">
          <span className="breaks">
            {step.says}
            {step.optional ? <span className="soft"> ({t('worse')})</span> : null}
          </span>
          <span>
            <State step={step} />{' '}
            <span className="soft">
              {step.sure === 0 ? null : t('by', { count: step.sure })}
              {step.sure === 0 || step.isOnPath ? null : `, ${t('apart')}`}
            </span>
          </span>
          {step.isOnPath
            ? null
            : step.needs.slice(0, 4).map(({ what, things, toldBy }) => (
                <span key={what} className="soft breaks">
                  {things === 0
                    ? t('needs', { what, by: toldBy })
                    : t('needsOf', { count: things, what, by: toldBy })}
                </span>
              ))}
        </span>
      </li>
    ))}
  </ol>
);

const State = ({ step: { state } }: { readonly step: StepFound }) =>
  state === 'met' ? (
    <Tag tone="alarm">{t('met')}</Tag>
  ) : state === 'unmet' ? (
    <Tag>{t('unmet')}</Tag>
  ) : (
    <Tag tone="attn" icon="question">
      {t('cannotTell')}
    </Tag>
  );
