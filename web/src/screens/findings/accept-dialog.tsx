import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRenew } from '../../api/queries.ts';
import type { RouteInput } from '../../api/route-table.ts';
import type { Session } from '../../api/session.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { SignatureLine, Terms } from '../../components/signing.tsx';
import { TextArea, TextField } from '../../components/text-field.tsx';
import { requestCovers } from '../../signing/covers.ts';
import { t as cases } from '../../text/cases.ts';
import { t } from '../../text/findings.ts';
import { dateOf } from '../../text/format.ts';
import { isOfThisPage, signWithPasskey } from '../../webauthn.ts';
import type { Item } from './columns.tsx';

const mostAtOnce = 100;

/** A signed request that risks be accepted until a day, for a reason. Whoever asks cannot approve; others decide. */
export function AcceptDialog({
  findings,
  session,
  onClose,
}: {
  readonly findings: readonly Item[];
  readonly session: Session;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const renew = useRenew();
  const [reason, setReason] = useState('');
  const [day, setDay] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const [today] = useState(now);
  const key = session.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  const until = endOf(day);
  const isPast = until !== undefined && Date.parse(until) <= today;
  const why = reason.trim();
  const tooMany = findings.length > mostAtOnce;
  const ready = why !== '' && until !== undefined && !isPast && !tooMany && key !== undefined && !isBusy;

  const ask = async (): Promise<void> => {
    if (key === undefined || until === undefined) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const changes: RouteInput<'requests.file'>['changes'] = findings.map(({ id }) => ({
        type: 'risk.accept',
        source: 'countersign',
        findingId: id,
        reason: why,
        until,
      }));
      const asked = { changes, purpose: why, endsAt: null, findings: findings.map(({ id }) => id) };
      const { keyFingerprint } = key;
      const { statement } = await call('requests.prepare', { ...asked, keyFingerprint });
      await requestCovers(statement, { signer: session.person?.id, now: now() }, asked);
      const signature = await signWithPasskey(statement, key.publicKey);
      const { proposal } = await call('requests.file', { ...asked, signed: { statement, signature } });
      void renew(['proposals', 'findings']);
      void navigate({ to: '/proposals/$id', params: { id: proposal } });
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const one = findings[0];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={findings.length === 1 ? t('acceptTitle') : t('acceptTitleMany', { count: findings.length })}
      kicker={findings.length === 1 ? one?.title : undefined}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button look="ink" icon="passkey" isDisabled={!ready} onPress={() => void ask()}>
            {isBusy ? cases('signing') : t('acceptSign')}
          </Button>
        </>
      }
    >
      <p className="soft">{t('acceptWhy')}</p>
      <TextArea
        label={t('acceptReason')}
        value={reason}
        onChange={setReason}
        help={t('acceptReasonHelp')}
        maxLength={2000}
      />
      <TextField
        label={t('acceptUntil')}
        type="date"
        value={day}
        onChange={setDay}
        help={t('acceptUntilHelp')}
        problem={isPast ? t('acceptUntilPast') : undefined}
      />
      {until === undefined || isPast ? null : (
        <Terms
          rows={[
            [
              t('acceptWhat'),
              <ul key="l" className="outcome-list">
                {findings.map(({ id, title }) => (
                  <li key={id}>{t('acceptOne', { title, when: dateOf(Date.parse(until), today) })}</li>
                ))}
              </ul>,
            ],
          ]}
        />
      )}
      {tooMany ? <Callout tone="attn">{t('acceptOver')}</Callout> : null}
      {key === undefined ? (
        <Callout tone="attn">
          {cases('noKey')}{' '}
          <Link to="/welcome" className="link">
            {cases('makeOne')}
          </Link>
        </Callout>
      ) : (
        <SignatureLine who={session.person?.name ?? session.person?.id ?? ''} how={cases('withPasskey')} />
      )}
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {t('tryRequest')}: {problem.message} {problem.next}
        </Callout>
      )}
    </Dialog>
  );
}

/** The last moment of a day where the reader is. */
function endOf(day: string): string | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T23:59:59.000`) : undefined;
  return at === undefined || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
