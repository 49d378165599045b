import { useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRenew } from '../../api/queries.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Select } from '../../components/select.tsx';
import { ErrorState } from '../../components/states.tsx';
import { TextField } from '../../components/text-field.tsx';
import { toast } from '../../components/toasts.ts';
import { t } from '../../text/campaigns.ts';
import type { Design } from './form.ts';

const rhythms = ['week', 'month', 'quarter', 'year'] as const;

/** Keeps what was built to be launched again. It launches nothing: when its turn comes it waits for a signature. */
export function KeepCard({ design }: { readonly design: Design }) {
  const renew = useRenew();
  const [name, setName] = useState('');
  const [every, setEvery] = useState<(typeof rhythms)[number]>('quarter');
  const [problem, setProblem] = useState<Problem>();
  const isName = /^[a-z0-9][a-z0-9-]{0,60}$/.test(name);
  const keep = (): void => {
    const { dueAt: _due, since: _since, ...kept } = design;
    setProblem(undefined);
    call('campaigns.save-template', { name, design: kept, every })
      .then(async () => {
        toast(t('keptTemplate', { name }));
        await renew(['campaigns']);
      })
      .catch((error: unknown) => setProblem(asProblem(error)));
  };
  return (
    <Card title={t('keep')}>
      <div className="stack">
        <p className="soft">{t('keepWhy')}</p>
        <Select
          label={t('rhythm')}
          value={every}
          choices={rhythms.map((id) => ({ id, label: t(`every_${id}`) }))}
          onChange={(id) => setEvery(rhythms.find((each) => each === id) ?? 'quarter')}
        />
        <TextField
          label={t('templateName')}
          mono
          value={name}
          onChange={setName}
          help={t('templateNameHelp')}
          problem={name === '' || isName ? undefined : t('templateNameHelp')}
        />
        {problem === undefined ? null : (
          <ErrorState problem={problem} title={t('couldNotKeep')} onRetry={keep} />
        )}
        <Button isDisabled={!isName} onPress={keep}>
          {t('keepIt')}
        </Button>
      </div>
    </Card>
  );
}
