import { useState } from 'react';
import { useNow } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import { t } from '../../text/review.ts';

const dayMs = 86_400_000;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Until which day. Two usual ones are a press away; nothing is filled in beforehand. */
export function LimitDialog({
  onSet,
  onClose,
}: {
  readonly onSet: (until: string) => void;
  readonly onClose: () => void;
}) {
  const now = useNow();
  const [day, setDay] = useState('');
  const end = Date.parse(`${day}T23:59:59.000Z`);
  const fits = end > now && end <= now + 365 * dayMs;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('limitTitle')}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button look="ink" isDisabled={!fits} onPress={() => onSet(new Date(end).toISOString())}>
            {t('set')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (fits) onSet(new Date(end).toISOString());
        }}
      >
        <TextField
          label={t('limitDay')}
          type="date"
          value={day}
          onChange={setDay}
          help={t('limitHelp')}
          problem={day !== '' && !fits ? t('limitBad') : undefined}
        />
        <p className="limit-usual">
          <Button look="bare" onPress={() => setDay(dayOf(now + 30 * dayMs))}>
            {t('days30')}
          </Button>
          <Button look="bare" onPress={() => setDay(dayOf(now + 90 * dayMs))}>
            {t('days90')}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
