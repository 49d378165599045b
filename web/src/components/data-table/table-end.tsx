import { number } from '../../text/format.ts';
import { t } from '../../text/pieces.ts';
import { Button } from '../button.tsx';
import type { DataTableProps } from './table-shape.ts';

/** Below the rows: how many of how many are shown, and more of them; or that more could not be had. */
export function TableEnd<Row>({
  rows,
  total,
  hasMore,
  isLoadingMore,
  problem,
  onMore,
}: Pick<DataTableProps<Row>, 'rows' | 'total' | 'hasMore' | 'isLoadingMore' | 'problem' | 'onMore'>) {
  if (rows.length === 0) return null;
  return (
    <div className="data-end">
      <output>
        {problem
          ? t('moreFailed')
          : hasMore !== true
            ? t('allShown', { count: rows.length })
            : total === undefined
              ? t('shownOnly', { shown: rows.length })
              : t('shownOf', { shown: rows.length, total: number(total) })}
      </output>
      {hasMore === true && onMore !== undefined ? (
        <Button look="bare" onPress={onMore} isDisabled={isLoadingMore ?? false}>
          {isLoadingMore === true ? t('loadingMore') : problem ? t('tryAgain') : t('loadMore')}
        </Button>
      ) : null}
    </div>
  );
}
