import type { ReactNode } from 'react';
import type { RouteOutput } from '../api/route-table.ts';
import { changeWords } from './change-words.ts';
import { Card } from '../components/card.tsx';
import { Disclosure } from '../components/disclosure.tsx';
import { t } from '../text/what-if.ts';

type Told = RouteOutput<'whatif.show'>['found'];

/** A list with its title, and how many are not in it. */
export function Part<T>({
  title,
  of: { total, told },
  children,
}: {
  readonly title?: string;
  readonly of: { readonly total: number; readonly told: readonly T[] };
  readonly children: (each: T) => ReactNode;
}) {
  return (
    <section>
      {title === undefined ? null : (
        <h3>
          {title} <span className="quiet">{total}</span>
        </h3>
      )}
      {total === 0 ? (
        <p className="quiet">{t('none')}</p>
      ) : (
        <ul className="what-if-list">{told.map((each) => children(each))}</ul>
      )}
      {total > told.length ? <p className="quiet">{t('rest', { count: total - told.length })}</p> : null}
    </section>
  );
}

/** Account by account what it could do besides, or no more. */
export function Rights({ title, of }: { readonly title: string; readonly of: Told['lost'] }) {
  if (of.length === 0) return null;
  return (
    <Card title={title} note={of.length}>
      <ul className="what-if-list">
        {of.map(({ account, rights, more }) => (
          <li key={`${account.source} ${account.key}`}>
            {account.name} <span className="quiet">{account.source}</span>
            <div className="mono breaks">
              {rights.slice(0, 8).join(', ')}{' '}
              {rights.length + more > 8 ? t('more', { count: rights.length + more - 8 }) : null}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What a bundle comes to for each holder, change by change. */
export function Changed({ changes }: { readonly changes: Told['changes'] }) {
  if (changes.length === 0) return null;
  return (
    <Disclosure summary={`${t('supposed')} (${changes.length})`}>
      <ul className="plain-list">
        {changes.slice(0, 200).map((change) => (
          <li key={JSON.stringify(change)} className="breaks">
            {changeWords(change)}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
