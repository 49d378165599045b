import { Button } from '../../components/button.tsx';
import { KeyCaps } from '../../keys/key-cap.tsx';
import { t } from '../../text/review.ts';
import { choices, type AnswerName, type Line, type Page } from './kinds.ts';

/** The answers, all alike and none chosen beforehand. The one that was given is marked; pressing it again takes it back. */
export function AnswerBar({
  lane,
  line,
  isOpen,
  onAnswer,
  onTakeBack,
}: {
  readonly lane: Page['campaign']['lane'];
  readonly line: Line;
  readonly isOpen: boolean;
  readonly onAnswer: (answer: AnswerName) => void;
  readonly onTakeBack: () => void;
}) {
  const given = line.chosen?.answer;
  return (
    <div className="answer-bar" role="group" aria-label={t('yourAnswer')}>
      {choices[lane].map(([answer, key]) => (
        <button
          key={answer}
          type="button"
          className="btn answer"
          aria-pressed={given === answer}
          title={t(`${answer}Why`)}
          disabled={!isOpen}
          onClick={() => onAnswer(answer)}
        >
          <span>{t(answer)}</span>
          <KeyCaps of={key} />
        </button>
      ))}
      {given === undefined ? null : (
        <Button look="bare" shortcut="U" onPress={onTakeBack}>
          {t('takeBack')}
        </Button>
      )}
    </div>
  );
}
