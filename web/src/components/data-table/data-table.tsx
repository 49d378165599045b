import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { t } from '../../text/pieces.ts';
import { ErrorState } from '../states.tsx';
import { BodyRow } from './body-row.tsx';
import { HeadRow } from './head-row.tsx';
import { SkeletonRows } from './skeleton-rows.tsx';
import { TableEnd } from './table-end.tsx';
import { linesOf, toggled, type DataTableProps } from './table-shape.ts';
import { useRowKeys } from './use-row-keys.ts';
import './data-table.css';

/**
 * A long list. Only what is in sight is in the page, so a million rows are as quick as ten; more are fetched as one comes
 * near the end. J and K go from row to row, Enter opens, X selects. Skeleton, empty, no-match and error states are in it.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, selection, groupOf, hasMore, isLoadingMore, problem, onMore } = props;
  const lines = useMemo(() => linesOf(rows, keyOf, groupOf), [rows, keyOf, groupOf]);
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useEffect(() => {
    if (frame.current !== null) setTop(frame.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtual = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (at) => (lines[at]?.kind === 'group' ? 40 : 42),
    getItemKey: (at) => lines[at]?.key ?? at,
    overscan: 12,
    scrollMargin: top,
    scrollPaddingStart: 96,
    scrollPaddingEnd: 48,
  });
  const items = virtual.getVirtualItems();

  const wanted = useRef<number>(undefined);
  const focusRow = (at: number): void => {
    const row = frame.current?.querySelector<HTMLElement>(`tr[data-at="${at}"]`);
    if (row === null || row === undefined) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
  };
  const { onCurrent, onOpen } = props;
  const keys = useRowKeys(
    rows.length,
    (at) => {
      wanted.current = at;
      virtual.scrollToIndex(lines.findIndex((line) => line.kind === 'row' && line.at === at));
      focusRow(at);
      const row = rows[at];
      if (row !== undefined) onCurrent?.(row);
    },
    selection === undefined
      ? undefined
      : (at) => {
          const row = rows[at];
          if (row !== undefined) selection.onChange(toggled(selection.selected, keyOf(row)));
        },
    onOpen === undefined
      ? undefined
      : (at) => {
          const row = rows[at];
          if (row !== undefined) onOpen(row);
        },
  );
  // A row that was out of sight exists only after the list has scrolled to it.
  useEffect(() => {
    if (wanted.current !== undefined) focusRow(wanted.current);
  });

  const last = items.at(-1)?.index ?? -1;
  const isNearEnd = hasMore === true && isLoadingMore !== true && !problem && last >= lines.length - 15;
  useEffect(() => {
    if (isNearEnd) onMore?.();
  }, [isNearEnd, onMore]);

  if (problem && rows.length === 0)
    return (
      <ErrorState
        problem={problem}
        title={props.problemTitle ?? t('listFailed')}
        {...(props.onRetry === undefined ? {} : { onRetry: props.onRetry })}
      />
    );
  if (rows.length === 0 && props.isLoading !== true) return props.empty;
  const width = columns.length + (selection === undefined ? 0 : 1);
  const before = (items[0]?.start ?? top) - top;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top);
  return (
    <div className="data" ref={frame}>
      <table
        role="grid"
        aria-label={label}
        aria-rowcount={props.total ?? -1}
        aria-busy={props.isLoading ?? false}
      >
        <colgroup>
          {selection === undefined ? null : <col style={{ width: 36 }} />}
          {columns.map((column) => (
            <col
              key={column.id}
              className={column.hiddenOnPhone ? 'not-on-phone' : undefined}
              style={column.width === undefined ? undefined : { width: column.width }}
            />
          ))}
        </colgroup>
        <HeadRow {...props} />
        {rows.length === 0 ? (
          <SkeletonRows columns={columns} hasSelection={selection !== undefined} />
        ) : (
          <tbody>
            {before > 0 ? <Spacer height={before} width={width} /> : null}
            {items.map((item) => {
              const line = lines[item.index];
              if (line === undefined) return null;
              if (line.kind === 'group')
                return (
                  <tr key={line.key} className="group" data-index={item.index} ref={virtual.measureElement}>
                    <th scope="colgroup" colSpan={width}>
                      {line.title}
                    </th>
                  </tr>
                );
              return (
                <BodyRow
                  key={line.key}
                  {...props}
                  line={line}
                  index={item.index}
                  measure={virtual.measureElement}
                  isCurrent={line.at === keys.current}
                  isMarked={keys.isMarked}
                  onGo={keys.go}
                />
              );
            })}
            {after > 0 ? <Spacer height={after} width={width} /> : null}
          </tbody>
        )}
      </table>
      <TableEnd {...props} />
    </div>
  );
}

/** Stands for the rows that are out of sight. */
function Spacer({ height, width }: { readonly height: number; readonly width: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={width} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
