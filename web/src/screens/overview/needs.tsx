import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { RouteOutput } from '../../api/route-table.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Tag } from '../../components/tag.tsx';
import { number } from '../../text/format.ts';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/overview.ts';

export interface Need {
  readonly key: string;
  readonly mark: ReactNode;
  readonly title: string;
  readonly why: string;
  readonly act: string;
  readonly to: string;
}

type Findings = RouteOutput<'findings.list'>['items'];

const casesShown = 4;

/** What a person has to look at, in the order in which it cannot wait: what is late, what is stopped, what waits for an answer, what could be begun. */
export function needsOf({
  status,
  overview,
  cases,
  drafted,
  worst,
}: {
  readonly status: RouteOutput<'status.show'>;
  readonly overview: RouteOutput<'overview.show'>;
  readonly cases: RouteOutput<'proposals.list'>['items'];
  readonly drafted: Findings;
  readonly worst: Findings[number] | undefined;
}): readonly Need[] {
  const late = status.lateEnds.count;
  const more = overview.waiting.count - Math.min(cases.length, casesShown);
  return [
    ...(late === 0
      ? []
      : [
          {
            key: 'late',
            mark: <Tag tone="alarm">{t('check')}</Tag>,
            title: t('late', { count: late }),
            why: status.lateEnds.first[0]?.because ?? t('lateWhy'),
            act: t('check'),
            to: '/ledger',
          },
        ]),
    ...status.sources
      .filter(({ state }) => state === 'paused')
      .map(({ id }) => ({
        key: id,
        mark: <Tag tone="attn">{t('check')}</Tag>,
        title: t('paused', { source: id }),
        why: t('pausedWhy'),
        act: t('check'),
        to: '/sources',
      })),
    ...cases.slice(0, casesShown).map(({ id, title }) => ({
      key: id,
      mark: <Tag tone="mine">{t('decide')}</Tag>,
      title: inert(title),
      why: t('waits'),
      act: t('decide'),
      to: `/proposals/${id}`,
    })),
    ...(more > 0
      ? [
          {
            key: 'more',
            mark: <Tag tone="mine">{number(more)}</Tag>,
            title: t('moreCases', { count: more }),
            why: t('moreCasesWhy'),
            act: t('decide'),
            to: '/decide',
          },
        ]
      : []),
    ...(drafted.length === 0
      ? []
      : [
          {
            key: 'drafted',
            mark: <Tag icon="spark">{number(drafted.length)}</Tag>,
            title: t('canAct', { count: drafted.length }),
            why: `${inert(drafted[0]?.title ?? '')}. ${t('canActWhy')}`,
            act: t('look'),
            to: '/findings',
          },
        ]),
    ...(drafted.length > 0 || worst === undefined
      ? []
      : [
          {
            key: 'by-hand',
            mark: <Tag>{number(status.openFindings)}</Tag>,
            title: t('byHand'),
            why: `${inert(worst.title)}. ${t('byHandWhy')}`,
            act: t('look'),
            to: '/findings',
          },
        ]),
  ];
}

export function Needs({ needs }: { readonly needs: readonly Need[] }) {
  const navigate = useNavigate();
  return (
    <Card bare>
      <ul className="needs">
        {needs.map((need) => (
          <li key={need.key}>
            {need.mark}
            <span className="need-words">
              <b>{need.title}</b>
              <span className="soft">{need.why}</span>
            </span>
            <Button onPress={() => void navigate({ href: need.to })}>{need.act}</Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
