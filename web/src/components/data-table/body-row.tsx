import type { KeyboardEvent, MouseEvent, Ref } from 'react';
import { t } from '../../text/pieces.ts';
import { Checkbox } from '../checkbox.tsx';
import { classOf } from './head-row.tsx';
import { toggled, type DataTableProps, type Line } from './table-shape.ts';

/** One row. It is one tab stop of the list; links and buttons in it stay what they are. */
export function BodyRow<Row>({
  columns,
  nameOf,
  onOpen,
  selection,
  line,
  index,
  measure,
  isCurrent,
  isMarked,
  onGo,
}: DataTableProps<Row> & {
  readonly line: Line<Row> & { readonly kind: 'row' };
  readonly index: number;
  readonly measure: Ref<HTMLTableRowElement>;
  readonly isCurrent: boolean;
  readonly isMarked: boolean;
  readonly onGo: (at: number) => void;
}) {
  const { row, at, key } = line;
  const isSelected = selection?.selected.has(key) ?? false;
  const click = (event: MouseEvent): void => {
    const isOwn = event.target instanceof Element && event.target.closest('a, button, input, label') !== null;
    if (!isOwn && window.getSelection()?.isCollapsed !== false) onOpen?.(row);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter' && onOpen !== undefined) onOpen(row);
    else if (event.key === 'ArrowDown') onGo(at + 1);
    else if (event.key === 'ArrowUp') onGo(at - 1);
    else if (event.key === 'Home') onGo(0);
    else if (event.key === 'End') onGo(Number.MAX_SAFE_INTEGER);
    else if (event.key === ' ' && selection !== undefined)
      selection.onChange(toggled(selection.selected, key));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <tr
      ref={measure}
      data-index={index}
      data-at={at}
      tabIndex={isCurrent ? 0 : -1}
      className={isCurrent && isMarked ? 'on' : undefined}
      aria-rowindex={at + 2}
      aria-label={nameOf(row)}
      aria-selected={selection === undefined ? undefined : isSelected}
      onClick={click}
      onKeyDown={press}
    >
      {selection === undefined ? null : (
        <td>
          <Checkbox
            label={t('selectRow', { what: nameOf(row) })}
            labelHidden
            isChecked={isSelected}
            onChange={() => selection.onChange(toggled(selection.selected, key))}
          />
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.id}
          className={classOf(column)}
          data-label={column.headerHidden ? undefined : column.header}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}
