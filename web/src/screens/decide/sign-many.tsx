import { useEffect, useState } from 'react';
import { work } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRenew } from '../../api/queries.ts';
import type { Progress as Told, RouteInput, RouteOutput } from '../../api/route-table.ts';
import type { Session } from '../../api/session.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Covers, SignatureLine } from '../../components/signing.tsx';
import { Skeleton } from '../../components/states.tsx';
import { Progress } from '../../components/steps.tsx';
import { TextArea } from '../../components/text-field.tsx';
import { useKept } from '../../kept.ts';
import { batchCovers, differs } from '../../signing/covers.ts';
import { digestOf } from '../../signing/digest.ts';
import { t as cases } from '../../text/cases.ts';
import { t } from '../../text/decide.ts';
import { number } from '../../text/format.ts';
import { signWithPasskey } from '../../webauthn.ts';
import type { Answer } from './answers.ts';
import { Results } from './results.tsx';
import { LeftOut, SignedItems, type Checked } from './signed-items.tsx';

type Opened = RouteOutput<'decisions.prepare-batch'>;
export type Taken = RouteOutput<'decisions.sign-batch'>['items'];
type Count = { readonly count: number; readonly total: number };

const countIn = ({ count, total }: Told): Count | undefined =>
  total === undefined ? undefined : { count, total };

interface Ready {
  readonly statement: string;
  readonly digest: string;
  readonly root: string;
  readonly items: readonly Checked[];
}

/**
 * The last look before one signature over many answers. Each item and the root over all are worked out in this browser from
 * what is shown here; what differs is not signed. Afterwards: what became of each.
 */
export function SignMany({
  answers,
  session,
  passkey,
  onRecorded,
  onClose,
}: {
  readonly answers: readonly (readonly [proposal: string, answer: Answer])[];
  readonly session: Session;
  readonly passkey: Session['keys'][number];
  readonly onRecorded: (proposals: readonly string[]) => void;
  readonly onClose: () => void;
}) {
  const renew = useRenew();
  const [asked] = useState(answers);
  const [reason, setReason] = useKept(`decide.reason.${session.person?.id ?? ''}`);
  const [left, setLeft] = useState<Opened['left']>([]);
  const [ready, setReady] = useState<Ready>();
  const [signed, setSigned] = useState<RouteInput<'decisions.sign-batch'>>();
  const [taken, setTaken] = useState<Taken>();
  const [problem, setProblem] = useState<Problem>();
  const [progress, setProgress] = useState<Count>();
  const [state, setState] = useState<'preparing' | 'looking' | 'signing' | 'recording'>('preparing');
  const signer = session.person?.id;
  const why = reason.trim();
  const [preparedFor, setPreparedFor] = useState<string>();

  // asked anew when the reason is another: it is in every item
  useEffect(() => {
    const gone = new AbortController();
    const prepare = async (): Promise<void> => {
      const opened = await work(
        'decisions.prepare-batch',
        {
          answers: asked.map(([proposal, answer]) => ({
            proposal,
            answer,
            ...(why === '' ? {} : { reason: why }),
          })),
          keyFingerprint: passkey.keyFingerprint,
        },
        (done) => setProgress(countIn(done)),
        { signal: gone.signal },
      );
      const checked = await check(opened, new Map(asked), why, signer);
      setLeft(opened.left);
      setReady(checked);
      setPreparedFor(why);
      setState('looking');
    };
    const later = setTimeout(() => {
      setState('preparing');
      setProblem(undefined);
      prepare()
        .catch((error: unknown) => {
          if (!gone.signal.aborted) setProblem(asProblem(error));
        })
        .finally(() => setProgress(undefined));
    }, 250);
    return () => {
      clearTimeout(later);
      gone.abort();
    };
  }, [asked, why, passkey.keyFingerprint, signer]);

  const record = async (batch: RouteInput<'decisions.sign-batch'>): Promise<void> => {
    setState('recording');
    setProblem(undefined);
    try {
      const { items } = await work('decisions.sign-batch', batch, (done) => setProgress(countIn(done)));
      setTaken(items);
      onRecorded(
        items
          .filter((each) => !('why' in each) || each.why.code === 'already_done')
          .map((each) => each.proposal),
      );
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setState('looking');
      setProgress(undefined);
      void renew(['proposals', 'findings', 'status']);
    }
  };
  const sign = async ({ statement, items }: Ready): Promise<void> => {
    setState('signing');
    setProblem(undefined);
    try {
      const signature = await signWithPasskey(statement, passkey.publicKey);
      const batch = { statement, signature, items: items.map(({ item }) => item) };
      setSigned(batch);
      await record(batch);
    } catch (error) {
      setProblem(asProblem(error));
      setState('looking');
    }
  };
  const isBusy = state === 'signing' || state === 'recording';
  if (taken !== undefined)
    return <Results taken={taken} items={ready?.items ?? []} session={session} onClose={onClose} />;
  const isCurrent = ready !== undefined && preparedFor === why && state !== 'preparing';
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={t('signTitle', { count: ready?.items.length ?? asked.length })}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          {signed !== undefined && problem !== undefined ? (
            <Button look="ink" isDisabled={isBusy} onPress={() => void record(signed)}>
              {t('tryAgain')}
            </Button>
          ) : (
            <Button
              look="ink"
              icon="passkey"
              isDisabled={!isCurrent || isBusy}
              onPress={() => {
                if (ready !== undefined) void sign(ready);
              }}
            >
              {state === 'signing' ? t('signing') : t('sign')}
            </Button>
          )}
        </>
      }
    >
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {t('notSigned')}: {problem.message} {signed === undefined ? problem.next : t('tryAgainWhy')}
        </Callout>
      )}
      {progress === undefined ? null : (
        <div className="soft">
          {state === 'recording' ? t('recording') : t('loading')}:{' '}
          {t('progress', { done: number(progress.count), total: number(progress.total) })}
          <Progress done={progress.count} total={progress.total} label={t('recording')} />
        </div>
      )}
      {ready === undefined ? (
        state === 'preparing' && problem === undefined ? (
          <Skeleton rows={6} />
        ) : left.length > 0 ? (
          <p>
            <b>{t('nothingToSign')}</b>
          </p>
        ) : null
      ) : (
        <>
          <SignedItems items={ready.items} />
          <p className="quiet">{t('checked', { count: ready.items.length })}</p>
          <Covers
            statement={ready.digest}
            parts={[{ key: 'root', label: t('root', { count: ready.items.length }), digest: ready.root }]}
          />
        </>
      )}
      <LeftOut left={left} />
      {signed === undefined && ready !== undefined ? (
        <TextArea
          label={t('because')}
          value={reason}
          onChange={setReason}
          help={t('becauseHelp')}
          rows={2}
          maxLength={2000}
        />
      ) : null}
      {ready === undefined ? null : (
        <SignatureLine who={session.person?.name ?? session.person?.id ?? ''} how={cases('withPasskey')} />
      )}
    </Dialog>
  );
}

/** Holds what the server prepared to what was answered here; undefined when nothing is left to sign. */
async function check(
  { statement, items }: Opened,
  answers: ReadonlyMap<string, Answer>,
  reason: string,
  signer: string | undefined,
): Promise<Ready | undefined> {
  if (statement === undefined) return undefined;
  const asked = items.map(({ item, proposal }) => {
    const answer = answers.get(proposal.id);
    if (answer === undefined) throw differs(); // nobody answered that one here
    return { item, shown: { proposal, answer, reason } };
  });
  const stated = await batchCovers(statement, { signer, now: now() }, asked);
  return {
    statement,
    digest: await digestOf(statement),
    root: rootIn(statement),
    items: items.flatMap((opened, at) => {
      const says = stated[at];
      return says === undefined ? [] : [{ item: opened.item, proposal: opened.proposal, says }];
    }),
  };
}

/** The root that was just found to be the one over these items. */
function rootIn(statement: string): string {
  return /"root":"([0-9a-f]{64})"/.exec(statement)?.[1] ?? '';
}
