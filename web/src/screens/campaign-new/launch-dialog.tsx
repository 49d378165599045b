import { useEffect, useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRenew } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import type { Session } from '../../api/session.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Covers, SignatureLine, Terms } from '../../components/signing.tsx';
import { Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { launchCovers } from '../../signing/covers.ts';
import { digestOf } from '../../signing/digest.ts';
import { t as cases } from '../../text/cases.ts';
import { t } from '../../text/campaigns.ts';
import { signWithPasskey } from '../../webauthn.ts';
import type { Design } from './form.ts';
import type { Preview } from './index.tsx';

type Opened = RouteOutput<'campaigns.prepare'>;

/** Freezes the population, shows it by one digest, and takes one signature that launches it. */
export function LaunchDialog({
  design,
  template,
  preview,
  session,
  passkey,
  onClose,
  onLaunched,
}: {
  readonly design: Design;
  readonly template?: string | undefined;
  readonly preview: Preview;
  readonly session: Session;
  readonly passkey: Session['keys'][number];
  readonly onClose: () => void;
  readonly onLaunched: (campaign: string) => void;
}) {
  const renew = useRenew();
  const [opened, setOpened] = useState<{ readonly is: Opened; readonly digest: string }>();
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const signer = session.person?.id;
  useEffect(() => {
    const gone = new AbortController();
    const freeze = async (): Promise<void> => {
      const is = await call(
        'campaigns.prepare',
        {
          design,
          keyFingerprint: passkey.keyFingerprint,
          ...(template === undefined ? {} : { template }),
        },
        { signal: gone.signal },
      );
      await launchCovers(
        is.statement,
        { signer, now: now() },
        { campaign: is.campaign, design: is.design, items: is.item.items, manifest: is.item.manifest },
      );
      setOpened({ is, digest: await digestOf(is.statement) });
    };
    freeze().catch((error: unknown) => {
      if (!gone.signal.aborted) setProblem(asProblem(error));
    });
    return () => gone.abort();
  }, [design, template, passkey.keyFingerprint, signer]);
  const sign = async (statement: string): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const signature = await signWithPasskey(statement, passkey.publicKey);
      const { campaign } = await call('campaigns.launch', { statement, signature });
      await renew(['campaigns', 'status']);
      onLaunched(campaign);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  const people = new Set(
    preview.shares.flatMap(({ reviewer }) =>
      reviewer === null ? [] : [`${reviewer.source}/${reviewer.key}`],
    ),
  );
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={t('launchTitle')}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            look="ink"
            icon="passkey"
            isDisabled={opened === undefined || isBusy}
            onPress={() => {
              if (opened !== undefined) void sign(opened.is.statement);
            }}
          >
            {isBusy ? t('signing') : t('sign')}
          </Button>
        </>
      }
    >
      {problem === undefined ? null : (
        <Callout tone="alarm">
          {t('notSigned')}: {problem.message} {problem.next}
        </Callout>
      )}
      {opened === undefined ? (
        problem === undefined ? (
          <Skeleton rows={6} label={t('freezing')} />
        ) : null
      ) : (
        <>
          <Terms
            rows={[
              [
                t('what'),
                `${opened.is.design.title} · ${t(`kind_${opened.is.design.kind}`)} · ${t(`lane_${opened.is.design.lane}`)}`,
              ],
              [t('scope'), t('launchItems', { count: opened.is.item.items })],
              [t('asked'), t('launchAsks', { count: people.size })],
              [t('due'), <When key="d" at={opened.is.item.dueAt} as="date" />],
            ]}
          />
          <p className="soft">{t('launchStarts')}</p>
          <Covers
            statement={opened.digest}
            parts={[
              {
                key: 'm',
                label: t('covers', { count: opened.is.item.items }),
                digest: opened.is.item.manifest,
              },
              { key: 'd', label: t('designDigest'), digest: opened.is.item.design },
            ]}
          />
          <SignatureLine who={session.person?.name ?? session.person?.id ?? ''} how={cases('withPasskey')} />
        </>
      )}
    </Dialog>
  );
}
