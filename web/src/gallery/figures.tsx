import { Card } from '../components/card.tsx';
import { ShareBar, Sparkline, StackedBar } from '../components/charts.tsx';
import { Countdown } from '../components/countdown.tsx';
import { PathGraph } from '../components/path-graph/path-graph.tsx';
import { Risk, type RiskLevel } from '../components/risk.tsx';
import { Progress, Steps } from '../components/steps.tsx';
import { largeReach, reach } from './reach.ts';

const series: readonly (readonly [RiskLevel, readonly number[]])[] = [
  ['critical', [9, 9, 10, 12, 14, 15, 17, 19, 18, 16, 14, 13, 12]],
  ['high', [34, 35, 38, 40, 44, 47, 50, 52, 49, 46, 44, 42, 41]],
  ['medium', [88, 90, 93, 96, 101, 104, 106, 105, 103, 101, 99, 98, 97]],
];

/** Drawings: the path graph, lines, bars, progress. */
export function Figures() {
  return (
    <>
      <section className="card wide-cell pad-all">
        <PathGraph label="From svc-report-runner to 7 buckets" data={reach} onOpen={() => undefined}>
          <h2>What it can reach</h2>
        </PathGraph>
      </section>
      <section className="card wide-cell pad-all">
        <PathGraph label="Paths of a large estate" data={largeReach}>
          <h2>Paths of a large estate</h2>
        </PathGraph>
      </section>
      <Card title="Open findings" note="8 July to today, from zero">
        <ul className="tiers">
          {series.map(([level, values]) => (
            <li key={level}>
              <Risk level={level} />
              <Sparkline
                level={level}
                values={values}
                label={`${level} findings from ${values[0]} to ${values.at(-1)}`}
              />
              <b className="num">{values.at(-1)}</b>
            </li>
          ))}
        </ul>
      </Card>
      <Card title="Bars">
        <div className="stack-s">
          <div className="full-row">
            <p>412 days old, limit 90</p>
            <ShareBar share={0.92} limit={0.2} label="412 days old, limit 90" />
          </div>
          <div className="full-row">
            <p>31 days old</p>
            <ShareBar share={0.07} limit={0.2} label="31 days old, limit 90" />
          </div>
          <div className="full-row">
            <StackedBar
              label="12 critical, 41 high, 97 medium, 68 low"
              parts={[
                { key: 'c', value: 12, level: 'critical' },
                { key: 'h', value: 41, level: 'high' },
                { key: 'm', value: 97, level: 'medium' },
                { key: 'l', value: 68, level: 'low' },
              ]}
            />
          </div>
          <div className="full-row">
            <Progress done={14} total={26} label="14 of 26 items decided" />
          </div>
          <div className="full-row">
            <Progress done={1400} total={2600} label="1,400 of 2,600 items decided" />
          </div>
        </div>
      </Card>
      <Card title="As it happens">
        <Countdown
          from={Date.parse('2026-10-06T09:38:00Z')}
          until={Date.parse('2026-10-06T09:48:00Z')}
          says={(left) => `Carried out in ${left}, unless you call it off`}
        />
        <Steps
          label="Steps of plan P-0318"
          steps={[
            { id: '1', label: 'Pre-image kept', state: 'done', end: '09:54:02' },
            { id: '2', label: 'Statement removed', state: 'doing', detail: 'AWS account 123456789012' },
            { id: '3', label: 'Read again as proof', state: 'waiting' },
            { id: '4', label: 'Key deactivated', state: 'failed', detail: 'AWS answered 403' },
            { id: '5', label: 'Statement put back', state: 'undone' },
          ]}
        />
      </Card>
    </>
  );
}
