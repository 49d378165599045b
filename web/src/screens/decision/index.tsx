import { Link, useParams } from '@tanstack/react-router';
import { useRenew, useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { useSession, type Session } from '../../api/session.ts';
import { changeWords } from '../../cases/change-words.ts';
import { EvidenceList } from '../../cases/evidence.tsx';
import { Draft, DraftTag } from '../../components/draft.tsx';
import { Icon } from '../../components/icon.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { Signed } from '../../components/signed.tsx';
import { Spine, Stage } from '../../components/spine.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { VerdictMark } from '../../components/verdict-mark.tsx';
import { When } from '../../components/when.tsx';
import { Name } from '../../people/person.tsx';
import { useNames } from '../../people/use-name.ts';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/cases.ts';
import { inert } from '../../text/inert.ts';
import { Beside } from './beside.tsx';
import { CarryOut } from './carry-out.tsx';
import { Decide } from './decide.tsx';

export type Case = RouteOutput<'proposals.show'>;

const crumbs = [{ label: t('findings'), to: '/findings' }];

/** One case on one page: evidence, draft, verdict, signatures, changes; and the signing beside it. Nothing is chosen beforehand. */
export function Screen() {
  const { id } = useParams({ from: '/inside/proposals/$id' });
  const session = useSession();
  const query = useRoute('proposals.show', { id });
  const renew = useRenew();
  if (query.error !== null)
    return (
      <Page title={t('yourDecision')} crumbs={crumbs}>
        <ErrorState problem={query.error} title={t('couldNotRead')} onRetry={() => void query.refetch()} />
      </Page>
    );
  if (query.data === undefined || session === undefined)
    return (
      <Page title={t('yourDecision')} crumbs={crumbs}>
        <Skeleton rows={8} />
      </Page>
    );
  const shown = query.data;
  const { proposal, state } = shown.filed;
  return (
    <Page
      title={inert(proposal.title)}
      crumbs={crumbs}
      here={<span className="mono">{proposal.id.slice(0, 12)}</span>}
      width="full"
    >
      <PageHead
        title={inert(proposal.title)}
        meta={
          <>
            <Link to="/what-if" search={{ proposal: proposal.id }} className="link">
              {t('whatIf')}
            </Link>
            <Identifier short={[10, 0]}>{proposal.id}</Identifier>
            <span>
              <When at={proposal.createdAt} />
            </span>
          </>
        }
      />
      <div className="case-grid">
        <Story shown={shown} session={session} />
        <aside className="case-side">
          {state === 'planned' ? (
            <CarryOut key={proposal.id} shown={shown} session={session} />
          ) : (
            <Decide
              key={proposal.id}
              shown={shown}
              session={session}
              onSigned={() => void renew(['proposals', 'executions', 'findings'])}
            />
          )}
        </aside>
      </div>
    </Page>
  );
}

function Story({ shown, session }: { readonly shown: Case; readonly session: Session }) {
  const { proposal } = shown.filed;
  const { verdict } = shown;
  const kind =
    verdict.outcome === 'permit' ? 'policy' : verdict.outcome === 'requestable' ? 'waiting' : 'denied';
  const names = useNames(shown.decisions.map(({ signer }) => signer));
  const nameOf = (signer: string): string =>
    names.get(signer) ??
    (signer === session.person?.id ? (session.person.name ?? signer) : signer.slice(0, 12));
  return (
    <Spine>
      <Stage
        kind="found"
        title={t('found')}
        end={
          <>
            {proposal.findings.map((finding) => (
              <Link key={finding} to="/findings/$id" params={{ id: finding }} className="mono">
                {finding.slice(0, 12)}
              </Link>
            ))}
          </>
        }
      >
        <EvidenceList evidence={proposal.evidence} />
      </Stage>
      <Stage
        kind="draft"
        title={t(proposal.origin === 'person' ? 'wasAsked' : 'drafted')}
        mark={<DraftTag />}
        end={proposal.requester === undefined ? proposal.draftedBy : <Name key="r" id={proposal.requester} />}
      >
        <Draft>
          <p>
            <b>{inert(proposal.title)}.</b> {inert(proposal.reason)}
          </p>
        </Draft>
      </Stage>
      <Stage
        kind={kind}
        title={t('policySays')}
        mark={<VerdictMark verdict={verdict.outcome} />}
        end={verdict.deciding[0]}
      >
        <ul className="checklist">
          {verdict.outcome === 'deny' ? <li className="missing">{verdict.because}</li> : null}
          {shown.missingInWords.map((need) => (
            <li key={need} className="missing">
              <Icon name="arrow" />
              <b>{t('missing', { what: need })}</b>
            </li>
          ))}
          {verdict.outcome === 'permit' ? (
            <li>
              <Icon name="check" />
              {t('met')}
            </li>
          ) : null}
        </ul>
      </Stage>
      <Beside id={proposal.id} />
      <Stage kind={shown.decisions.length > 0 ? 'signed' : 'found'} icon="sign" title={t('signatures')}>
        {shown.decisions.length === 0 ? <p className="soft">{t('nobodySigned')}</p> : null}
        <ul className="checklist">
          {shown.decisions.map((decision) => (
            <li key={decision.entry}>
              <Signed>
                {t(decision.answer === 'approve' ? 'signedAs' : 'rejectedAs', {
                  name: nameOf(decision.signer),
                  role: decision.role.replaceAll('_', ' '),
                })}
              </Signed>
              {decision.standsFor === undefined ? null : (
                <span>{t.rich('signedFor', { name: <Name key="n" id={decision.standsFor.person} /> })}</span>
              )}
              <span className="quiet">
                {decision.assurance === 'passkey' ? t('withPasskey') : t('withKey')} ·{' '}
                <When at={decision.signedAt} />
              </span>
              <Link to="/ledger/$entry" params={{ entry: decision.entry }} className="quiet mono">
                {decision.entry.slice(0, 12)}
              </Link>
            </li>
          ))}
          {shown.recusals.map(({ person, reason, at }) => (
            <li key={person} className="missing">
              <span>
                {t.rich('takesNoPart', { name: <Name key="n" id={person} /> })} {inert(reason)}
              </span>
              <span className="quiet">
                <When at={at} />
              </span>
            </li>
          ))}
        </ul>
      </Stage>
      <Stage
        kind="done"
        title={shown.plans.some((plan) => plan.executions.length > 0) ? t('wasDone') : t('willBeDone')}
      >
        <ol className="fact-rows">
          {proposal.changes.map((proposed, at) => (
            <li key={JSON.stringify(proposed.change)}>
              <span className="cite">{at + 1}</span>
              <span>
                <b>{changeWords(proposed.change)}</b>
                <br />
                <span className="quiet">
                  {proposed.inverse === null
                    ? t('notUndoable', { why: proposed.irreversibleBecause ?? '' })
                    : t('undoable')}
                </span>
              </span>
              <span className="quiet">{proposed.change.source}</span>
            </li>
          ))}
        </ol>
      </Stage>
    </Spine>
  );
}
