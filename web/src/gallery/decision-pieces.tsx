import { Card } from '../components/card.tsx';
import { Draft, DraftTag } from '../components/draft.tsx';
import { Covers, SignatureLine, Stamp, Terms, ThenNow } from '../components/signing.tsx';
import { Spine, Stage } from '../components/spine.tsx';
import { VerdictMark } from '../components/verdict-mark.tsx';
import { digests } from './marks.tsx';

/** The decision page's spine, and what a signature covers. */
export function DecisionPieces() {
  return (
    <>
      <Card title="The spine">
        <Spine>
          <Stage kind="found" title="What was found" end="rule 3">
            <p className="soft">No use of that step in 90 days.</p>
          </Stage>
          <Stage kind="draft" title="What is recommended" mark={<DraftTag />}>
            <Draft>
              <p>
                <b>Re-scope:</b> remove the statement that lets <span className="mono">reporting-batch</span>{' '}
                become <span className="mono">data-lake-admin</span>.
              </p>
            </Draft>
          </Stage>
          <Stage kind="waiting" title="What policy says" mark={<VerdictMark verdict="requestable" />}>
            <p className="soft">Missing: your signature, with a passkey.</p>
          </Stage>
          <Stage kind="signed" title="Data platform manager signed" end="today">
            <p className="soft">Passkey, verified it was them.</p>
          </Stage>
          <Stage kind="done" title="What will be done" end="2 steps, both with an inverse" />
          <Stage kind="denied" title="What policy refused" mark={<VerdictMark verdict="deny" />} />
          <Stage kind="policy" title="What policy permits" mark={<VerdictMark verdict="permit" />} />
        </Spine>
      </Card>
      <div className="two stack">
        <Card title="What a signature brings about">
          <Terms
            rows={[
              [
                'What changes',
                <span key="w">
                  <b>
                    It can no longer become <span className="mono">data-lake-admin</span>.
                  </b>{' '}
                  Nothing else is touched.
                </span>,
              ],
              ['Where', 'AWS account 123456789012, IAM'],
              ['For how long', 'For good. You have 10 minutes to call it off.'],
              ['How to undo', 'One click until 5 November.'],
              ['What cannot be undone', 'Nothing. Both steps have an inverse.'],
            ]}
          />
          <Covers
            statement={digests[0]}
            parts={[
              { key: 'e', label: 'Evidence, 14 facts', digest: digests[1] },
              { key: 'v', label: 'Verdict, policies 41', digest: digests[2] },
              { key: 'c', label: 'Changes, 2 steps', digest: digests[3] },
            ]}
          />
        </Card>
        <Card title="Since you looked">
          <ThenNow
            then="As you saw it, 09:12"
            now="Now, 09:41"
            rows={[
              { what: 'Owner', was: 'Data platform team', now: 'Nobody' },
              { what: 'Uses in 90 days', was: '0', now: '3' },
            ]}
          />
          <Stamp digest={digests[0]} who="Backup service owner" how="signed decision D-0846 with a passkey" />
          <SignatureLine who="Data platform manager" how="for yourself, with the passkey on this laptop" />
        </Card>
      </div>
    </>
  );
}
