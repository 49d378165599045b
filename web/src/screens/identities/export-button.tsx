import { useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import { Button } from '../../components/button.tsx';
import { toast } from '../../components/toasts.ts';
import { csvOf, saveCsv } from '../../csv.ts';
import { t } from '../../text/identities.ts';
import type { Item } from './columns.tsx';
import { csvColumns } from './csv-columns.ts';
import { filtersOf, type ListSearch } from './list-search.ts';

const mostRows = 10_000;

/** What is filtered, as a file, in the order of the list: up to 10,000 rows, and it says when there are more. */
export function ExportButton({ search }: { readonly search: ListSearch }) {
  const [read, setRead] = useState<number>();
  const run = async (): Promise<void> => {
    const rows: Item[] = [];
    let next: string | null = null;
    setRead(0);
    try {
      do {
        const page: { readonly items: readonly Item[]; readonly next: string | null } = await call(
          'identities.list',
          {
            ...filtersOf(search),
            sort: search.sort ?? 'risk',
            limit: 200,
            ...(next === null ? {} : { cursor: next }),
          },
        );
        rows.push(...page.items);
        ({ next } = page);
        setRead(rows.length);
      } while (next !== null && rows.length < mostRows);
      saveCsv(csvOf(csvColumns, rows.slice(0, mostRows)), `identities-${search.lane ?? 'people'}.csv`);
      const isCut = next !== null || rows.length > mostRows;
      toast(isCut ? t('exportCut', { count: mostRows }) : t('exported', { count: rows.length }));
    } catch (error) {
      toast(`${t('exportFailed')} ${asProblem(error).message}`, { tone: 'problem' });
    } finally {
      setRead(undefined);
    }
  };
  return (
    <Button look="bare" icon="download" isDisabled={read !== undefined} onPress={() => void run()}>
      {read === undefined ? t('exportCsv') : t('exporting', { count: read })}
    </Button>
  );
}
