import { ShareBar } from '../../components/charts.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Tag } from '../../components/tag.tsx';
import { t } from '../../text/activity.ts';
import { number } from '../../text/format.ts';
import type { Seen } from './did.tsx';

const titles = {
  actions: 'actions',
  targets: 'targets',
  networks: 'networks',
  clients: 'clients',
  credentials: 'credentials',
  provenances: 'provenances',
  onBehalfOf: 'onBehalfOf',
  models: 'models',
  denied: 'denied',
} as const;
export type ListedAspect = keyof typeof titles;
const shownFirst = 4;
const dayMs = 86_400_000;

/** The names of one aspect with how often each was seen; what was first seen lately is marked. */
export function NameList({
  aspect,
  seen,
  untold,
}: {
  readonly aspect: ListedAspect;
  readonly seen: Seen;
  readonly untold: number;
}) {
  const shown = seen.whole.aspects[aspect];
  if (shown === undefined || (shown.names.length === 0 && untold === 0)) return null;
  const { distinct, names, total } = shown;
  // only where something came before, and every name is kept, is anything new
  const knowsBefore = seen.before.events > 0 && distinct.exact;
  const recentFrom = (Math.floor(Date.parse(seen.until) / dayMs) - seen.recentDays + 1) * dayMs;
  const rows = names.map(({ name, count, first }) => (
    <li key={name} className="did-row">
      <span className="ends">
        <span className="mono breaks">{wordsOf(name)}</span>
        <span className="num">
          {knowsBefore && first !== null && Date.parse(first) >= recentFrom ? (
            <span title={t('isNewWhy', { days: seen.recentDays })}>
              <Tag>{t('isNew')}</Tag>{' '}
            </span>
          ) : null}
          {number(count)}
        </span>
      </span>
      <ShareBar share={count / Math.max(1, total)} label={t('shareLabel', { count, total })} />
    </li>
  ));
  const left = distinct.count - names.length;
  return (
    <section className="did-list">
      <h4 className="soft">
        {t(titles[aspect])}{' '}
        <span className="num">
          {distinct.exact ? number(distinct.count) : t('about', { count: distinct.count })}
        </span>
      </h4>
      {rows.length === 0 ? null : <ul className="did-rows">{rows.slice(0, shownFirst)}</ul>}
      {rows.length <= shownFirst ? null : (
        <Disclosure summary={t('more', { count: distinct.count - shownFirst })}>
          <ul className="did-rows">{rows.slice(shownFirst)}</ul>
          {left > 0 ? <p className="quiet">{t('more', { count: left })}</p> : null}
        </Disclosure>
      )}
      {distinct.exact ? null : <p className="quiet">{t('sample')}</p>}
      {untold === 0 ? null : <p className="quiet">{t('untold', { count: untold })}</p>}
    </section>
  );
}

/** A tab stands between an action and what it was done on. */
function wordsOf(name: string): string {
  const [action = '', target] = name.split('\t');
  return target === undefined ? action : t('on', { action, target });
}
