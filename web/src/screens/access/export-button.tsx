import { useState } from 'react';
import { asProblem } from '../../api/problem.ts';
import { Button } from '../../components/button.tsx';
import { toast } from '../../components/toasts.ts';
import { csvOf, saveCsv, type CsvColumn } from '../../csv.ts';
import { t } from '../../text/access.ts';
import type { Question } from './access-search.ts';
import { pathWords, rightOf } from './columns.tsx';
import { answerPage, type Answered } from './use-answer.ts';

const mostRows = 50_000;

const columns: readonly CsvColumn<Answered>[] = [
  ['source', ({ account }) => account.source],
  ['account', ({ account }) => account.key],
  ['name', ({ account }) => account.name],
  [
    'right',
    (row) => (row.entitlement === undefined && row.path.at(-1)?.how !== 'power' ? null : rightOf(row)),
  ],
  ['answer', ({ verdict }) => verdict],
  ['depends_on', (row) => (row.verdict === 'depends' ? row.dependsOn.join('; ') : null)],
  ['basis', ({ basis }) => basis],
  ['path', pathWords],
  ['grants', ({ path }) => path.map(({ because, basis }) => `${because.key} (${basis})`).join(' > ')],
];

/** The whole answer as a file: up to 50,000 rows of one version, and it says when there are more. */
export function ExportButton({ question }: { readonly question: Question }) {
  const [read, setRead] = useState<number>();
  const run = async (): Promise<void> => {
    const rows: Answered[] = [];
    let cursor: string | null = null;
    setRead(0);
    try {
      do {
        const page: { readonly rows: readonly Answered[]; readonly next: string | null } = await answerPage(
          question,
          { limit: 2000, ...(cursor === null ? {} : { cursor }) },
        );
        rows.push(...page.rows);
        cursor = page.next;
        setRead(rows.length);
      } while (cursor !== null && rows.length < mostRows);
      saveCsv(csvOf(columns, rows.slice(0, mostRows)), 'access.csv');
      toast(cursor === null ? t('exported', { count: rows.length }) : t('exportCut', { count: mostRows }));
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
