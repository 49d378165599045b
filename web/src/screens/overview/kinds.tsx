import { Link } from '@tanstack/react-router';
import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { ShareBar } from '../../components/charts.tsx';
import { Kind } from '../../components/kind.tsx';
import { number, percent } from '../../text/format.ts';
import { t } from '../../text/overview.ts';

type Kinds = RouteOutput<'overview.show'>['kinds'];

/** The estate by kind: how many there are, and how many of them want looking at. */
export function Kinds({ kinds }: { readonly kinds: Kinds }) {
  const all = kinds.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card title={t('estate')} note={t('estateNote', { count: all })}>
      {kinds.length === 0 ? (
        <p className="soft">{t('noKinds')}</p>
      ) : (
        <table className="table kinds">
          <thead>
            <tr>
              <th scope="col">{t('kind')}</th>
              <th scope="col" className="right">
                {t('all')}
              </th>
              <th scope="col" className="not-on-phone">
                <span className="sr">{t('estate')}</span>
              </th>
              <th scope="col" className="right">
                {t('withoutOwner')}
              </th>
              <th scope="col" className="right not-on-phone">
                {t('privileged')}
              </th>
              <th scope="col" className="right">
                {t('critical')}
              </th>
              <th scope="col" className="right not-on-phone">
                {t('high')}
              </th>
            </tr>
          </thead>
          <tbody>
            {kinds.map((each) => (
              <tr key={each.kind}>
                <td>
                  <Link
                    to="/identities"
                    search={each.kind === 'person' ? {} : { lane: 'workloads', kind: [each.kind] }}
                  >
                    <Kind kind={each.kind} />
                  </Link>
                </td>
                <td className="right num">{number(each.count)}</td>
                <td className="not-on-phone">
                  <ShareBar share={all === 0 ? 0 : each.count / all} label={percent(each.count / all)} />
                </td>
                <td className="right num">
                  {each.withoutOwner === null ? (
                    <span className="quiet">{t('notOwned')}</span>
                  ) : (
                    number(each.withoutOwner)
                  )}
                </td>
                <td className="right num not-on-phone">{number(each.privileged)}</td>
                <td className="right num">{number(each.critical)}</td>
                <td className="right num not-on-phone">{number(each.high)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
