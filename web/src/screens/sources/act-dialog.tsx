import { useState } from 'react';
import type { Problem } from '../../api/problem.ts';
import { useWrite } from '../../api/queries.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextArea } from '../../components/text-field.tsx';
import { t } from '../../text/sources.ts';
import type { Shown } from './source-shape.ts';

export type Act = 'pause' | 'resume' | 'remove';

/** Asks before a source is paused, resumed or removed: what it means, and why it is done. */
export function ActDialog({
  shown: { source },
  act,
  onClose,
}: {
  readonly shown: Shown;
  readonly act: Act;
  readonly onClose: () => void;
}) {
  const [because, setBecause] = useState('');
  const renews = ['sources.list', 'status.show', 'identities.list', 'findings.list'] as const;
  const pause = useWrite('sources.pause', { renews });
  const resume = useWrite('sources.resume', { renews });
  const remove = useWrite('sources.remove', { renews });
  const write = { pause, resume, remove }[act];
  const problem: Problem | null = write.error;
  const needsWhy = act !== 'remove';
  const said = because.trim();
  const run = (): void => {
    const then = { onSuccess: onClose };
    if (act === 'remove') remove.mutate({ id: source.id }, then);
    else if (act === 'pause') pause.mutate({ id: source.id, because: said }, then);
    else resume.mutate({ id: source.id, because: said }, then);
  };
  const shrank = source.state.is === 'paused' && source.state.by === 'shrinking';
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={t(titles[act], { source: source.id })}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            look={act === 'remove' ? 'stop' : 'ink'}
            isDisabled={write.isPending || (needsWhy && said === '')}
            onPress={run}
          >
            {t(verbs[act])}
          </Button>
        </>
      }
    >
      <div className="stack-s">
        <p className="prose">{t(act === 'resume' && shrank ? 'resumeShrunkWhy' : meanings[act])}</p>
        {needsWhy ? (
          <TextArea
            label={t('because')}
            value={because}
            onChange={setBecause}
            maxLength={2000}
            help={t('becauseHelp')}
          />
        ) : null}
        {problem === null ? null : (
          <Callout tone="alarm">
            {t('notDone')} {problem.message} {problem.next}
          </Callout>
        )}
      </div>
    </Dialog>
  );
}

const titles = { pause: 'pauseTitle', resume: 'resumeTitle', remove: 'removeTitle' } as const;
const meanings = { pause: 'pauseWhat', resume: 'resumeWhat', remove: 'removeWhat' } as const;
const verbs = { pause: 'pauseDo', resume: 'resumeDo', remove: 'removeDo' } as const;
