import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Session } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { ChoiceList } from '../../components/choice-list.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { TextArea } from '../../components/text-field.tsx';
import { useKept } from '../../kept.ts';
import { useShortcut } from '../../keys/use-shortcut.ts';
import { Name } from '../../people/person.tsx';
import { t } from '../../text/cases.ts';
import { t as pieces } from '../../text/pieces.ts';
import { isOfThisPage } from '../../webauthn.ts';
import type { Case } from './index.tsx';
import { SignDialog } from './sign-dialog.tsx';

const here = getRouteApi('/inside/proposals/$id');

/** The answer: two that look alike, none chosen; the reason; and the dialog in which the passkey signs. */
export function Decide({
  shown,
  session,
  onSigned,
}: {
  readonly shown: Case;
  readonly session: Session;
  readonly onSigned: () => void;
}) {
  const { for: lender } = here.useSearch();
  const { proposal, state } = shown.filed;
  const about = `${session.person?.id ?? ''}.${proposal.id}`;
  const [kept, setAnswer] = useKept(`answer.${about}`);
  const answer = kept === 'approve' || kept === 'reject' ? kept : undefined;
  const [reason, setReason] = useKept(`reason.${about}`);
  const [isOpen, setOpen] = useState(false);
  const key = session.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  const own = shown.decisions.some(({ signer }) => signer === session.person?.id);
  const canSign = state === 'open' && !own && session.may.includes('sign');
  const ready = canSign && answer !== undefined && key !== undefined;
  const group = pieces('keyGroupPage');
  useShortcut(
    canSign ? { keys: ['a'], label: t('approve'), group, run: () => setAnswer('approve') } : undefined,
  );
  useShortcut(
    canSign ? { keys: ['x'], label: t('reject'), group, run: () => setAnswer('reject') } : undefined,
  );
  useShortcut(
    ready ? { keys: ['s'], label: t('reviewAndSign'), group, run: () => setOpen(true) } : undefined,
  );
  return (
    <Card title={t('yourDecision')} end={<span className="mono quiet">{proposal.id.slice(0, 10)}</span>}>
      {own ? <Callout>{t('alreadySigned')}</Callout> : null}
      {state === 'open' ? null : <Callout>{t('closedCase')}</Callout>}
      {canSign ? (
        <>
          {lender === undefined ? null : (
            <Callout>{t.rich('answerFor', { name: <Name key="n" id={lender} /> })}</Callout>
          )}
          <ChoiceList
            label={t('yourDecision')}
            value={answer}
            onChange={setAnswer}
            choices={[
              { id: 'approve', label: t('approve'), note: t('approveNote'), shortcut: 'A' },
              { id: 'reject', label: t('reject'), note: t('rejectNote'), shortcut: 'X' },
            ]}
          />
          <TextArea
            label={t('because')}
            value={reason}
            onChange={setReason}
            help={t('becauseHelp')}
            rows={2}
            maxLength={2000}
          />
          <Button
            look="ink"
            large
            block
            icon="sign"
            shortcut="S"
            isDisabled={!ready}
            onPress={() => setOpen(true)}
          >
            {t('reviewAndSign')}
          </Button>
          {answer === undefined ? <p className="quiet">{t('chooseFirst')}</p> : null}
          {key === undefined ? (
            <Callout tone="attn">
              {t('noKey')}{' '}
              <Link to="/welcome" className="link">
                {t('makeOne')}
              </Link>
            </Callout>
          ) : null}
          <Disclosure summary={t('sshInstead')}>
            <p className="quiet">{t('sshWhy')}</p>
            <Identifier>{`npx countersign decide ${proposal.id} --${answer ?? 'approve'} ${lender === undefined ? '' : `--for ${lender} `}${session.demo ? '--as sam' : '--key ~/.ssh/id_ed25519_sk'}`}</Identifier>
          </Disclosure>
        </>
      ) : null}
      {isOpen && canSign && answer !== undefined && key !== undefined ? (
        <SignDialog
          shown={shown}
          session={session}
          answer={answer}
          reason={reason.trim()}
          lender={lender}
          passkey={key}
          onClose={() => setOpen(false)}
          onSigned={() => {
            setOpen(false);
            setAnswer('');
            setReason('');
            onSigned();
          }}
        />
      ) : null}
    </Card>
  );
}
