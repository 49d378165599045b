import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useRoute, useWrite } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { EvidenceList } from '../../cases/evidence.tsx';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Draft, DraftTag } from '../../components/draft.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { FoundRisk } from '../../components/found-risk.tsx';
import { Spine, Stage } from '../../components/spine.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { useShortcut } from '../../keys/use-shortcut.ts';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/cases.ts';
import { inert } from '../../text/inert.ts';
import { t as pieces } from '../../text/pieces.ts';

/** One finding: what was found, what a rule proposes, and the step that puts it before people. */
export function Screen() {
  const { id } = useParams({ from: '/inside/findings/$id' });
  const navigate = useNavigate();
  const session = useSession();
  const query = useRoute('findings.show', { id });
  const file = useWrite('proposals.from-finding', { renews: ['proposals.list'] });
  const draft = query.data?.draft;
  const mayFile = session?.may.includes('operate') === true && draft !== undefined && !file.isPending;
  const submit = (): void => {
    file.mutate(
      { finding: id },
      {
        onSuccess: ({ proposal }) => void navigate({ to: '/proposals/$id', params: { id: proposal } }),
      },
    );
  };
  useShortcut(
    mayFile ? { keys: ['p'], label: t('file'), group: pieces('keyGroupPage'), run: submit } : undefined,
  );
  if (query.error !== null)
    return (
      <Page title={t('finding')} crumbs={[{ label: t('findings'), to: '/findings' }]}>
        <ErrorState problem={query.error} title={t('couldNotRead')} onRetry={() => void query.refetch()} />
      </Page>
    );
  if (query.data === undefined)
    return (
      <Page title={t('finding')} crumbs={[{ label: t('findings'), to: '/findings' }]}>
        <Skeleton rows={8} />
      </Page>
    );
  const { record, item, controls } = query.data;
  const { finding } = record;
  return (
    <Page
      title={inert(finding.title)}
      crumbs={[{ label: t('findings'), to: '/findings' }]}
      here={<span className="mono">{finding.id.slice(0, 12)}</span>}
      width="full"
    >
      <PageHead
        title={inert(finding.title)}
        meta={
          <>
            <FoundRisk severity={finding.severity} score={finding.score} />
            <span className="mono">{inert(finding.subject.name)}</span>
            <span>{finding.subject.source}</span>
            <span>
              <When at={finding.state.since} />
            </span>
          </>
        }
      />
      <div className="case-grid">
        <Spine>
          <Stage
            kind="found"
            title={t('found')}
            end={
              <>
                {t('foundBy', { rule: finding.ruleId })} ·{' '}
                <Identifier short={[10, 0]}>{finding.id}</Identifier>
              </>
            }
          >
            <EvidenceList
              evidence={finding.evidence}
              score={finding.score}
              contributions={finding.contributions}
            />
            {item.sameCause > 1 ? (
              <p className="soft">
                {t('oneChangeCloses', { cause: inert(finding.cause.title), count: item.sameCause })}
              </p>
            ) : null}
            {controls.length === 0 ? null : (
              <Disclosure summary={t('askedFor', { count: controls.length })}>
                <ul className="lines">
                  {controls.map(({ framework, id: control, title }) => (
                    <li key={`${framework} ${control}`}>
                      <b>{control}</b> {title} <span className="soft">{framework}</span>
                    </li>
                  ))}
                </ul>
              </Disclosure>
            )}
            {finding.evidence.facts.some(({ predicate }) => predicate === 'could come to have') ? (
              <Link
                className="link follow-way"
                to="/paths"
                search={{ ask: 'become', identity: `${finding.subject.source}/${finding.subject.key}` }}
              >
                {t('followWay')}
              </Link>
            ) : null}
          </Stage>
          <Stage
            kind="draft"
            title={draft === undefined ? t('noDraft') : t('drafted')}
            mark={draft === undefined ? undefined : <DraftTag />}
            end={draft?.draftedBy}
          >
            <Draft>
              {draft === undefined ? (
                <p>{'none' in item.draft ? inert(item.draft.none) : ''}</p>
              ) : (
                <p>
                  <b>{inert(draft.title)}.</b> {inert(draft.reason)}
                </p>
              )}
            </Draft>
          </Stage>
          <Stage kind="policy" title={t('policySays')}>
            <p className="soft prose">{t('notAsked')}</p>
          </Stage>
        </Spine>
        <aside className="case-side">
          <Card title={t('yourDecision')}>
            {draft === undefined ? (
              <Callout>{t('observeOnly')}</Callout>
            ) : (
              <>
                <p className="soft">{t('fileWhy')}</p>
                <Button look="ink" block large shortcut="P" isDisabled={!mayFile} onPress={submit}>
                  {t('file')}
                </Button>
              </>
            )}
            {file.error === null ? null : (
              <Callout tone="attn">
                {file.error.message} {file.error.next}
                {typeof file.error.details['proposal'] === 'string' ? (
                  <Link to="/proposals/$id" params={{ id: file.error.details['proposal'] }}>
                    {t('goToCase')}
                  </Link>
                ) : null}
              </Callout>
            )}
          </Card>
        </aside>
      </div>
    </Page>
  );
}
