import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useRenew, useRoute } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { useList } from '../../api/use-list.ts';
import { useNow } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { MoreButton } from '../../components/more-button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { Progress } from '../../components/steps.tsx';
import { When } from '../../components/when.tsx';
import { KeyHints } from '../../keys/key-hints.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/review.ts';
import { isOfThisPage } from '../../webauthn.ts';
import { AnswerBar } from './answer-bar.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { ItemPane } from './item-pane.tsx';
import { MyQuality } from './my-quality.tsx';
import { Queue } from './queue.tsx';
import { useAnswering } from './use-answering.ts';
import { useReviewKeys } from './use-review-keys.ts';
import { useSeen } from './use-seen.ts';
import type { AnswerName } from './kinds.ts';
import '../../cases/evidence.css';
import './review.css';

const here = getRouteApi('/inside/campaigns/$id/review');

const LimitDialog = lazy(async () => ({ default: (await import('./limit-dialog.tsx')).LimitDialog }));
const NarrowDialog = lazy(async () => ({ default: (await import('./narrow-dialog.tsx')).NarrowDialog }));
const SubmitDialog = lazy(async () => ({ default: (await import('./submit-dialog.tsx')).SubmitDialog }));

/** What one campaign asks of whoever is signed in: a short first batch, then the rest; one item at a time, by keyboard. */
export function Screen() {
  const { id } = here.useParams();
  const session = useSession();
  const key = session?.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  const anyKey = key ?? session?.keys[0];
  const title = t('title');
  if (session !== undefined && anyKey === undefined)
    return (
      <Page title={title} crumbs={[{ label: t('campaigns'), to: '/campaigns' }]}>
        <PageHead title={title} />
        <EmptyState
          icon="passkey"
          title={t('noKey')}
          actions={
            <Link to="/welcome" className="link">
              {t('makeOne')}
            </Link>
          }
        />
      </Page>
    );
  return anyKey === undefined || session === undefined ? (
    <Page title={title}>
      <Skeleton rows={8} />
    </Page>
  ) : (
    <Reviewing campaign={id} keyFingerprint={anyKey.keyFingerprint} passkey={key} session={session} />
  );
}

function Reviewing({
  campaign,
  keyFingerprint,
  passkey,
  session,
}: {
  readonly campaign: string;
  readonly keyFingerprint: string;
  readonly passkey: NonNullable<ReturnType<typeof useSession>>['keys'][number] | undefined;
  readonly session: NonNullable<ReturnType<typeof useSession>>;
}) {
  const navigate = useNavigate();
  const renew = useRenew();
  const now = useNow();
  const list = useList('reviews.items', { campaign, keyFingerprint, limit: 100 });
  const answering = useAnswering(campaign, keyFingerprint, list.rows);
  const { lines } = answering;
  const [went, setWent] = useState<string>();
  const [selected, setSelected] = useState<ReadonlySet<string>>();
  const [asking, setAsking] = useState<'limit' | 'narrow' | 'submit'>();
  const at = Math.max(
    0,
    lines.findIndex(({ item }) => item === went),
  );
  const line = lines[at];
  const beside = useRoute(
    'reviews.item',
    { campaign, item: line?.item ?? '', keyFingerprint },
    { enabled: line !== undefined },
  );
  const besides = beside.data?.item === line?.item ? beside.data : undefined;
  const seen = useSeen(line?.item);
  const page = list.first;
  const chosen = lines.filter((each) => each.chosen !== null);
  const chosenLines = useMemo(
    () => lines.filter(({ item }) => selected?.has(item) === true),
    [lines, selected],
  );

  const go = (by: number): void => {
    const next = lines[Math.min(lines.length - 1, Math.max(0, at + by))];
    if (next !== undefined) setWent(next.item);
  };
  /** To the next that waits; whoever was asked for their view first stays to see the advice. */
  const onward = (wasBlind: boolean): void => {
    if (wasBlind) return;
    const waiting = [...lines.slice(at + 1), ...lines.slice(0, at)].find((each) => each.chosen === null);
    if (waiting !== undefined) setWent(waiting.item);
  };
  const give = (
    answer: AnswerName,
    more: { readonly until?: string; readonly offer?: string } = {},
  ): void => {
    if (line === undefined) return;
    setWent(line.item);
    setAsking(undefined);
    answering.give([{ line, given: { answer, ...more }, seen: seen.of(line.item) }]);
    onward(line.blind === 'waits');
  };
  const answer = (name: AnswerName): void => {
    if (name === 'limit') setAsking('limit');
    else if (name === 'narrow' || name === 'rescope') setAsking('narrow');
    else give(name);
  };
  const takeBack = (): void => {
    const back = line?.chosen === null || line === undefined ? answering.last() : line.item;
    if (back === undefined) return;
    setWent(back);
    answering.takeBack([back]);
  };
  const submit = (): void => void answering.settled().then(() => setAsking('submit'));
  const isOpen = page?.campaign.state === 'open';
  const lane = page?.campaign.lane ?? 'people';
  useReviewKeys({
    lane,
    isOn: isOpen && line !== undefined && selected === undefined,
    onAnswer: answer,
    onGo: go,
    onTakeBack: takeBack,
    onSubmit: chosen.length > 0 && passkey !== undefined ? submit : undefined,
  });

  const crumbs = [
    { label: t('campaigns'), to: '/campaigns' },
    ...(page === undefined ? [] : [{ label: inert(page.campaign.title), to: `/campaigns/${campaign}` }]),
  ];
  if (page === undefined)
    return (
      <Page title={t('title')} crumbs={crumbs}>
        {list.table.problem === null ? (
          <Skeleton rows={10} />
        ) : (
          <ErrorState problem={list.table.problem} title={t('couldNotRead')} onRetry={list.table.onRetry} />
        )}
      </Page>
    );
  const total = page.counts.waiting + page.counts.chosen + page.counts.signed;
  const doneCount = page.counts.signed + chosen.length;
  return (
    <Page
      title={t('title')}
      width="full"
      crumbs={crumbs}
      actions={
        <Button
          look="ink"
          icon="sign"
          shortcut="S"
          isDisabled={chosen.length === 0 || passkey === undefined}
          onPress={submit}
        >
          {t('submit', { count: chosen.length })}
        </Button>
      }
    >
      <div className="review-head">
        <div>
          <h1>{inert(page.campaign.title)}</h1>
          <p className="soft">{t.rich('due', { when: <When at={page.campaign.dueAt} as="date" /> })}</p>
        </div>
        <div className="review-progress" role="status">
          <span>{t('progress', { done: doneCount, total })}</span>
          <Progress done={doneCount} total={total} label={t('progress', { done: doneCount, total })} />
        </div>
      </div>
      {passkey === undefined ? (
        <Callout tone="attn">
          {t('noKey')}{' '}
          <Link to="/welcome" className="link">
            {t('makeOne')}
          </Link>
        </Callout>
      ) : null}
      {answering.problem === undefined ? null : (
        <Callout tone="alarm">
          {t('couldNotAnswer')}. {answering.problem.message} {answering.problem.next}
        </Callout>
      )}
      {lines.length === 0 || line === undefined ? (
        <EmptyState
          title={t('nothing')}
          actions={
            <Button onPress={() => void navigate({ to: '/campaigns/$id', params: { id: campaign } })}>
              {t('toCampaign')}
            </Button>
          }
        >
          {t('nothingWhy')}
        </EmptyState>
      ) : (
        <div className="review-grid">
          <div>
            <div className="list-tools">
              <Button
                look="bare"
                onPress={() => setSelected(selected === undefined ? new Set() : undefined)}
                aria-pressed={selected !== undefined}
              >
                {t('select')}
              </Button>
            </div>
            {selected === undefined || selected.size === 0 ? null : (
              <BulkBar
                lane={lane}
                lines={chosenLines}
                most={page.mostInBulk}
                cannot={chosenLines.filter(({ endsHere }) => !endsHere).length}
                isBusy={answering.isBusy}
                onAnswer={(some, name, reason) => {
                  answering.give(
                    some.map((each) => ({
                      line: each,
                      given: { answer: name, reason },
                      seen: seen.of(each.item),
                    })),
                  );
                  setSelected(undefined);
                }}
                onClear={() => setSelected(undefined)}
              />
            )}
            <Queue
              lines={lines}
              current={line.item}
              selected={selected}
              onGo={setWent}
              onSelect={(item) => {
                const next = new Set(selected);
                if (!next.delete(item)) next.add(item);
                setSelected(next);
              }}
            />
            <MoreButton
              hasMore={list.table.hasMore}
              isLoadingMore={list.table.isLoadingMore}
              onMore={list.table.onMore}
            />
            <p className="quiet">{t('howTo')}</p>
            {page.campaign.silence.map((says) => (
              <p key={says} className="quiet">
                {inert(says)}
              </p>
            ))}
            <MyQuality campaign={campaign} keyFingerprint={keyFingerprint} now={now} />
          </div>
          <aside className="review-side">
            <div className="item-scroll">
              <ItemPane
                key={line.item}
                line={line}
                place={t('place', { at: at + 1, total: lines.length })}
                beside={besides}
                problem={beside.error}
                onOpen={seen.open}
              />
            </div>
            <AnswerBar lane={lane} line={line} isOpen={isOpen} onAnswer={answer} onTakeBack={takeBack} />
          </aside>
        </div>
      )}
      <KeyHints
        hints={[
          [['j', 'k'], t('next')],
          [['c'], t('keyCertify')],
          [['r'], t('keyRevoke')],
          [['n'], t('keyNarrow')],
          [['l'], t('keyLimit')],
          [['d'], t('keyDontKnow')],
          [['u'], t('undo')],
          [['?'], t('allKeys')],
        ]}
        end={t('keysEnd')}
      />
      <Suspense>
        {asking === 'limit' ? (
          <LimitDialog onSet={(until) => give('limit', { until })} onClose={() => setAsking(undefined)} />
        ) : null}
        {asking === 'narrow' ? (
          <NarrowDialog
            offers={besides?.no.offers ?? []}
            onSet={(offer) => give(lane === 'machines' ? 'rescope' : 'narrow', { offer })}
            onClose={() => setAsking(undefined)}
          />
        ) : null}
        {asking === 'submit' && passkey !== undefined ? (
          <SubmitDialog
            campaign={page.campaign}
            lines={lines}
            session={session}
            passkey={passkey}
            onClose={() => {
              setAsking(undefined);
              answering.forget();
              void renew(['reviews', 'campaigns', 'proposals']);
            }}
          />
        ) : null}
      </Suspense>
    </Page>
  );
}
