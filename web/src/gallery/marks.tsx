import { Card } from '../components/card.tsx';
import { DraftTag } from '../components/draft.tsx';
import { Facts } from '../components/facts.tsx';
import { Identifier } from '../components/identifier.tsx';
import { FoundRisk } from '../components/found-risk.tsx';
import { Kind } from '../components/kind.tsx';
import { Recommendation } from '../components/recommendation.tsx';
import { Risk } from '../components/risk.tsx';
import { Rosette } from '../components/rosette.tsx';
import { Signed } from '../components/signed.tsx';
import { Tag } from '../components/tag.tsx';
import { VerdictMark } from '../components/verdict-mark.tsx';
import { When } from '../components/when.tsx';
import { percent } from '../text/format.ts';

/** Digests that stand for four statements. */
export const digests = [
  'f54a20b7760ffa2b1c9d4e8877aa01b2c3d4e5f60718293a4b5c6d7e8f9b36203',
  '66d7a0d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4',
  '1f56f7b8c9daebfc0d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8',
  '7b36610a9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d',
] as const;

/** Marks: risk, advice, verdict, signature, kinds, identifiers, times. */
export function Marks() {
  return (
    <>
      <Card title="Risk">
        <div className="wrap">
          <Risk level="critical" score={92} />
          <Risk level="high" score={71} />
          <Risk level="medium" score={47} />
          <Risk level="low" score={18} />
          <Risk level={undefined} />
          <FoundRisk severity="medium" score={47} />
          <FoundRisk severity="info" score={4} />
          <FoundRisk severity={null} score={0} />
        </div>
      </Card>
      <Card title="Advice, without authority" end={<DraftTag />}>
        <div className="wrap">
          <Recommendation word="certify" />
          <Recommendation word="rescope" />
          <Recommendation word="rotate" />
          <Recommendation word="limit" />
          <Recommendation word="suspend" />
          <Recommendation word="retire" />
          <Recommendation word="ask" />
          <Recommendation word="noAdvice" />
          <Recommendation word="yourViewFirst" />
        </div>
      </Card>
      <Card title="Verdict and signature">
        <div className="wrap">
          <VerdictMark verdict="permit" />
          <VerdictMark verdict="requestable" />
          <VerdictMark verdict="deny" />
          <Signed />
          <Signed>Head of customer data</Signed>
        </div>
      </Card>
      <Card title="Kinds and tags">
        <div className="wrap">
          <Kind kind="person" />
          <Kind kind="unknown" />
          <Kind kind="service_account" />
          <Kind kind="workload" />
          <Kind kind="integration" />
          <Kind kind="agent" />
          <Tag>Spare</Tag>
          <Tag tone="attn" icon="clock">
            5 min
          </Tag>
          <Tag tone="alarm" icon="warn">
            Too old
          </Tag>
          <Tag tone="mine" icon="sign">
            Your signature
          </Tag>
        </div>
      </Card>
      <Card title="Facts, times, identifiers">
        <Facts
          rows={[
            ['Identity', <Identifier key="i">svc-report-runner</Identifier>],
            [
              'Statement',
              <Identifier key="s" short={[8, 6]}>
                {digests[0]}
              </Identifier>,
            ],
            ['Read', <When key="r" at="2026-10-06T08:30:00Z" />],
            ['Due', <When key="d" at="2026-10-09T17:00:00Z" />],
            ['First seen', <When key="f" at="2025-03-03T10:00:00Z" as="date" />],
            ['Signed', <When key="e" at="2026-10-01T14:20:36Z" as="exact" />],
            ['Used', <When key="u" at={null} />],
            ['Unaccounted', percent(0.41)],
          ]}
        />
      </Card>
      <Card title="Rosettes" end="one for each statement">
        <div className="roses">
          {digests.map((digest, at) => (
            <span key={digest}>
              <Rosette digest={digest} size={62} old={at === 3} />
              <Identifier short={[6, 0]}>{digest}</Identifier>
            </span>
          ))}
        </div>
      </Card>
    </>
  );
}
