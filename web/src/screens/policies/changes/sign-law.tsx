import { useState, type ReactNode } from 'react';
import type { RouteOutput } from '../../../api/route-table.ts';
import type { Session } from '../../../api/session.ts';
import { useAttempt } from '../../../api/use-attempt.ts';
import { now } from '../../../clock.ts';
import { Button } from '../../../components/button.tsx';
import { Callout } from '../../../components/callout.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Covers, SignatureLine } from '../../../components/signing.tsx';
import { Skeleton } from '../../../components/states.tsx';
import { digestOf } from '../../../signing/digest.ts';
import { useOpened } from '../../../signing/use-opened.ts';
import { holdTo, readStated } from '../../../statements/stated.ts';
import { t } from '../../../text/policy-changes.ts';
import { signWithPasskey } from '../../../webauthn.ts';
import { Differences } from './differences.tsx';

type Changed = RouteOutput<'law.show'>['differences'];

/** The last look before somebody signs a law, or asks for one: only a text that says what this page shows is signed. */
export function SignLaw<Taken>({
  title,
  ledger,
  session,
  passkey,
  purpose,
  how,
  rule,
  open,
  take,
  after,
  onClose,
}: {
  readonly title: string;
  readonly ledger: string;
  readonly session: Session;
  readonly passkey: Session['keys'][number];
  readonly purpose: 'policy.propose' | 'policy.activate';
  readonly how: string;
  readonly rule: string;
  /** The statement, the item it has to cover by what is shown, and what the set changes. */
  readonly open: () => Promise<{
    readonly statement: string;
    readonly item: unknown;
    readonly differences: Changed;
  }>;
  readonly take: (statement: string, signature: string) => Promise<Taken>;
  readonly after: (taken: Taken) => ReactNode;
  readonly onClose: (taken: Taken | undefined) => void;
}) {
  const [taken, setTaken] = useState<Taken>();
  const { opened, problem: unopened } = useOpened(async () => {
    const { statement, item, differences } = await open();
    holdTo(readStated(statement, now()), { purpose, ledger, item });
    return { statement, differences, digest: await digestOf(statement) };
  });
  const { isBusy: isSigning, problem: unsigned, attempt } = useAttempt();
  const problem = unopened ?? unsigned;
  const sign = (statement: string): Promise<void> =>
    attempt(async () => setTaken(await take(statement, await signWithPasskey(statement, passkey.publicKey))));
  return (
    <Dialog
      isOpen
      isAlert
      onClose={() => onClose(taken)}
      title={title}
      kicker={ledger}
      actions={
        taken === undefined ? (
          <>
            <Button onPress={() => onClose(undefined)}>{t('cancel')}</Button>
            {opened === undefined ? null : (
              <Button
                look="ink"
                icon="passkey"
                isDisabled={isSigning}
                onPress={() => void sign(opened.statement)}
              >
                {isSigning ? t('signBusy') : t('signNow')}
              </Button>
            )}
          </>
        ) : (
          <Button look="ink" onPress={() => onClose(taken)}>
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
        <Callout icon="check">{after(taken)}</Callout>
      ) : opened === undefined ? (
        problem === undefined ? (
          <Skeleton rows={5} />
        ) : null
      ) : (
        <>
          {opened.differences === null ? t('unreadable') : <Differences of={opened.differences} />}
          <Callout>{rule}</Callout>
          <Covers statement={opened.digest} parts={[]} />
          <SignatureLine who={session.person?.name ?? session.person?.id ?? ''} how={how} />
        </>
      )}
    </Dialog>
  );
}
