import type { ReactNode } from 'react';
import type { Session } from '../../api/session.ts';
import { useAttempt } from '../../api/use-attempt.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Covers, SignatureLine, Terms } from '../../components/signing.tsx';
import { Skeleton } from '../../components/states.tsx';
import { digestOf } from '../../signing/digest.ts';
import { useOpened } from '../../signing/use-opened.ts';
import { holdTo, readStated } from '../../statements/stated.ts';
import { t } from '../../text/delegations.ts';
import { signWithPasskey } from '../../webauthn.ts';

/** The last look before somebody's own word is signed: the statement is held here to exactly this item. */
export function SignWord({
  title,
  note,
  ledger,
  session,
  passkey,
  purpose,
  item,
  rows,
  open,
  take,
  onClose,
}: {
  readonly title: string;
  readonly note: string;
  readonly ledger: string;
  readonly session: Session;
  readonly passkey: Session['keys'][number];
  readonly purpose: string;
  readonly item: object;
  readonly rows: readonly (readonly [string, ReactNode])[];
  readonly open: () => Promise<string>;
  readonly take: (signed: { readonly statement: string; readonly signature: string }) => Promise<void>;
  readonly onClose: () => void;
}) {
  const signer = session.person?.id;
  const { opened, problem: unopened } = useOpened(async () => {
    const statement = await open();
    holdTo(readStated(statement, now()), {
      purpose,
      ledger,
      item,
      ...(signer === undefined ? {} : { signer }),
    });
    return { statement, digest: await digestOf(statement) };
  });
  const { isBusy: isSigning, problem: unsigned, attempt } = useAttempt();
  const problem = unopened ?? unsigned;
  const sign = (statement: string): Promise<void> =>
    attempt(async () => {
      await take({ statement, signature: await signWithPasskey(statement, passkey.publicKey) });
      onClose();
    });
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={title}
      kicker={ledger}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          {opened === undefined ? null : (
            <Button
              look="ink"
              icon="passkey"
              isDisabled={isSigning}
              onPress={() => void sign(opened.statement)}
            >
              {isSigning ? t('signing') : t('sign')}
            </Button>
          )}
        </>
      }
    >
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {problem.message} {problem.next}
        </Callout>
      )}
      {opened === undefined ? (
        problem === undefined ? (
          <Skeleton rows={4} />
        ) : null
      ) : (
        <>
          <Terms rows={rows} />
          <p className="soft">{note}</p>
          <Covers statement={opened.digest} parts={[]} />
          <SignatureLine who={session.person?.name ?? session.person?.id ?? ''} how={t('how')} />
        </>
      )}
    </Dialog>
  );
}
