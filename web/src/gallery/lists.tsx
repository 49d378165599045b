import { useState } from 'react';
import { DataTable, type Column, type Sort } from '../components/data-table/index.ts';
import { EmptyState } from '../components/states.tsx';
import { Facets, type Filters } from '../components/facets.tsx';
import { MoreButton } from '../components/more-button.tsx';
import { Kind, type IdentityKind } from '../components/kind.tsx';
import { Risk, type RiskLevel } from '../components/risk.tsx';
import { SearchField } from '../components/search-field.tsx';
import { When } from '../components/when.tsx';
import { number } from '../text/format.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly kind: IdentityKind;
  readonly level: RiskLevel;
  readonly score: number;
  readonly seen: string;
}

const kinds = ['service_account', 'workload', 'agent', 'person', 'integration'] as const;
const levelOf = (score: number): RiskLevel =>
  score > 85 ? 'critical' : score > 60 ? 'high' : score > 30 ? 'medium' : 'low';
const all: readonly Row[] = Array.from({ length: 400 }, (_, at) => {
  const score = 98 - Math.floor(at / 4.2);
  return {
    id: `row-${at}`,
    name: `svc-${['report', 'export', 'backup', 'billing', 'sync'][at % 5]}-${String(at).padStart(3, '0')}`,
    kind: kinds[at % kinds.length] ?? 'person',
    level: levelOf(score),
    score,
    seen: new Date(Date.parse('2026-10-06T09:00:00Z') - at * 5_400_000).toISOString(),
  };
});

const columns: readonly Column<Row>[] = [
  {
    id: 'risk',
    header: 'Risk',
    width: 130,
    sortable: true,
    cell: (row) => <Risk level={row.level} score={row.score} />,
  },
  {
    id: 'name',
    header: 'Identity',
    sortable: true,
    cell: (row) => (
      <span className="two">
        <b>Reads customer exports it does not use</b>
        <span className="soft mono">{row.name}</span>
      </span>
    ),
  },
  { id: 'kind', header: 'Kind', width: 170, hiddenOnPhone: true, cell: (row) => <Kind kind={row.kind} /> },
  { id: 'seen', header: 'Last used', width: 140, align: 'end', cell: (row) => <When at={row.seen} /> },
];

/** A list with search, facets, sorting, selection and more to come; and one that is still loading, and an empty one. */
export function Lists() {
  const [search, setSearch] = useState('');
  const [filters, setFilters] = useState<Filters>({ kind: ['agent', 'workload'] });
  const [sort, setSort] = useState<Sort>({ by: 'risk', descending: true });
  const [count, setCount] = useState(50);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['row-1']));
  const kindsOn = filters['kind'] ?? [];
  const found = all.filter(
    (row) => row.name.includes(search) && (kindsOn.length === 0 || kindsOn.includes(row.kind)),
  );
  const sorted = sort.descending ? found : found.toReversed();
  return (
    <>
      <section className="wide-cell">
        <div className="list-tools">
          <SearchField
            label="Search identities"
            value={search}
            answer={`${found.length} identities`}
            onSearch={setSearch}
          />
          <Facets
            filters={filters}
            onChange={setFilters}
            facets={[
              {
                id: 'kind',
                label: 'Kind',
                options: [
                  { id: 'agent', label: 'Agent', count: 80 },
                  { id: 'workload', label: 'Workload', count: 80 },
                  { id: 'person', label: 'Person', count: 80 },
                ],
              },
            ]}
          />
          <span className="end">{number(found.length)} identities</span>
        </div>
        <DataTable
          label="Identities"
          columns={columns}
          rows={sorted.slice(0, count)}
          total={sorted.length}
          keyOf={(row) => row.id}
          nameOf={(row) => row.name}
          onOpen={() => undefined}
          sort={sort}
          onSort={setSort}
          selection={{ selected, onChange: setSelected }}
          groupOf={(row) => (row.score > 94 ? 'Start here' : 'Then')}
          hasMore={count < sorted.length}
          onMore={() => setCount(count + 50)}
          empty={<EmptyState icon="search" title={`No identity matches “${search}”`} />}
        />
      </section>
      <section className="wide-cell">
        <DataTable
          label="Identities that are on their way"
          columns={columns}
          rows={[]}
          isLoading
          keyOf={(row) => row.id}
          nameOf={(row) => row.name}
          empty={null}
        />
      </section>
      <section>
        <MoreButton hasMore isLoadingMore={false} onMore={() => undefined} />
        <MoreButton hasMore isLoadingMore onMore={() => undefined} />
      </section>
    </>
  );
}
