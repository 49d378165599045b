import type { Problem } from '../../api/problem.ts';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { t } from '../../text/escalation.ts';

/** Until the answer is here, or why it will not come. */
export const Unanswered = ({
  problem,
  onRetry,
}: {
  readonly problem: Problem | null;
  readonly onRetry: () => void;
}) =>
  problem === null ? (
    <Skeleton rows={8} />
  ) : (
    <ErrorState problem={problem} title={t('couldNotAnswer')} onRetry={onRetry} />
  );
