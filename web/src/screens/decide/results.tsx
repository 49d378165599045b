import { Link } from '@tanstack/react-router';
import type { Session } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { t } from '../../text/decide.ts';
import { inert } from '../../text/inert.ts';
import type { Taken } from './sign-many.tsx';
import type { Checked } from './signed-items.tsx';

/** What became of each answer: what is not recorded first. */
export function Results({
  taken,
  items,
  onClose,
}: {
  readonly taken: Taken;
  readonly items: readonly Checked[];
  readonly session: Session;
  readonly onClose: () => void;
}) {
  const titles = new Map(items.map(({ proposal }) => [proposal.id, inert(proposal.title)]));
  const recorded = taken.flatMap((each) => ('why' in each ? [] : [each]));
  const failed = taken.flatMap((each) => ('why' in each ? [each] : []));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('resultTitle', { count: recorded.length })}
      actions={
        <Button look="ink" onPress={onClose}>
          {t('done')}
        </Button>
      }
    >
      {failed.length === 0 ? null : (
        <Callout tone="attn">
          <b>{t('failedPart', { count: failed.length })}</b>
          <ul className="outcome-list">
            {failed.map(({ proposal, is, why }) => (
              <li key={proposal}>
                <Link to="/proposals/$id" params={{ id: proposal }}>
                  {titles.get(proposal) ?? proposal}
                </Link>
                <span className="soft">
                  {is === 'stale' ? `${t('isStale')}. ` : ''}
                  {why.message}
                </span>
              </li>
            ))}
          </ul>
        </Callout>
      )}
      <ul className="outcome-list">
        {recorded.map(({ proposal, is, answer, missingInWords }) => (
          <li key={proposal}>
            <Link to="/proposals/$id" params={{ id: proposal }}>
              {titles.get(proposal) ?? proposal}
            </Link>
            <span className="soft">
              {answer === 'reject'
                ? t('isRejected')
                : is === 'planned'
                  ? t('isPlanned')
                  : t('isDecided', { what: missingInWords.join('; ') })}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
