import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { useStanding } from '../../api/standing.ts';
import { useList } from '../../api/use-list.ts';
import { DataTable } from '../../components/data-table/index.ts';
import { EmptyState } from '../../components/states.tsx';
import { KeyHints } from '../../keys/key-hints.tsx';
import { useShortcut } from '../../keys/use-shortcut.ts';
import '../../cases/evidence.css';
import { ViewBar } from '../../saved-views/view-bar.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t as cases } from '../../text/cases.ts';
import { inert } from '../../text/inert.ts';
import { t } from '../../text/findings.ts';
import { t as pieces } from '../../text/pieces.ts';
import { canAct, columns, type Item } from './columns.tsx';
import { GroupList } from './group-list.tsx';
import { filtersOf, readQueueSearch, type QueueSearch } from './queue-search.ts';
import { QueueTools } from './queue-tools.tsx';
import { SelectionBar } from './selection-bar.tsx';
import './findings.css';

const here = getRouteApi('/inside/findings');
const AcceptDialog = lazy(async () => ({ default: (await import('./accept-dialog.tsx')).AcceptDialog }));
const FileDialog = lazy(async () => ({ default: (await import('./file-dialog.tsx')).FileDialog }));
const startHere = 5;

/** The queue: what is wrong, ranked over everything, with what a rule would do about it; one by one, together, or many at once. */
export function Screen() {
  const search = here.useSearch();
  const { saved, ...asks } = search;
  const navigate = useNavigate();
  const goTo = here.useNavigate();
  const session = useSession();
  const filters = useMemo(() => filtersOf(search), [search]);
  const list = useList('findings.list', { ...filters, limit: 100 });
  const counts = useRoute('findings.facets', filters).data;
  const asked = JSON.stringify(filters);
  const [selection, setSelection] = useState<Selection>(nothing);
  const selected = selection.under === asked ? selection : nothing;
  const [current, setCurrent] = useState<Item>();
  const [dialog, setDialog] = useState<'file' | 'accept'>();

  const isOpen = search.state === undefined;
  const isPlain = asked === '{}';
  const items = useMemo(
    () => (isPlain ? firstThings(list.rows, list.first?.items ?? []) : list.rows),
    [isPlain, list.rows, list.first],
  );
  const first = new Set(items.slice(0, startHere).map(({ id }) => id));
  const change = (next: QueueSearch): void => void goTo({ search: next, replace: true });
  const which =
    selected.all || selected.ids.size > 0
      ? selected
      : current === undefined
        ? undefined
        : { ...nothing, ids: new Set([current.id]) };
  const chosen = items.filter(({ id }) => which?.ids.has(id) === true);
  const mayFile = session?.may.includes('operate') === true && isOpen && which !== undefined;
  const mayAsk = session?.may.includes('sign') === true && isOpen && which !== undefined && !which.all;
  const group = pieces('keyGroupPage');
  useShortcut(
    mayFile ? { keys: ['p'], label: t('propose'), group, run: () => setDialog('file') } : undefined,
  );
  useShortcut(
    mayAsk ? { keys: ['a'], label: t('accept'), group, run: () => setDialog('accept') } : undefined,
  );
  const total = list.first?.total;
  // counting stops early in a long list; how many are open altogether is known
  const known = useStanding()?.openFindings ?? 0;
  const isLeast = total?.isLeast === true && known < total.count;
  const count = total?.isLeast === true && !isLeast ? known : (total?.count ?? 0);
  return (
    <Page title={cases('findings')} width="full">
      <PageHead
        loud
        title={
          isPlain && count > 0
            ? cases(isLeast ? 'findingsLeadAtLeast' : 'findingsLead', { count })
            : cases('findings')
        }
      >
        {cases('findingsWhy')}
      </PageHead>
      <ViewBar
        asks={{ list: 'findings', search: asks }}
        saved={saved}
        onOpen={(next) => void goTo({ search: readQueueSearch(next) })}
      />
      <QueueTools search={search} counts={counts} onChange={change} />
      {search.by === undefined ? (
        <>
          <DataTable<Item>
            label={cases('findings')}
            columns={columns}
            {...list.table}
            rows={items}
            total={total === undefined || total.isLeast ? undefined : total.count}
            keyOf={(item) => item.id}
            nameOf={(item) => inert(item.title)}
            onOpen={(item) => void navigate({ to: '/findings/$id', params: { id: item.id } })}
            onCurrent={setCurrent}
            {...(isOpen
              ? {
                  selection: {
                    selected: selected.all ? new Set(items.map(({ id }) => id)) : selected.ids,
                    onChange: (ids) => setSelection({ under: asked, ids, all: false }),
                  },
                }
              : {})}
            {...(isPlain
              ? {
                  groupOf: (item) =>
                    first.has(item.id) && canAct(item) ? cases('startHere') : cases('others'),
                }
              : {})}
            problemTitle={cases('couldNotRead')}
            empty={
              isPlain ? (
                <EmptyState title={cases('nothingWrong')}>{cases('nothingWrongWhy')}</EmptyState>
              ) : (
                <EmptyState icon="search" title={cases('noMatch')} />
              )
            }
          />
          {selected.all || selected.ids.size > 0 ? (
            <SelectionBar
              count={selected.all ? count : selected.ids.size}
              isAll={selected.all}
              isLeast={total?.isLeast ?? false}
              // what fits can be more than what was fetched
              {...(!selected.all && selected.ids.size >= items.length && count > items.length
                ? {
                    allThere: count,
                    onAll: () => setSelection({ under: asked, ids: selected.ids, all: true }),
                  }
                : {})}
              {...(mayFile ? { onFile: () => setDialog('file') } : {})}
              {...(mayAsk ? { onAccept: () => setDialog('accept') } : {})}
              onClear={() => setSelection(nothing)}
            />
          ) : null}
          <KeyHints
            hints={[
              [['j', 'k'], t('next')],
              [['Enter'], t('open')],
              [['x'], t('select')],
              [['p'], t('propose')],
              [['a'], t('accept')],
              [['?'], t('allKeys')],
            ]}
            end={t('nothingFiled')}
          />
        </>
      ) : (
        <GroupList search={search} by={search.by} onOpen={(narrowed) => void goTo({ search: narrowed })} />
      )}
      <Suspense>
        {dialog === 'file' && which !== undefined ? (
          <FileDialog
            which={which.all ? { all: filters } : { findings: chosen.map(({ id }) => id) }}
            count={which.all ? count : which.ids.size}
            onClose={() => setDialog(undefined)}
          />
        ) : null}
        {dialog === 'accept' && which !== undefined && session !== undefined ? (
          <AcceptDialog findings={chosen} session={session} onClose={() => setDialog(undefined)} />
        ) : null}
      </Suspense>
    </Page>
  );
}

/** What is selected holds for the question that it was selected under. */
interface Selection {
  readonly under: string;
  readonly ids: ReadonlySet<string>;
  readonly all: boolean;
}
const nothing: Selection = { under: '', ids: new Set(), all: false };

/** The first few that can be acted on stand first, whatever is fetched later; everything else in the order of rank. */
function firstThings(rows: readonly Item[], page: readonly Item[]): readonly Item[] {
  const first = page.filter(canAct).slice(0, startHere);
  return [...first, ...rows.filter((row) => !first.some(({ id }) => id === row.id))];
}
