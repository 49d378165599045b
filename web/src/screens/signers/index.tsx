import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useRoute } from '../../api/queries.ts';
import { useSession, type Session } from '../../api/session.ts';
import { useStanding } from '../../api/standing.ts';
import { useNow } from '../../clock.ts';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { holdTo } from '../../statements/stated.ts';
import { t } from '../../text/signers.ts';
import { isOfThisPage } from '../../webauthn.ts';
import { isInForce, purposes, type WaitingChange } from './asked-change.ts';
import { ChangeDialog, type Wish } from './change-dialog.tsx';
import { Quorum } from './quorum.tsx';
import { SignChange } from './sign-change.tsx';
import { SignerPeople } from './signer-people.tsx';
import { textIn } from './terms-of.tsx';
import { WaitingChanges } from './waiting-changes.tsx';
import { WaitingPasskeys } from './waiting-passkeys.tsx';
import './signers.css';

/** Who may sign, with which keys; what waits; and the dialogs in which that is changed by signatures. */
export function Screen() {
  const client = useQueryClient();
  const session = useSession();
  const standing = useStanding();
  const now = useNow();
  const [wish, setWish] = useState<Wish>();
  const [signing, setSigning] = useState<{
    readonly change: WaitingChange;
    readonly passkey: Session['keys'][number];
  }>();
  const list = useRoute('signers.list', { limit: 1000 });
  const waiting = useRoute('passkeys.waiting', {});
  const changes = useRoute('changes.list', {});
  const failed = list.error ?? waiting.error ?? changes.error;
  if (failed !== null)
    return (
      <Page title={t('title')}>
        <ErrorState problem={failed} title={t('failed')} onRetry={() => void list.refetch()} />
      </Page>
    );
  if (list.data === undefined || session === undefined || standing === undefined)
    return (
      <Page title={t('title')}>
        <Skeleton rows={8} />
      </Page>
    );
  const { items, demo, problems } = list.data;
  const inForce = items.filter((key) => isInForce(key, now));
  const passkeys = session.keys.filter(({ publicKey }) => isOfThisPage(publicKey));
  const me = session.person?.id;
  const maySign = session.may.includes('sign');
  const made = waiting.data?.items ?? [];
  const close = (): void => {
    setWish(undefined);
    setSigning(undefined);
    for (const name of ['signers.list', 'passkeys.waiting', 'changes.list', 'session.show'])
      void client.invalidateQueries({ queryKey: [name] });
  };
  return (
    <Page title={t('title')}>
      <PageHead title={t('lead', { count: new Set(inForce.map(({ person }) => person)).size })}>
        {t('why')}
      </PageHead>
      <div className="stack">
        {demo ? <Callout>{t('demo')}</Callout> : null}
        {problems.length === 0 ? null : (
          <Callout tone="alarm">
            <b>{t('problems')}</b>
            <ul className="plain-list">
              {problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          </Callout>
        )}
        <WaitingChanges
          items={changes.data?.items ?? []}
          me={me}
          maySign={maySign}
          passkeys={passkeys}
          onSign={(change, passkey) => setSigning({ change, passkey })}
        />
        <Card>
          {items.length === 0 ? (
            <EmptyState icon="signers" title={t('nobody')}>
              {t('nobodyWhy')}
            </EmptyState>
          ) : (
            <SignerPeople
              inForce={inForce}
              ended={items.filter((key) => !isInForce(key, now))}
              me={me}
              maySign={maySign}
              onRevoke={(old) => setWish({ act: 'revoke', old })}
              onReplace={(old) =>
                setWish({
                  act: 'replace',
                  old,
                  choices: made.filter(({ person }) => person === old.person),
                })
              }
            />
          )}
        </Card>
        <WaitingPasskeys
          items={made}
          maySign={maySign}
          onEnrol={(each) => setWish({ act: 'enrol', made: each })}
        />
      </div>
      {wish === undefined ? null : (
        <ChangeDialog
          wish={wish}
          ledger={standing.ledger}
          session={session}
          signers={items}
          passkeys={passkeys}
          onClose={close}
        />
      )}
      {signing === undefined ? null : (
        <SignChange
          title={t('coSignTitle')}
          ledger={standing.ledger}
          passkey={signing.passkey}
          session={session}
          rule={
            <Quorum
              act={signing.change.act}
              subject={subjectIn(signing.change)}
              me={me}
              signers={items}
              now={now}
              before={signing.change.signedBy.length}
            />
          }
          open={() => Promise.resolve(signing.change.statement)}
          hold={(stated) => {
            textIn(stated, 'subject');
            const { ledger } = standing;
            holdTo(stated, { purpose: purposes[signing.change.act], ledger, item: signing.change.item });
          }}
          take={(_statement, signature) => call('changes.sign', { change: signing.change.change, signature })}
          onClose={close}
        />
      )}
    </Page>
  );
}

const subjectIn = ({ item }: WaitingChange): string =>
  typeof item['subject'] === 'string' ? item['subject'] : '';
