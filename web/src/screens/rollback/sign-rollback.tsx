import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call, work } from '../../api/client.ts';
import { useRenew } from '../../api/queries.ts';
import type { Session } from '../../api/session.ts';
import { useAttempt } from '../../api/use-attempt.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { SignatureLine } from '../../components/signing.tsx';
import { TextArea, TextField } from '../../components/text-field.tsx';
import { restoresCover } from '../../signing/covers.ts';
import { t as cases } from '../../text/cases.ts';
import { t } from '../../text/rollback.ts';
import { signWithPasskey } from '../../webauthn.ts';
import type { Found } from './found.tsx';

/** One signature over everything that can be put back; which executions, and in which order, is held to what is shown. */
export function SignRollback({
  found,
  title,
  session,
  passkey,
  onClose,
}: {
  readonly found: Found;
  readonly title: string;
  readonly session: Session;
  readonly passkey: Session['keys'][number];
  readonly onClose: () => void;
}) {
  const renew = useRenew();
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const [stage, setStage] = useState('');
  const [watch, setWatch] = useState('60');
  const { isBusy, problem, attempt } = useAttempt();
  const [isTaking, setTaking] = useState(false);
  const executions = found.items.flatMap(({ can, execution }) =>
    can.is === 'restore' && execution !== null ? [execution.id] : [],
  );
  const callOff = found.items.flatMap(({ can, plan }) => (can.is === 'call off' ? [plan] : []));
  const remains = found.counts.propose + found.counts.superseded + found.counts.never + found.counts.look;

  const sign = async (): Promise<void> => {
    setTaking(false);
    const why = reason.trim();
    const opened = await call('rollbacks.prepare', {
      executions,
      callOff,
      keyFingerprint: passkey.keyFingerprint,
      reason: why,
    });
    const left = new Set(opened.left.map(({ execution }) => execution));
    const { statement = '', items } = opened;
    await restoresCover(
      statement,
      { signer: session.person?.id, now: now() },
      { items, executions: executions.filter((each) => !left.has(each)), callOff, reason: why },
    );
    const signature = await signWithPasskey(statement, passkey.publicKey);
    setTaking(true);
    const stageSize = Number(stage);
    const taken = await work(
      'rollbacks.sign',
      {
        statement,
        signature,
        items,
        title,
        stageSize: Number.isInteger(stageSize) && stageSize > 0 ? stageSize : null,
        watchSeconds: Number.isInteger(Number(watch)) ? Math.max(0, Number(watch)) : 0,
      },
      () => undefined,
    );
    await renew(['rollbacks', 'rollouts', 'proposals', 'findings']);
    if (taken.rollout === null) onClose();
    else await navigate({ to: '/rollouts/$id', params: { id: taken.rollout } });
  };
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={
        executions.length === 0
          ? t('callOffAll', { count: callOff.length })
          : t('signTitle', { count: executions.length })
      }
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            look="ink"
            icon="passkey"
            isDisabled={isBusy || reason.trim() === ''}
            onPress={() => void attempt(sign)}
          >
            {!isBusy ? t('sign') : isTaking ? t('taking') : t('signing')}
          </Button>
        </>
      }
    >
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {t('notSigned')}: {problem.message} {problem.next}
        </Callout>
      )}
      {remains === 0 ? null : <Callout tone="attn">{t('remains', { count: remains })}</Callout>}
      {callOff.length === 0 ? null : <p>{t('callsOff', { count: callOff.length })}</p>}
      <TextArea label={t('reason')} value={reason} onChange={setReason} rows={2} maxLength={2000} />
      <TextField label={t('stage')} value={stage} onChange={setStage} help={t('stageHelp')} />
      {stage.trim() === '' ? null : <TextField label={t('watch')} value={watch} onChange={setWatch} />}
      <SignatureLine who={session.person?.name ?? session.person?.id ?? ''} how={cases('withPasskey')} />
    </Dialog>
  );
}
