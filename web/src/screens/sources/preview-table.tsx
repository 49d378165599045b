import type { RouteOutput } from '../../api/route-table.ts';
import { Disclosure } from '../../components/disclosure.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/sources.ts';

/** What a read would bring: how many of each kind, the first of them, and what could not be read. */
export function PreviewTable({ preview }: { readonly preview: RouteOutput<'sources.preview'> }) {
  const { isWhole, kinds, notRead, moreNotRead } = preview;
  return (
    <div className="stack-s" role="status">
      <p className="medium">{t('wouldRead')}</p>
      <p className="soft">{isWhole ? t('whole') : t('atLeast')}</p>
      {kinds.length === 0 ? (
        <p>{t('nothingFound')}</p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <div className="graph-table" tabIndex={0} role="group" aria-label={t('wouldRead')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('kind')}</th>
                <th scope="col">{t('count')}</th>
                <th scope="col">{t('first')}</th>
              </tr>
            </thead>
            <tbody>
              {kinds.map(({ kind, count, first }) => (
                <tr key={kind}>
                  <td>{kind}</td>
                  <td className="num">{isWhole ? number(count) : t('atLeastCount', { count })}</td>
                  <td className="mono breaks">{first.map(({ key, name }) => name ?? key).join(', ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {notRead.length === 0 ? null : (
        <Disclosure summary={`${t('notRead')}: ${t('gaps', { count: notRead.length + moreNotRead })}`}>
          <ul className="plain-list">
            {notRead.map(({ what, why }) => (
              <li key={what + why} className="breaks">
                <b>{what}</b>: <span className="soft">{why}</span>
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </div>
  );
}
