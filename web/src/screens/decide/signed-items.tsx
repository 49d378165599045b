import type { RouteOutput } from '../../api/route-table.ts';
import { changeWords } from '../../cases/change-words.ts';
import { EvidenceList } from '../../cases/evidence.tsx';
import { Callout } from '../../components/callout.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { Terms } from '../../components/signing.tsx';
import { When } from '../../components/when.tsx';
import type { Stated } from '../../signing/covers.ts';
import { t } from '../../text/decide.ts';
import { inert } from '../../text/inert.ts';

type Opened = RouteOutput<'decisions.prepare-batch'>;

/** One item that was held to what is shown, with what it says. */
export interface Checked {
  readonly item: Opened['items'][number]['item'];
  readonly proposal: Opened['items'][number]['proposal'];
  readonly says: Stated;
}

/** What one signature covers, in words: how many of each answer, and each item with all that it brings about. */
export function SignedItems({ items }: { readonly items: readonly Checked[] }) {
  return (
    <>
      {(['approve', 'reject'] as const).map((answer) => {
        const some = items.filter(({ says }) => says.answer === answer);
        return some.length === 0 ? null : (
          <section key={answer}>
            <p>
              <b>{t(answer === 'approve' ? 'approves' : 'rejects', { count: some.length })}</b>
            </p>
            <div className="signed-items" role="group" aria-label={t(answer)}>
              {some.map((each) => (
                <Disclosure key={each.proposal.id} summary={<span>{inert(each.proposal.title)}</span>}>
                  <Item {...each} />
                </Disclosure>
              ))}
            </div>
          </section>
        );
      })}
    </>
  );
}

function Item({ proposal, says }: Checked) {
  const stuck = proposal.changes.find(({ inverse }) => inverse === null);
  return (
    <div className="signed-item">
      <ul className="checklist">
        {proposal.changes.map(({ change }) => (
          <li key={JSON.stringify(change)}>
            <b>{changeWords(change)}</b>
          </li>
        ))}
      </ul>
      <Terms
        rows={[
          [t('where'), [...new Set(proposal.changes.map(({ change }) => change.source))].join(', ')],
          [t('until'), says.endsAt === null ? t('forGood') : <When key="e" at={says.endsAt} as="exact" />],
          [
            t('undo'),
            stuck === undefined
              ? t.rich('undoBy', { when: <When key="w" at={says.restorableUntil} as="date" /> })
              : t('noUndo', { why: stuck.irreversibleBecause ?? '' }),
          ],
          [
            t('coversItem'),
            <span key="c" className="quiet">
              {t('asRole', { role: says.role.replaceAll('_', ' ') })} · {t('changesDigest')}{' '}
              <Identifier short={[8, 6]}>{says.changes}</Identifier> · {t('evidenceDigest')}{' '}
              <Identifier short={[8, 6]}>{says.evidenceShown}</Identifier>
            </span>,
          ],
        ]}
      />
      <EvidenceList evidence={proposal.evidence} />
    </div>
  );
}

/** What was answered and cannot be signed now, each with why. */
export function LeftOut({ left }: { readonly left: Opened['left'] }) {
  return left.length === 0 ? null : (
    <Callout tone="attn">
      <Disclosure summary={t('leftOut', { count: left.length })}>
        <ul className="outcome-list">
          {left.map(({ proposal, why }) => (
            <li key={proposal}>
              <Identifier short={[12, 0]}>{proposal}</Identifier>
              <span className="soft">
                {why.message} {why.next}
              </span>
            </li>
          ))}
        </ul>
      </Disclosure>
    </Callout>
  );
}
