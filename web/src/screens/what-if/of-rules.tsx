import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { TextArea } from '../../components/text-field.tsx';
import { t } from '../../text/what-if.ts';
import { Found } from '../../cases/what-if-found.tsx';

/** Other rules about duties, tried over everybody and over the requests of the last days. */
export function OfRules({ days }: { readonly days: number | undefined }) {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<string>();
  const query = useRoute(
    'whatif.of-duties',
    { text: asked ?? ' ', ...(days === undefined ? {} : { days }) },
    { enabled: asked !== undefined },
  );
  return (
    <>
      <Card>
        <TextArea label={t('rulesText')} value={text} onChange={setText} help={t('rulesHelp')} rows={14} />
        <Button onPress={() => setAsked(text)} isDisabled={text.trim() === ''}>
          {t('work')}
        </Button>
      </Card>
      <div className="stack" aria-live="polite">
        {asked === undefined ? null : query.error !== null ? (
          <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
        ) : query.data === undefined ? (
          <Skeleton rows={6} />
        ) : (
          <Found found={query.data.found} />
        )}
      </div>
    </>
  );
}
