import { Button } from '../components/button.tsx';
import { Callout } from '../components/callout.tsx';
import { When } from '../components/when.tsx';
import { t } from '../text/access.ts';

/** Says that an answer is of a moment that is over, and leads back to now. */
export const AsOfThen = ({ at, onNow }: { readonly at: string | undefined; readonly onNow: () => void }) =>
  at === undefined ? null : (
    <Callout tone="attn" icon="clock" action={<Button onPress={onNow}>{t('backToNow')}</Button>}>
      {t.rich('past', { when: <When key="w" at={at} as="exact" /> })}
    </Callout>
  );
