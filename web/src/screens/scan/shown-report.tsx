import { Callout } from '../../components/callout.tsx';
import { DataTable } from '../../components/data-table/index.ts';
import { Disclosure } from '../../components/disclosure.tsx';
import { GapList } from '../../components/gap-list.tsx';
import { EmptyState } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { locale } from '../../text/catalogue.ts';
import { t } from '../../text/scan.ts';
import { findingColumns, itemColumns } from './columns.tsx';
import type { Report } from './read-report.ts';

const mostGaps = 100;

/** The report: how much was found, what is wrong, who holds what and reaches what, and what was not read. */
export function ShownReport({ report }: { readonly report: Report }) {
  const { agents, servers, credentials, roots, findings, items, gaps } = report;
  return (
    <>
      <div className="scan-head">
        <h2 className="breaks" aria-live="polite">
          {t('said', {
            agents,
            servers,
            credentials,
            roots: new Intl.ListFormat(locale).format(roots.slice(0, 5)),
          })}
        </h2>
        <p className="soft">{t.rich('scannedAt', { when: <When key="w" at={report.at} as="exact" /> })}</p>
      </div>
      {report.isWhole ? null : <Callout tone="attn">{t('notWhole')}</Callout>}
      <section className="stack" aria-label={t('findings')}>
        <h2>{t('findings')}</h2>
        <DataTable
          label={t('findings')}
          columns={findingColumns}
          rows={findings.map((each, at) => ({ ...each, at }))}
          keyOf={({ at }) => String(at)}
          nameOf={({ title, subject }) => `${title} ${subject}`}
          total={findings.length}
          empty={<EmptyState title={t('noFindings')} />}
        />
      </section>
      <section className="stack" aria-label={t('holders')}>
        <h2>{t('holders')}</h2>
        <DataTable
          label={t('holders')}
          columns={itemColumns}
          rows={items}
          keyOf={({ key }) => key}
          nameOf={({ name }) => name}
          total={items.length}
          empty={<EmptyState icon="agent" title={t('noHolders')} />}
        />
      </section>
      {gaps.length === 0 ? null : (
        <Disclosure summary={t('notRead', { count: gaps.length })} isOpen={!report.isWhole}>
          <GapList gaps={gaps} most={mostGaps} />
        </Disclosure>
      )}
    </>
  );
}
