import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { TextField } from '../../components/text-field.tsx';
import { t } from '../../text/bundles.ts';
import { SignAsked } from './sign-asked.tsx';

/** Asks for all that somebody lacks of a bundle: one signature, one case, one plan. */
export function AskForBundle({ bundle, onDone }: { readonly bundle: string; readonly onDone: () => void }) {
  const [who, setWho] = useState('');
  const [asked, setAsked] = useState<string>();
  return (
    <div className="stack">
      <TextField label={t('forWhom')} value={who} onChange={setWho} help={t('forHelp')} />
      <div className="row">
        <Button onPress={() => setAsked(who.trim())}>{t('lookFor')}</Button>
        <Button look="bare" onPress={onDone}>
          {t('stop')}
        </Button>
      </div>
      {asked === undefined ? null : <Looked key={asked} bundle={bundle} who={asked} onDone={onDone} />}
    </div>
  );
}

function Looked({
  bundle,
  who,
  onDone,
}: {
  readonly bundle: string;
  readonly who: string;
  readonly onDone: () => void;
}) {
  const query = useRoute('bundles.give', { bundle, ...(who === '' ? {} : { for: who }) });
  if (query.error !== null)
    return <ErrorState problem={query.error} title={t('lookFailed')} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton rows={3} />;
  const { changes, inWords, held, noAccount, endsAt } = query.data;
  return (
    <>
      <ul className="plain-list breaks" aria-label={t('lookFor')}>
        {inWords.map((each) => (
          <li key={each}>{each}</li>
        ))}
        {held.length === 0 ? null : <li className="soft">{t('held', { count: held.length })}</li>}
        {noAccount.map((each) => (
          <li key={each} className="soft">
            {t('noAccount', { what: each })}
          </li>
        ))}
      </ul>
      {changes.length === 0 ? (
        <p>{t('nothingLeft')}</p>
      ) : (
        <SignAsked changes={[...changes]} endsAt={endsAt} onAsked={onDone} />
      )}
    </>
  );
}
