import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { Skeleton } from '../../components/states.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/policies.ts';
import { t as changing } from '../../text/policy-changes.ts';
import { ConsoleRights } from './console-rights.tsx';
import { InForce } from './in-force.tsx';
import { PolicyList } from './policy-list.tsx';
import { policyTabs } from './policy-search.ts';
import { RightsTable } from './rights-table.tsx';
import '../../cases/evidence.css';
import './policies.css';

/** Fetched when it is looked at: what it chooses from the estate with is large. */
const CaseTester = lazy(async () => ({ default: (await import('./case-tester.tsx')).CaseTester }));

/** What changes the policies signs, and what signs is large. */
const Changes = lazy(async () => ({ default: (await import('./changes/index.tsx')).Changes }));

const here = getRouteApi('/inside/policies');

/** What is permitted: the set in force, the table, every policy, and what they would say. */
export function Screen() {
  const search = here.useSearch();
  const navigate = here.useNavigate();
  return (
    <Page title={t('title')} width="full">
      <PageHead title={t('title')}>{t('why')}</PageHead>
      <div className="stack">
        <InForce />
        <Tabs
          label={t('views')}
          value={search.tab ?? 'rights'}
          onChange={(id) => {
            const tab = policyTabs.find((each) => each === id);
            void navigate({ search: tab === undefined || tab === 'rights' ? {} : { tab } });
          }}
          tabs={[
            { id: 'rights', label: t('rights'), content: <RightsTable /> },
            { id: 'list', label: t('list'), content: <PolicyList /> },
            {
              id: 'changes',
              label: changing('tab'),
              content: (
                <Suspense fallback={<Skeleton rows={6} />}>
                  <Changes />
                </Suspense>
              ),
            },
            { id: 'console', label: t('console'), content: <ConsoleRights /> },
            {
              id: 'tester',
              label: t('tester'),
              content: (
                <Suspense fallback={<Skeleton rows={6} />}>
                  <CaseTester />
                </Suspense>
              ),
            },
          ]}
        />
      </div>
    </Page>
  );
}
