import { useState } from 'react';
import { asProblem } from '../api/problem.ts';
import { csvOf, type CsvColumn } from '../csv.ts';
import { saveText } from '../save-text.ts';
import { t } from '../text/pieces.ts';
import { Button } from './button.tsx';
import { toast } from './toasts.ts';

/** One page of what is exported, and the cursor of the next; null: that is all. */
export interface ExportPage<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

/** Rows as a file, read page by page up to a bound; it says how many there are in it, and when there are more. */
export function ExportButton<Row>({
  columns,
  file,
  most,
  page,
  said,
}: {
  readonly columns: readonly CsvColumn<Row>[];
  readonly file: string;
  readonly most: number;
  readonly page: (cursor: string | undefined) => Promise<ExportPage<Row>>;
  readonly said: {
    readonly whole: (count: number) => string;
    readonly cut: (count: number) => string;
  };
}) {
  const [read, setRead] = useState<number>();
  const run = async (): Promise<void> => {
    const rows: Row[] = [];
    let next: string | null = null;
    setRead(0);
    try {
      do {
        const got: ExportPage<Row> = await page(next ?? undefined);
        rows.push(...got.rows);
        ({ next } = got);
        setRead(rows.length);
      } while (next !== null && rows.length < most);
      saveText(csvOf(columns, rows.slice(0, most)), file, 'text/csv');
      toast(next !== null || rows.length > most ? said.cut(most) : said.whole(rows.length));
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
