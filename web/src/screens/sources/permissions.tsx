import type { RouteOutput } from '../../api/route-table.ts';
import { Disclosure } from '../../components/disclosure.tsx';
import { t } from '../../text/sources.ts';

/** What reading takes, as the vendor names it, and what is read with it; from the connector itself. */
export function Permissions({
  connector: {
    capabilities: { permissions, reads, doesNotRead },
  },
}: {
  readonly connector: RouteOutput<'sources.connectors'>['items'][number];
}) {
  return (
    <div className="callout">
      <div className="stack-s">
        <p className="medium">{t('needs')}</p>
        <ul className="plain-list">
          {permissions.read.map((each) => (
            <li key={each} className="breaks">
              {each}
            </li>
          ))}
        </ul>
        <p className="soft">
          {t('reads')}: {reads.join(', ')}
        </p>
        {doesNotRead.length === 0 ? null : (
          <Disclosure summary={t('doesNotRead')}>
            <ul className="plain-list">
              {doesNotRead.map((each) => (
                <li key={each} className="soft breaks">
                  {each}
                </li>
              ))}
            </ul>
          </Disclosure>
        )}
      </div>
    </div>
  );
}
