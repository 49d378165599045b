import { useIsSlow } from '../states.tsx';
import type { Column } from './table-shape.ts';

const widths = ['62%', '84%', '48%', '70%', '56%'] as const;

/** The shape of rows that are on their way, once they take longer than a blink. */
export function SkeletonRows<Row>({
  columns,
  hasSelection,
}: {
  readonly columns: readonly Column<Row>[];
  readonly hasSelection: boolean;
}) {
  const isSlow = useIsSlow();
  return (
    <tbody className={isSlow ? 'bones' : 'bones unseen'}>
      {Array.from({ length: 8 }, (_, row) => (
        <tr key={row}>
          {hasSelection ? <td /> : null}
          {columns.map((column, at) => (
            <td key={column.id} className={column.hiddenOnPhone ? 'not-on-phone' : undefined}>
              <i className="bone" style={{ width: widths[(row + at) % widths.length] }} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
