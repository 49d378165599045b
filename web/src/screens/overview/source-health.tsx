import { Link } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/overview.ts';

/** Each source: whether it is read, when it last was, what it did not show, and whether it can be changed from here. */
export function SourceHealth({ sources }: { readonly sources: RouteOutput<'status.show'>['sources'] }) {
  const gaps = useRoute('sources.list', { limit: 200 }).data;
  return (
    <Card title={t('sources')} note={t('sourcesNote', { count: sources.length })}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('source')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col">{t('reads')}</th>
            <th scope="col" className="not-on-phone">
              {t('notRead')}
            </th>
            <th scope="col" className="not-on-phone">
              {t('changeable')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => {
            const missing = gaps?.items.find((each) => each.source.id === source.id)?.gaps.length;
            return (
              <tr key={source.id}>
                <td>
                  <Link to="/sources">{source.id}</Link> <span className="quiet">{source.connector}</span>
                </td>
                <td>{source.state === 'paused' ? <Tag tone="attn">{t('pausedState')}</Tag> : t('active')}</td>
                <td>{source.lastRead === null ? t('never') : <When at={source.lastRead} />}</td>
                <td className="not-on-phone">
                  {missing === undefined ? null : missing === 0 ? (
                    <span className="quiet">{t('nothingMissing')}</span>
                  ) : (
                    t('gaps', { count: missing })
                  )}
                </td>
                <td className="not-on-phone">
                  {source.writable ? t('yes') : <span className="quiet">{t('observeOnly')}</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Card>
  );
}
