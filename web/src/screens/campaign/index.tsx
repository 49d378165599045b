import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { useSession } from '../../api/session.ts';
import { useNow } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/facts.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { toast } from '../../components/toasts.ts';
import { When } from '../../components/when.tsx';
import { Name } from '../../people/person.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/campaigns.ts';
import { dateOf, number } from '../../text/format.ts';
import { inert } from '../../text/inert.ts';
import { isOfThisPage } from '../../webauthn.ts';
import { Burndown } from './burndown.tsx';
import { CloseDialog } from './close-dialog.tsx';
import { Shares } from './shares.tsx';
import { Remind } from './remind.tsx';
import { Silence } from './silence.tsx';
import '../../cases/evidence.css';
import './campaign.css';

const here = getRouteApi('/inside/campaigns/$id');
export type Shown = RouteOutput<'campaigns.show'>;

/** One campaign as its owner sees it: how far, what is stuck, what came of what was taken away. */
export function Screen() {
  const { id } = here.useParams();
  const query = useRoute('campaigns.show', { campaign: id });
  const crumbs = [{ label: t('title'), to: '/campaigns' }];
  if (query.data === undefined)
    return (
      <Page title={t('campaign')} crumbs={crumbs}>
        {query.error === null ? (
          <Skeleton rows={8} />
        ) : (
          <ErrorState problem={query.error} title={t('couldNotRead')} onRetry={() => void query.refetch()} />
        )}
      </Page>
    );
  return <Owner campaign={query.data} />;
}

function Owner({ campaign }: { readonly campaign: Shown }) {
  const navigate = useNavigate();
  const session = useSession();
  const now = useNow();
  const [isClosing, setClosing] = useState(false);
  const passkey = session?.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  const isOpen = campaign.state === 'open';
  const title = inert(campaign.title);
  const remind = (): void => {
    const link = new URL(`/campaigns/${campaign.id}/review`, location.href).href;
    const when = dateOf(Date.parse(campaign.dueAt), now);
    void navigator.clipboard
      .writeText(t('reminder', { title, when, count: campaign.open, link }))
      .then(() => toast(t('reminded')));
  };
  return (
    <Page
      title={title}
      width="full"
      crumbs={[{ label: t('title'), to: '/campaigns' }]}
      actions={
        isOpen ? (
          <Button
            look="ink"
            icon="check"
            onPress={() => void navigate({ to: '/campaigns/$id/review', params: { id: campaign.id } })}
          >
            {t('review')}
          </Button>
        ) : undefined
      }
    >
      <PageHead
        title={title}
        meta={
          <>
            <span>{t(`kind_${campaign.kind}`)}</span>
            <span>{t(`lane_${campaign.lane}`)}</span>
            <span>
              {t.rich(campaign.isLate ? 'wasDue' : 'waitsUntil', {
                when: <When at={campaign.dueAt} as="date" />,
              })}
            </span>
          </>
        }
      />
      {campaign.items === 0 ? (
        <EmptyState icon="question" title={t('zeroItems')}>
          {t('zeroItemsWhy')}
        </EmptyState>
      ) : (
        <div className="grid split">
          <div className="stack">
            <Card
              title={t('burndown')}
              note={campaign.open === 0 ? t('allDone') : t('leftOpen', { count: campaign.open })}
            >
              <Burndown campaign={campaign} now={now} />
              <dl className="counts">
                {(
                  [
                    ['stillOpen', campaign.open],
                    ['pendingCount', campaign.pending],
                    ['kept', campaign.kept],
                    ['taken', campaign.taken],
                  ] as const
                ).map(([what, count]) => (
                  <div key={what}>
                    <dt>{t(what)}</dt>
                    <dd className="num">{number(count)}</dd>
                  </div>
                ))}
              </dl>
            </Card>
            {campaign.unrouted === 0 ? null : (
              <Callout tone="attn">
                <b>{t('unrouted', { count: campaign.unrouted })}.</b> {t('unroutedWhy')}
              </Callout>
            )}
            {campaign.drifted === 0 ? null : (
              <Callout>
                <b>{t('drifted', { count: campaign.drifted })}.</b> {t('driftedWhy')}
              </Callout>
            )}
            {isOpen ? <Silence campaign={campaign} /> : null}
            <Effects effects={campaign.effects} />
            <Shares shares={campaign.shares} more={campaign.moreShares} />
          </div>
          <aside className="stack">
            <Together campaign={campaign.id} />
            <Card title={t('scope')}>
              <Facts
                rows={[
                  [
                    t('manifest'),
                    campaign.manifest === null ? (
                      ''
                    ) : (
                      <Identifier key="m" short={[8, 6]}>
                        {campaign.manifest}
                      </Identifier>
                    ),
                  ],
                  [
                    t('launchedBy'),
                    campaign.launchedBy === null ? '' : <Name key="n" id={campaign.launchedBy} />,
                  ],
                  ...campaign.sources.map(
                    ({ source, at }) => [source, <When key={source} at={at} />] as const,
                  ),
                ]}
              />
              <p className="quiet">{t('manifestWhy')}</p>
            </Card>
            <Notes notes={campaign.notes} />
            {isOpen && session?.may.includes('operate') === true ? <Remind campaign={campaign.id} /> : null}
            {isOpen ? (
              <Button icon="copy" onPress={remind}>
                {t('remind')}
              </Button>
            ) : null}
            {isOpen ? (
              <Button look="bare" isDisabled={passkey === undefined} onPress={() => setClosing(true)}>
                {t('close')}
              </Button>
            ) : null}
            {isOpen && passkey === undefined ? <p className="quiet">{t('noKey')}</p> : null}
          </aside>
        </div>
      )}
      {isClosing && passkey !== undefined && session !== undefined ? (
        <CloseDialog
          campaign={campaign}
          session={session}
          passkey={passkey}
          onClose={() => setClosing(false)}
        />
      ) : null}
    </Page>
  );
}

const effectNames = [
  'failed',
  'cannot tell',
  'not filed',
  'rejected',
  'waiting',
  'planned',
  'running',
  'proven',
  'put back',
] as const;
const effectKeys = {
  failed: 'effect_failed',
  'cannot tell': 'effect_cannot_tell',
  'not filed': 'effect_not_filed',
  rejected: 'effect_rejected',
  waiting: 'effect_waiting',
  planned: 'effect_planned',
  running: 'effect_running',
  proven: 'effect_proven',
  'put back': 'effect_put_back',
} as const;

/** What is missing or wrong first; what is proven is quiet. */
function Effects({ effects }: { readonly effects: Shown['effects'] }) {
  const some = effectNames.filter((name) => (effects[name] ?? 0) > 0);
  return (
    <Card title={t('effects')}>
      {some.length === 0 ? (
        <p className="soft">{t('noEffects')}</p>
      ) : (
        <dl className="counts">
          {some.map((name) => (
            <div key={name}>
              <dt>{t(effectKeys[name])}</dt>
              <dd className="num">{number(effects[name] ?? 0)}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="quiet">{t('effectsWhy')}</p>
    </Card>
  );
}

function Together({ campaign }: { readonly campaign: string }) {
  const query = useRoute('reviews.how-it-went', { campaign });
  if (query.data === undefined) return null;
  const { told, fewest } = query.data;
  return (
    <Card title={t('together')}>
      {told === null ? (
        <p className="soft">{t('togetherFew', { count: fewest })}</p>
      ) : (
        <>
          <ul className="outcome-list">
            <li>{t('went_sound', { count: told.sound })}</li>
            <li>{t('went_unknown', { count: told.unknown })}</li>
            <li>{t('went_low', { count: told.low })}</li>
          </ul>
          <p className="quiet">{t('togetherWhy')}</p>
        </>
      )}
    </Card>
  );
}

function Notes({ notes }: { readonly notes: Shown['notes'] }) {
  return (
    <Card title={t('notes')}>
      {notes.length === 0 ? (
        <p className="soft">{t('noNotes')}</p>
      ) : (
        <ul className="outcome-list">
          {notes.slice(0, 12).map((note) => (
            <li key={note.entry}>
              <span>{inert(note.what.replaceAll('_', ' '))}</span>
              <span className="soft">
                {note.by === null ? null : <Name id={note.by} />} <When at={note.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
