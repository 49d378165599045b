import { useMemo, useState } from 'react';
import { Callout } from '../../components/callout.tsx';
import { DataTable } from '../../components/data-table/index.ts';
import { Disclosure } from '../../components/disclosure.tsx';
import { GapList } from '../../components/gap-list.tsx';
import { Segmented } from '../../components/segmented.tsx';
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
  const [view, setView] = useState<'wrong' | 'held'>('wrong');
  const numbered = useMemo(() => findings.map((each, at) => ({ ...each, at })), [findings]);
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
      <Segmented
        label={t('views')}
        value={view}
        onChange={setView}
        choices={[
          { id: 'wrong', label: t('findings') },
          { id: 'held', label: t('holders') },
        ]}
      />
      {/* one list at a time: each knows where on the page it begins */}
      {view === 'wrong' ? (
        <DataTable
          key="wrong"
          label={t('findings')}
          columns={findingColumns}
          rows={numbered}
          keyOf={({ at }) => String(at)}
          nameOf={({ title, subject }) => `${title} ${subject}`}
          total={findings.length}
          empty={<EmptyState title={t('noFindings')} />}
        />
      ) : (
        <DataTable
          key="held"
          label={t('holders')}
          columns={itemColumns}
          rows={items}
          keyOf={({ key }) => key}
          nameOf={({ name }) => name}
          total={items.length}
          empty={<EmptyState icon="agent" title={t('noHolders')} />}
        />
      )}
      {gaps.length === 0 ? null : (
        <Disclosure summary={t('notRead', { count: gaps.length })} isOpen={!report.isWhole}>
          <GapList gaps={gaps} most={mostGaps} />
        </Disclosure>
      )}
    </>
  );
}
