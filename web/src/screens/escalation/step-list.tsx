import { Disclosure } from '../../components/disclosure.tsx';
import { Tag } from '../../components/tag.tsx';
import { t } from '../../text/escalation.ts';
import { labelOf, titleOf, type Step, type Told } from './told.ts';

/** A path step by step: what is done, what it rests on, and what would take it away. */
export function StepList({
  told,
  steps,
  cuts,
}: {
  readonly told: Told;
  readonly steps: readonly string[];
  /** How many of what a row’s removal cuts off, in words. */
  readonly cuts: (count: number) => string;
}) {
  return (
    <ol className="path-steps">
      {steps.flatMap((id) => {
        const step = told.step(id);
        return step === undefined ? [] : [<OneStep key={id} told={told} step={step} cuts={cuts} />];
      })}
    </ol>
  );
}

function OneStep({
  told,
  step,
  cuts,
}: {
  readonly told: Told;
  readonly step: Step;
  readonly cuts: (count: number) => string;
}) {
  const technique = told.techniqueOf(step);
  const [first] = step.because;
  return (
    <li>
      <p className="breaks">
        <b className="mono">{labelOf(told, step.from)}</b> <span aria-hidden="true">→</span>{' '}
        <b className="mono">{labelOf(told, step.to)}</b>{' '}
        {step.certainty === 'depends' ? <Tag tone="attn">{t('depends')}</Tag> : null}{' '}
        {step.cuts > 1 ? <Tag tone="alarm">{cuts(step.cuts)}</Tag> : null}
      </p>
      <p className="soft">
        <span className="way">{titleOf(told, step)}.</span> {technique?.does}
      </p>
      {step.says.length + step.dependsOn.length + step.because.length === 0 ? null : (
        <Disclosure summary={t('restsOn', { count: Math.max(1, step.because.length) })}>
          <ul className="lines">
            {step.because.map(({ source, entity, name }) => (
              <li key={`${source} ${entity} ${name}`} className="breaks">
                {t('row', { source, entity })} <span className="mono">{name}</span>
              </li>
            ))}
            {step.says.map((each) => (
              <li key={each} className="soft breaks">
                {each}
              </li>
            ))}
            {step.dependsOn.map((each) => (
              <li key={each} className="breaks">
                {t('dependsOn', { what: each })}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      {technique === undefined || first === undefined ? null : (
        <p className="quiet">{t('takeAway', { what: technique.takeAway })}</p>
      )}
    </li>
  );
}
