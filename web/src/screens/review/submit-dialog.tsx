import { useEffect, useState } from 'react';
import { work } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import type { Progress as Told, RouteInput, RouteOutput } from '../../api/route-table.ts';
import type { Session } from '../../api/session.ts';
import { now, useNow } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Covers, SignatureLine } from '../../components/signing.tsx';
import { Skeleton } from '../../components/states.tsx';
import { Progress } from '../../components/steps.tsx';
import { differs, submissionCovers } from '../../signing/covers.ts';
import { digestOf } from '../../signing/digest.ts';
import { t as cases } from '../../text/cases.ts';
import { duration, number } from '../../text/format.ts';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/review.ts';
import { signWithPasskey } from '../../webauthn.ts';
import type { Line, Page } from './kinds.ts';
import { answerWords, holderOf, rightOf } from './words.ts';

type Opened = RouteOutput<'reviews.open-submission'>;
type Counted = { readonly count: number; readonly total: number };

interface Ready {
  readonly opened: Opened & { readonly statement: string };
  readonly root: string;
  readonly digest: string;
}

const countIn = ({ count, total }: Told): Counted | undefined =>
  total === undefined ? undefined : { count, total };

/**
 * The last look before one signature: how many stay and how many go, what is left out, what is opened again. Everything that
 * is signed is worked out in this browser from what was shown.
 */
export function SubmitDialog({
  campaign,
  lines,
  session,
  passkey,
  onClose,
}: {
  readonly campaign: Page['campaign'];
  readonly lines: readonly Line[];
  readonly session: Session;
  readonly passkey: Session['keys'][number];
  readonly onClose: () => void;
}) {
  const [shown] = useState(lines);
  const [opened, setOpened] = useState<Opened>();
  const [ready, setReady] = useState<Ready>();
  const [signed, setSigned] = useState<RouteInput<'reviews.submit'>>();
  const [taken, setTaken] = useState<RouteOutput<'reviews.submit'>>();
  const [problem, setProblem] = useState<Problem>();
  const [progress, setProgress] = useState<Counted>();
  const [state, setState] = useState<'preparing' | 'looking' | 'signing' | 'recording'>('preparing');
  const signer = session.person?.id;

  useEffect(() => {
    const gone = new AbortController();
    const prepare = async (): Promise<void> => {
      const answer = await work(
        'reviews.open-submission',
        { campaign: campaign.id, keyFingerprint: passkey.keyFingerprint },
        (done) => setProgress(countIn(done)),
        { signal: gone.signal },
      );
      const checked = await check(answer, campaign.id, shown, signer);
      setOpened(answer);
      setReady(checked);
    };
    prepare()
      .catch((error: unknown) => {
        if (!gone.signal.aborted) setProblem(asProblem(error));
      })
      .finally(() => {
        setState('looking');
        setProgress(undefined);
      });
    return () => gone.abort();
  }, [campaign.id, passkey.keyFingerprint, shown, signer]);

  const record = async (submission: RouteInput<'reviews.submit'>): Promise<void> => {
    setState('recording');
    setProblem(undefined);
    try {
      setTaken(await work('reviews.submit', submission, (done) => setProgress(countIn(done))));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setState('looking');
      setProgress(undefined);
    }
  };
  const sign = async ({ opened: { statement, decisions, answers, about } }: Ready): Promise<void> => {
    if (about === null) return;
    setState('signing');
    setProblem(undefined);
    try {
      const signature = await signWithPasskey(statement, passkey.publicKey);
      const submission = {
        campaign: campaign.id,
        keyFingerprint: passkey.keyFingerprint,
        statement,
        signature,
        decisions: decisions.map(({ item }) => item),
        answers: answers.map(({ leaf }) => leaf),
        about,
      };
      setSigned(submission);
      await record(submission);
    } catch (error) {
      setProblem(asProblem(error));
      setState('looking');
    }
  };
  const isBusy = state === 'signing' || state === 'recording';
  if (taken !== undefined)
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title={t('recorded', { count: signed?.answers.length ?? 0 })}
        actions={
          <Button look="ink" onPress={onClose}>
            {t('done')}
          </Button>
        }
      >
        <p>{t('takesWhen', { wait: duration(campaign.correctSeconds * 1000) })}</p>
      </Dialog>
    );
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={ready === undefined ? t('title') : t('submitTitle', { count: ready.opened.answers.length })}
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
              isDisabled={ready === undefined || isBusy}
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
          {t('notSigned')}: {problem.message} {problem.next}
        </Callout>
      )}
      {progress === undefined ? null : (
        <div className="soft">
          {state === 'recording' ? t('recording') : t('preparing')}: {number(progress.count)} /{' '}
          {number(progress.total)}
          <Progress done={progress.count} total={progress.total} label={t('recording')} />
        </div>
      )}
      {opened === undefined ? (
        problem === undefined ? (
          <Skeleton rows={6} label={t('preparing')} />
        ) : null
      ) : (
        <Opening opened={opened} lines={shown} wait={campaign.correctSeconds} />
      )}
      {ready === undefined ? (
        opened === undefined ? null : (
          <p>
            <b>{t('nothingToSign')}</b>
          </p>
        )
      ) : (
        <>
          <p className="quiet">
            {t('checked', { count: ready.opened.answers.length + ready.opened.decisions.length + 1 })}
          </p>
          <Covers
            statement={ready.digest}
            parts={[
              {
                key: 'root',
                label: t('root', { count: ready.opened.answers.length + ready.opened.decisions.length + 1 }),
                digest: ready.root,
              },
            ]}
          />
          <SignatureLine who={session.person?.name ?? session.person?.id ?? ''} how={cases('withPasskey')} />
        </>
      )}
    </Dialog>
  );
}

function Opening({
  opened,
  lines,
  wait,
}: {
  readonly opened: Opened;
  readonly lines: readonly Line[];
  readonly wait: number;
}) {
  const at = useNow();
  const byItem = new Map(lines.map((line) => [line.item, line]));
  const group = (which: (answer: string) => boolean) =>
    opened.answers.filter(({ leaf }) => which(leaf.answer));
  const keeps = group((answer) => answer === 'certify');
  const unclear = group((answer) => answer === 'dont_know');
  const takes = group((answer) => answer !== 'certify' && answer !== 'dont_know');
  const list = (some: Opened['answers'], title: string) =>
    some.length === 0 ? null : (
      <Disclosure summary={<b>{title}</b>} isOpen={some === takes && some.length < 12}>
        <ul className="outcome-list">
          {some.map(({ item, leaf, because }) => {
            const line = byItem.get(item);
            return (
              <li key={item}>
                <span>
                  {line === undefined ? null : `${inert(rightOf(line))} · ${inert(holderOf(line))}`}
                </span>
                <span className="soft">
                  {answerWords(leaf.answer, leaf.until, at)}
                  {because === null ? null : `. ${because.message}`}
                </span>
              </li>
            );
          })}
        </ul>
      </Disclosure>
    );
  return (
    <>
      {opened.reopened.length === 0 ? null : (
        <Callout tone="attn">
          <b>{t('reopened', { count: opened.reopened.length })}.</b> {t('reopenedWhy')}
        </Callout>
      )}
      {list(takes, t('takes', { count: takes.length }))}
      {list(keeps, t('keeps', { count: keeps.length }))}
      {list(unclear, t('unclear', { count: unclear.length }))}
      {takes.length === 0 ? null : <p className="soft">{t('takesWhen', { wait: duration(wait * 1000) })}</p>}
      {opened.planted === 0 ? null : <p className="soft">{t('plantedLeft', { count: opened.planted })}</p>}
      {opened.left.length === 0 ? null : (
        <Callout tone="attn">
          {t('leftOut', { count: opened.left.length })}:{' '}
          {[...new Set(opened.left.map(({ why }) => why.message))].join(' ')}
        </Callout>
      )}
    </>
  );
}

/** Holds what the server prepared to what was shown and answered here; undefined when nothing is left to sign. */
async function check(
  opened: Opened,
  campaign: string,
  lines: readonly Line[],
  signer: string | undefined,
): Promise<Ready | undefined> {
  const { statement, answers, decisions, about } = opened;
  if (statement === undefined) return undefined;
  const byItem = new Map(lines.map((line) => [line.item, line]));
  const root = await submissionCovers(
    statement,
    { signer, now: now() },
    {
      campaign,
      about,
      answers: answers.map(({ item, leaf, text }) => {
        const line = byItem.get(item);
        if (line === undefined || line.chosen === null) throw differs(); // nobody answered that one here
        return {
          leaf,
          text,
          account: line.looks.account.key,
          object: line.looks.object.key,
          answer: line.chosen.answer,
          until: line.chosen.until,
          reason: line.chosen.reason,
        };
      }),
      decisions: decisions.map(({ item, proposal }) => ({
        item,
        shown: { proposal, answer: 'approve', reason: item.reason ?? '' },
      })),
    },
  );
  return { opened: { ...opened, statement }, root, digest: await digestOf(statement) };
}
