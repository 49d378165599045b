import { t } from '../../text/pieces.ts';
import { Checkbox } from '../checkbox.tsx';
import { Icon } from '../icon.tsx';
import type { Column, DataTableProps } from './table-shape.ts';

/** The head: what can be sorted by is a button, and says how it is sorted now. */
export function HeadRow<Row>({ columns, rows, keyOf, selection, sort, onSort }: DataTableProps<Row>) {
  const selected =
    selection === undefined ? 0 : rows.filter((row) => selection.selected.has(keyOf(row))).length;
  return (
    <thead>
      <tr>
        {selection === undefined ? null : (
          <th scope="col">
            <Checkbox
              label={t('selectAll')}
              labelHidden
              isChecked={selected > 0 && selected === rows.length}
              isMixed={selected > 0 && selected < rows.length}
              onChange={(on) => selection.onChange(new Set(on ? rows.map(keyOf) : []))}
            />
          </th>
        )}
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            className={classOf(column)}
            aria-sort={sort?.by === column.id ? (sort.descending ? 'descending' : 'ascending') : undefined}
          >
            {column.sortable === true && onSort !== undefined ? (
              <button
                type="button"
                title={t('sortBy', { column: column.header })}
                onClick={() =>
                  onSort({
                    by: column.id,
                    descending: sort?.by === column.id ? !sort.descending : true,
                  })
                }
              >
                {column.header}
                {sort?.by === column.id ? <Icon name={sort.descending ? 'down' : 'up'} small /> : null}
              </button>
            ) : (
              <span className={column.headerHidden ? 'sr' : undefined}>{column.header}</span>
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** The classes of a column's cells. */
export const classOf = <Row,>(column: Column<Row>): string | undefined =>
  [column.align === 'end' ? 'right' : '', column.hiddenOnPhone ? 'not-on-phone' : '']
    .filter(Boolean)
    .join(' ') || undefined;
