import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRoute } from '../../api/queries.ts';
import type { Session } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { Tag } from '../../components/tag.tsx';
import { TextField } from '../../components/text-field.tsx';
import { When } from '../../components/when.tsx';
import { registerPasskey } from '../../register-passkey.ts';
import { t } from '../../text/settings.ts';
import { canUsePasskeys, isOfThisPage } from '../../webauthn.ts';

/** The keys that speak for oneself and what each can do; those that wait; and the making of another passkey. */
export function OwnKeys({ session }: { readonly session: Session }) {
  const waiting = useRoute('passkeys.waiting', {}, { enabled: session.may.includes('view') });
  const mine = (waiting.data?.items ?? []).filter(({ person }) => person === session.person?.id);
  return (
    <Card title={t('passkeys')}>
      <p className="soft prose">{t('passkeysWhy')}</p>
      {session.keys.length === 0 ? <p className="quiet">{t('noKeys')}</p> : null}
      <ul className="own-list">
        {session.keys.map(({ keyFingerprint, kind, publicKey, passkey, assurance, from }) => (
          <li key={keyFingerprint}>
            <span className="own-words">
              <span>
                <b>{t(kind)}</b> <Identifier short={[15, 4]}>{keyFingerprint}</Identifier>
              </span>
              <span className="soft">
                {passkey === null
                  ? t('signsCli')
                  : isOfThisPage(publicKey)
                    ? t('signsHere')
                    : t('signsElsewhere', { place: passkey.origin })}
                {' · '}
                {assurance === 'passkey' ? t('strong') : t('weak')}
              </span>
              <span className="quiet">{t.rich('since', { when: <When key="w" at={from} /> })}</span>
            </span>
          </li>
        ))}
        {mine.map(({ registration, keyFingerprint, expiresAt }) => (
          <li key={registration}>
            <span className="own-words">
              <span>
                <b>{t('passkey')}</b> <Identifier short={[15, 4]}>{keyFingerprint}</Identifier>{' '}
                <Tag tone="attn">{t('waits')}</Tag>
              </span>
              <span className="quiet">
                {t.rich('until', { when: <When key="w" at={expiresAt} /> })} ·{' '}
                <Link to="/signers">{t('enrolIt')}</Link>
              </span>
            </span>
          </li>
        ))}
      </ul>
      <MakePasskey name={session.person?.name ?? ''} />
    </Card>
  );
}

function MakePasskey({ name: own }: { readonly name: string }) {
  const client = useQueryClient();
  const [name, setName] = useState(own.slice(0, 64));
  const [state, setState] = useState<'asked' | 'making' | 'made'>('asked');
  const [problem, setProblem] = useState<Problem>();
  if (!canUsePasskeys()) return <Callout tone="attn">{t('impossible')}</Callout>;
  const make = async (): Promise<void> => {
    setProblem(undefined);
    setState('making');
    try {
      await registerPasskey(name.trim());
      setState('made');
      await client.invalidateQueries({ queryKey: ['passkeys.waiting'] });
    } catch (error) {
      setProblem(asProblem(error));
      setState('asked');
    }
  };
  return (
    <div className="own-make">
      <TextField
        label={t('makeName')}
        help={t('makeNameHelp')}
        value={name}
        maxLength={64}
        onChange={setName}
      />
      <Button
        icon="passkey"
        isDisabled={name.trim() === '' || state === 'making'}
        onPress={() => void make()}
      >
        {state === 'making' ? t('making') : t('make')}
      </Button>
      <p role="status" className="quiet">
        {state === 'made' ? t('made') : ''}
      </p>
      {problem === undefined ? null : (
        <Callout tone="attn">
          {problem.message} {problem.next}
        </Callout>
      )}
    </div>
  );
}
