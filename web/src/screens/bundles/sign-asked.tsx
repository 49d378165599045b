import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useRenew } from '../../api/queries.ts';
import type { RouteInput } from '../../api/route-table.ts';
import { useSession } from '../../api/session.ts';
import { useAttempt } from '../../api/use-attempt.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { SignatureLine } from '../../components/signing.tsx';
import { TextArea } from '../../components/text-field.tsx';
import { requestCovers } from '../../signing/covers.ts';
import { t } from '../../text/bundles.ts';
import { isOfThisPage, signWithPasskey } from '../../webauthn.ts';

/** What it is for, and the signature that asks: over exactly these changes. */
export function SignAsked({
  changes,
  endsAt,
  onAsked,
}: {
  readonly changes: RouteInput<'requests.prepare'>['changes'];
  readonly endsAt: RouteInput<'requests.prepare'>['endsAt'];
  readonly onAsked: () => void;
}) {
  const session = useSession();
  const renew = useRenew();
  const [purpose, setPurpose] = useState('');
  const [isAsked, setAsked] = useState(false);
  const { isBusy, problem, attempt } = useAttempt();
  const key = session?.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  const why = purpose.trim();
  const ask = ({ keyFingerprint, publicKey }: NonNullable<typeof key>): Promise<void> =>
    attempt(async () => {
      const asked = { changes, purpose: why, endsAt, findings: [] };
      const { statement } = await call('requests.prepare', { ...asked, keyFingerprint });
      await requestCovers(statement, { signer: session?.person?.id, now: now() }, asked);
      const signature = await signWithPasskey(statement, publicKey);
      await call('requests.file', { ...asked, signed: { statement, signature } });
      setAsked(true);
      void renew(['requests', 'proposals', 'inbox', 'bundles']);
    });
  if (key === undefined)
    return (
      <Callout tone="attn">
        {t('makeKey')}{' '}
        <Link to="/welcome" className="link">
          {t('toKey')}
        </Link>
      </Callout>
    );
  if (isAsked)
    return (
      <Callout action={<Button onPress={onAsked}>{t('close')}</Button>}>
        <span role="status">{t('asked')}</span>
      </Callout>
    );
  return (
    <div className="stack">
      <TextArea label={t('purpose')} value={purpose} onChange={setPurpose} maxLength={2000} />
      <SignatureLine who={session?.person?.name ?? session?.person?.id ?? ''} how={t('with')} />
      <Button look="ink" icon="passkey" isDisabled={why === '' || isBusy} onPress={() => void ask(key)}>
        {t(isBusy ? 'signing' : 'sign')}
      </Button>
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {t('tryAgain')}: {problem.message} {problem.next}
        </Callout>
      )}
    </div>
  );
}
