import { useEffect, useRef } from 'react';
import { Checkbox } from '../../components/checkbox.tsx';
import { Kind } from '../../components/kind.tsx';
import { Recommendation } from '../../components/recommendation.tsx';
import { Risk } from '../../components/risk.tsx';
import { Tag } from '../../components/tag.tsx';
import { useNow } from '../../clock.ts';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/review.ts';
import { kindOf, riskOf } from './looks.tsx';
import type { Line } from './kinds.ts';
import { answerWords, holderOf, questionOf, rightOf } from './words.ts';

/** The items in their order: those to begin with, then the rest. One click, or J and K, goes to one. */
export function Queue({
  lines,
  current,
  selected,
  onGo,
  onSelect,
}: {
  readonly lines: readonly Line[];
  readonly current: string | undefined;
  /** Undefined: one at a time, nothing can be chosen. */
  readonly selected: ReadonlySet<string> | undefined;
  readonly onGo: (item: string) => void;
  readonly onSelect: (item: string) => void;
}) {
  const first = lines.filter(({ isFirst }) => isFirst);
  const rest = lines.filter(({ isFirst }) => !isFirst);
  const list = (some: readonly Line[], label: string) =>
    some.length === 0 ? null : (
      <section aria-label={label}>
        <p className="queue-head">{label}</p>
        <ul className="queue">
          {some.map((line) => (
            <Row
              key={line.item}
              line={line}
              isCurrent={line.item === current}
              isSelected={selected?.has(line.item)}
              onGo={() => onGo(line.item)}
              onSelect={() => onSelect(line.item)}
            />
          ))}
        </ul>
      </section>
    );
  return (
    <div className="queues">
      {list(first, t('startHere', { count: first.length }))}
      {list(rest, first.length === 0 ? t('toAnswer') : t('afterThese', { count: rest.length }))}
    </div>
  );
}

function Row({
  line,
  isCurrent,
  isSelected,
  onGo,
  onSelect,
}: {
  readonly line: Line;
  readonly isCurrent: boolean;
  readonly isSelected: boolean | undefined;
  readonly onGo: () => void;
  readonly onSelect: () => void;
}) {
  const now = useNow();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  const { chosen } = line;
  return (
    <li ref={row} className={isCurrent ? 'queue-row on' : 'queue-row'}>
      {isSelected === undefined ? null : (
        <Checkbox label={questionOf(line)} labelHidden isChecked={isSelected} onChange={onSelect} />
      )}
      <button type="button" className="queue-go" aria-current={isCurrent} onClick={onGo}>
        <span className="queue-risk">
          <Risk level={riskOf(line)} quiet />
        </span>
        <span className="two">
          <b>{inert(rightOf(line))}</b>
          <span className="soft">
            <Kind kind={kindOf(line)} />
            <span className="queue-who">{inert(holderOf(line))}</span>
          </span>
        </span>
        <span className="queue-end">
          {chosen === null ? (
            line.blind === 'waits' ? (
              <Recommendation word="yourViewFirst" />
            ) : line.advice === null ? (
              <Recommendation word="noAdvice" />
            ) : (
              <Recommendation
                word={line.advice.leans === 'keep' ? 'certify' : 'retire'}
                label={t(line.advice.leans === 'keep' ? 'adviceKeep' : 'adviceReduce')}
              />
            )
          ) : (
            <Tag tone="mine" icon="check">
              {answerWords(chosen.answer, chosen.until, now)}
            </Tag>
          )}
        </span>
      </button>
    </li>
  );
}
