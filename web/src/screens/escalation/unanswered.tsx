import { useRoute } from '../../api/queries.ts';
import type { Problem } from '../../api/problem.ts';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { locale } from '../../text/catalogue.ts';
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
    <Waiting />
  ) : (
    <ErrorState problem={problem} title={t('couldNotAnswer')} onRetry={onRetry} />
  );

const everyMs = 2000;

/** After sources were read it takes its time to work out what identities could become: how far it is. */
function Waiting() {
  const at = useRoute('status.show', {}, { refetchInterval: everyMs }).data?.findingPaths ?? null;
  return (
    <>
      <p className="quiet breaks" aria-live="polite">
        {at === null
          ? null
          : t('findingPaths', {
              at: at.done + 1,
              sources: at.sources,
              source: at.source,
              steps: at.steps.toLocaleString(locale),
            })}
      </p>
      <Skeleton rows={8} />
    </>
  );
}
