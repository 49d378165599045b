import { useShortcut } from '../../keys/use-shortcut.ts';
import { t as pieces } from '../../text/pieces.ts';
import { t } from '../../text/review.ts';
import { choices, type AnswerName, type Page } from './kinds.ts';

/** The keys of a reviewer: to go, to answer, to take back, to submit. None of them signs. */
export function useReviewKeys({
  lane,
  isOn,
  onAnswer,
  onGo,
  onTakeBack,
  onSubmit,
}: {
  readonly lane: Page['campaign']['lane'];
  readonly isOn: boolean;
  readonly onAnswer: (answer: AnswerName) => void;
  readonly onGo: (by: number) => void;
  readonly onTakeBack: () => void;
  readonly onSubmit: (() => void) | undefined;
}): void {
  const group = pieces('keyGroupPage');
  const on = <T>(shortcut: T): T | undefined => (isOn ? shortcut : undefined);
  const answer = (at: number) => {
    const choice = choices[lane][at];
    if (choice === undefined) return undefined;
    const [name, key] = choice;
    return on({ keys: [key], label: t(name), group, run: () => onAnswer(name) });
  };
  // a hook a place: the lane with the most answers has nine
  useShortcut(answer(0));
  useShortcut(answer(1));
  useShortcut(answer(2));
  useShortcut(answer(3));
  useShortcut(answer(4));
  useShortcut(answer(5));
  useShortcut(answer(6));
  useShortcut(answer(7));
  useShortcut(answer(8));
  useShortcut(
    on({ keys: ['j', 'ArrowDown'], label: t('nextItem'), group, isMove: true, run: () => onGo(1) }),
  );
  useShortcut(
    on({ keys: ['k', 'ArrowUp'], label: t('previousItem'), group, isMove: true, run: () => onGo(-1) }),
  );
  useShortcut(on({ keys: ['u'], label: t('takeBack'), group, run: onTakeBack }));
  useShortcut(
    onSubmit === undefined ? undefined : { keys: ['s'], label: t('submitKey'), group, run: onSubmit },
  );
}
