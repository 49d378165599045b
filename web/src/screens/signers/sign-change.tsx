import { useState, type ReactNode } from 'react';
import type { RouteOutput } from '../../api/route-table.ts';
import type { Session } from '../../api/session.ts';
import { useAttempt } from '../../api/use-attempt.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { Covers, SignatureLine, Terms } from '../../components/signing.tsx';
import { Skeleton } from '../../components/states.tsx';
import { fingerprintOf } from '../../statements/fingerprint.ts';
import { readStated, type Stated } from '../../statements/stated.ts';
import { t } from '../../text/signers.ts';
import { digestOf } from '../../signing/digest.ts';
import { useOpened } from '../../signing/use-opened.ts';
import { signWithPasskey } from '../../webauthn.ts';
import { termsOf } from './terms-of.tsx';

type Taken = RouteOutput<'changes.begin'>;

interface Opened {
  readonly statement: string;
  readonly stated: Stated;
  readonly digest: string;
  readonly fingerprint: string | undefined;
}

/**
 * The last look before a change of signers is signed: what it does is read from the statement itself, on this side, and only
 * that text is signed.
 */
export function SignChange({
  title,
  ledger,
  passkey,
  session,
  rule,
  open,
  hold,
  take,
  onClose,
}: {
  readonly title: string;
  readonly ledger: string;
  readonly passkey: Session['keys'][number];
  readonly session: Session;
  /** Who must sign this, and why. */
  readonly rule: ReactNode;
  /** Has the statement prepared, or takes the one that waits. */
  readonly open: () => Promise<string>;
  /** Holds what was read to what was asked for; throws when it says anything else. */
  readonly hold: (stated: Stated) => void;
  readonly take: (statement: string, signature: string) => Promise<Taken>;
  readonly onClose: () => void;
}) {
  const [taken, setTaken] = useState<Taken>();
  const { opened, problem: unopened } = useOpened(async (): Promise<Opened> => {
    const statement = await open();
    const stated = readStated(statement, now());
    hold(stated);
    const key = stated.item['publicKey'];
    const fingerprint = typeof key === 'string' ? await fingerprintOf(key) : undefined;
    termsOf(stated, fingerprint); // whatever it cannot say in words is not offered for a signature
    return { statement, stated, fingerprint, digest: await digestOf(statement) };
  });
  const { isBusy: isSigning, problem: unsigned, attempt } = useAttempt();
  const problem = unopened ?? unsigned;
  const sign = ({ statement }: Opened): Promise<void> =>
    attempt(async () => setTaken(await take(statement, await signWithPasskey(statement, passkey.publicKey))));
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={title}
      kicker={ledger}
      actions={
        taken === undefined ? (
          <>
            <Button onPress={onClose}>{t('cancel')}</Button>
            {opened === undefined ? null : (
              <Button look="ink" icon="passkey" isDisabled={isSigning} onPress={() => void sign(opened)}>
                {isSigning ? t('signing') : t('sign')}
              </Button>
            )}
          </>
        ) : (
          <Button look="ink" onPress={onClose}>
            {t('done')}
          </Button>
        )
      }
    >
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {problem.message} {problem.next}
        </Callout>
      )}
      {taken !== undefined ? (
        <Outcome taken={taken} />
      ) : opened === undefined ? (
        problem === undefined ? (
          <Skeleton rows={5} />
        ) : null
      ) : (
        <>
          <Terms rows={termsOf(opened.stated, opened.fingerprint)} />
          <Callout>
            <b>{t('ruleTitle')}.</b> {rule}
          </Callout>
          <Covers statement={opened.digest} parts={[]} />
          <SignatureLine who={session.person?.name ?? session.person?.id ?? ''} how={t('asWho')} />
        </>
      )}
    </Dialog>
  );
}

function Outcome({ taken }: { readonly taken: Taken }) {
  return 'entry' in taken ? (
    <Callout icon="check">{t('recorded')}</Callout>
  ) : (
    <>
      <Callout icon="clock">{t('waits')}</Callout>
      <p className="soft">{t('waitsFor', { why: taken.because })}</p>
      <p className="soft">{t('tellThem')}</p>
      <Identifier>{`npx countersign signers co-sign ${taken.waiting} --key ~/.ssh/id_ed25519_sk`}</Identifier>
    </>
  );
}
