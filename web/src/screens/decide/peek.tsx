import { useRoute } from '../../api/queries.ts';
import { changeWords } from '../../cases/change-words.ts';
import { EvidenceList } from '../../cases/evidence.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Skeleton } from '../../components/states.tsx';
import { VerdictMark } from '../../components/verdict-mark.tsx';
import { t as cases } from '../../text/cases.ts';
import { t } from '../../text/decide.ts';
import { inert } from '../../text/inert.ts';

/** The case that one has gone to, beside the list: what would be done, why, and what policy asks for. */
export function Peek({ proposal }: { readonly proposal: string | undefined }) {
  return proposal === undefined ? (
    <Card>
      <p className="quiet">{t('nothingChosen')}</p>
    </Card>
  ) : (
    <PeekAt key={proposal} proposal={proposal} />
  );
}

function PeekAt({ proposal: id }: { readonly proposal: string }) {
  const query = useRoute('proposals.show', { id });
  if (query.error !== null)
    return (
      <Card>
        <Callout tone="attn">
          {query.error.message} {query.error.next}
        </Callout>
      </Card>
    );
  if (query.data === undefined)
    return (
      <Card>
        <Skeleton rows={5} />
      </Card>
    );
  const { proposal } = query.data.filed;
  return (
    <Card>
      <h2>{inert(proposal.title)}</h2>
      <ul className="checklist">
        {proposal.changes.map(({ change }) => (
          <li key={JSON.stringify(change)}>
            <b>{changeWords(change)}</b> <span className="quiet">{change.source}</span>
          </li>
        ))}
      </ul>
      <p className="soft">{inert(proposal.reason)}</p>
      <div>
        <VerdictMark verdict={query.data.verdict.outcome} />
      </div>
      <ul className="checklist">
        {query.data.missingInWords.map((what) => (
          <li key={what} className="missing">
            {cases('missing', { what })}
          </li>
        ))}
      </ul>
      <EvidenceList evidence={proposal.evidence} />
    </Card>
  );
}
