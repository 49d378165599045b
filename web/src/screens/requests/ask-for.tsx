import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRenew } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { useSession } from '../../api/session.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { SignatureLine } from '../../components/signing.tsx';
import { TextArea } from '../../components/text-field.tsx';
import { requestCovers } from '../../signing/covers.ts';
import { t } from '../../text/requests.ts';
import { isOfThisPage, signWithPasskey } from '../../webauthn.ts';

/** What it is for, and the signature that asks: over exactly the changes that were looked at. */
export function AskFor({ look }: { readonly look: RouteOutput<'requests.look'> }) {
  const session = useSession();
  const renew = useRenew();
  const [purpose, setPurpose] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [is, setIs] = useState<'ready' | 'busy' | 'asked'>('ready');
  const key = session?.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  const why = purpose.trim();
  const ask = async (): Promise<void> => {
    if (key === undefined || session === undefined) return;
    setIs('busy');
    setProblem(undefined);
    try {
      const asked = { changes: look.changes, purpose: why, endsAt: look.endsAt, findings: [] };
      const { statement } = await call('requests.prepare', { ...asked, keyFingerprint: key.keyFingerprint });
      await requestCovers(statement, { signer: session.person?.id, now: now() }, asked);
      const signature = await signWithPasskey(statement, key.publicKey);
      await call('requests.file', { ...asked, signed: { statement, signature } });
      setIs('asked');
      setPurpose('');
      void renew(['requests', 'proposals', 'inbox']);
    } catch (error) {
      setIs('ready');
      setProblem(asProblem(error));
    }
  };
  if (key === undefined)
    return (
      <Callout tone="attn">
        {t('makeKey')}{' '}
        <Link to="/welcome" className="link">
          {t('toKey')}
        </Link>
      </Callout>
    );
  return (
    <div className="stack">
      <TextArea
        label={t('purpose')}
        value={purpose}
        onChange={setPurpose}
        help={t('purposeHelp')}
        maxLength={2000}
      />
      <SignatureLine who={session?.person?.name ?? session?.person?.id ?? ''} how={t('with')} />
      <Button
        look="ink"
        icon="passkey"
        block
        isDisabled={why === '' || is === 'busy'}
        onPress={() => void ask()}
      >
        {t(is === 'busy' ? 'signing' : 'sign')}
      </Button>
      {is === 'asked' ? <p role="status">{t('asked')}</p> : null}
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {t('tryAgain')}: {problem.message} {problem.next}
        </Callout>
      )}
    </div>
  );
}
