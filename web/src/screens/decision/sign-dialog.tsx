import { useEffect, useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRenew } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import type { Session } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Covers, SignatureLine, Terms } from '../../components/signing.tsx';
import { Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { Name } from '../../people/person.tsx';
import { t } from '../../text/cases.ts';
import { changeWords } from '../../cases/change-words.ts';
import { now } from '../../clock.ts';
import { decisionCovers, type Stated } from '../../signing/covers.ts';
import { digestOf } from '../../signing/digest.ts';
import { inert } from '../../text/inert.ts';
import { signWithPasskey } from '../../webauthn.ts';
import { Changed } from './changed.tsx';
import type { Case } from './index.tsx';

type Opened = RouteOutput<'decisions.prepare'> & { readonly digest: string; readonly stated: Stated };

/**
 * The last look before a signature: what changes, where, for how long, how to undo it, and what the signature covers. The
 * statement is held here to what the page shows before the passkey is asked. Facts that changed meanwhile end it.
 */
export function SignDialog({
  shown,
  session,
  answer,
  reason,
  lender,
  passkey,
  onClose,
  onSigned,
}: {
  readonly shown: Case;
  readonly session: Session;
  readonly answer: 'approve' | 'reject';
  readonly reason: string;
  /** Whose authority is used; undefined: one's own. */
  readonly lender: string | undefined;
  readonly passkey: Session['keys'][number];
  readonly onClose: () => void;
  readonly onSigned: () => void;
}) {
  const { proposal } = shown.filed;
  const [opened, setOpened] = useState<Opened>();
  const [problem, setProblem] = useState<Problem>();
  const [isSigning, setSigning] = useState(false);
  const renew = useRenew();
  useEffect(() => {
    const gone = new AbortController();
    const open = async (): Promise<void> => {
      try {
        const answered = await call(
          'decisions.prepare',
          {
            proposal: proposal.id,
            keyFingerprint: passkey.keyFingerprint,
            answer,
            ...(reason === '' ? {} : { reason }),
            ...(lender === undefined ? {} : { for: lender }),
          },
          { signal: gone.signal },
        );
        const signing = { signer: session.person?.id, now: now() };
        const stated = await decisionCovers(answered.statement, signing, {
          proposal,
          answer,
          reason,
          for: lender,
        });
        setOpened({ ...answered, stated, digest: await digestOf(answered.statement) });
      } catch (error) {
        if (!gone.signal.aborted) setProblem(asProblem(error));
      }
    };
    void open();
    return () => gone.abort();
  }, [proposal, passkey.keyFingerprint, session.person?.id, answer, reason, lender]);

  const sign = async (statement: string): Promise<void> => {
    setSigning(true);
    setProblem(undefined);
    try {
      const signature = await signWithPasskey(statement, passkey.publicKey);
      const taken = await call('decisions.sign', { statement, signature });
      // the server counts the seconds in which it can be called off, whatever becomes of this page
      if (taken.plan !== undefined && session.may.includes('operate'))
        await call('executions.ask', { plan: taken.plan }).catch(() => undefined);
      onSigned();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setSigning(false);
    }
  };
  const isStale = problem?.code === 'signature_stale' || problem?.code === 'precondition_changed';
  // somebody else was quicker: there is nothing left to sign
  const isOver = isStale || problem?.code === 'already_done';
  const close = (): void => {
    if (isOver) void renew(['proposals', 'findings']);
    onClose();
  };
  return (
    <Dialog
      isOpen
      isAlert
      onClose={close}
      title={isStale ? t('changedTitle') : `${t('signTitle')}: ${t(answer)}`}
      kicker={inert(proposal.title)}
      actions={
        <>
          <Button onPress={close}>{isOver ? t('lookAgain') : t('cancel')}</Button>
          {isOver || opened === undefined ? null : (
            <Button
              look="ink"
              icon="passkey"
              isDisabled={isSigning}
              onPress={() => void sign(opened.statement)}
            >
              {isSigning ? t('signing') : t('signNow')}
            </Button>
          )}
        </>
      }
    >
      {problem === undefined ? null : isStale ? (
        <Changed problem={problem} shown={shown} />
      ) : (
        <Callout tone="alarm">
          {problem.message} {problem.next}
        </Callout>
      )}
      {isStale ? null : opened === undefined ? (
        problem === undefined ? (
          <Skeleton rows={5} />
        ) : null
      ) : (
        <>
          <Terms
            rows={[
              ...(lender === undefined ? [] : [[t('termFor'), <Name key="n" id={lender} />] as const]),
              ...termsOf(shown, opened),
            ]}
          />
          <Covers
            statement={opened.digest}
            parts={[
              {
                key: 'evidence',
                label: t('evidence', { count: proposal.evidence.facts.length }),
                digest: opened.stated.evidenceShown,
              },
              { key: 'verdict', label: t('verdictPart'), digest: opened.stated.verdictBasis },
              {
                key: 'changes',
                label: t('changesPart', { count: proposal.changes.length }),
                digest: opened.stated.changes,
              },
            ]}
          />
          <SignatureLine
            who={session.person?.name ?? session.person?.id ?? ''}
            how={`${opened.stated.role.replaceAll('_', ' ')}, ${t('withPasskey')}`}
          />
        </>
      )}
    </Dialog>
  );
}

function termsOf(shown: Case, { stated }: Opened): Parameters<typeof Terms>[0]['rows'] {
  const { proposal } = shown.filed;
  const stuck = proposal.changes.find(({ inverse }) => inverse === null);
  return [
    [
      t('termChange'),
      stated.answer === 'reject' ? (
        t('rejectNote')
      ) : (
        <>
          {proposal.changes.map(({ change }) => (
            <b key={JSON.stringify(change)}>{changeWords(change)}. </b>
          ))}
        </>
      ),
    ],
    [t('termWhere'), [...new Set(proposal.changes.map(({ change }) => change.source))].join(', ')],
    [
      t('termHow'),
      stated.endsAt === null
        ? t('forGood')
        : t.rich('until', { when: <When key="w" at={stated.endsAt} as="exact" /> }),
    ],
    [
      t('termUndo'),
      stuck === undefined
        ? t.rich('undoDays', { when: <When key="w" at={stated.restorableUntil} as="date" /> })
        : `${t('noUndo')}: ${stuck.irreversibleBecause ?? ''}`,
    ],
  ];
}
