import { useMemo, useState, type ReactNode } from 'react';
import { t } from '../../text/pieces.ts';
import { Segmented } from '../segmented.tsx';
import { GraphDrawing } from './graph-drawing.tsx';
import { withHeadsGrouped, withTailsGrouped, type PathGraphData } from './graph-shape.ts';
import { GraphTable } from './graph-table.tsx';
import './path-graph.css';

const isNarrow = (): boolean => window.matchMedia('(max-width: 760px)').matches;

/**
 * From an identity to what it reaches, each edge naming the grant that makes it. The table says the same in rows, with
 * every name in full; on a phone it comes first.
 */
export function PathGraph({
  label,
  data,
  most = 5,
  onOpen,
  children,
}: {
  readonly label: string;
  readonly data: PathGraphData;
  /** More leaves than this of one node are drawn as one, and more beginnings that lead to one. */
  readonly most?: number;
  readonly onOpen?: (id: string) => void;
  /** To the left of the switch between graph and table. */
  readonly children?: ReactNode;
}) {
  const [view, setView] = useState<'graph' | 'table'>(() => (isNarrow() ? 'table' : 'graph'));
  const drawn = useMemo(() => {
    const more = (count: number): string => t('moreNodes', { count });
    return withHeadsGrouped(withTailsGrouped(data, most, more), most, more);
  }, [data, most]);
  return (
    <div className="path-graph">
      <div className="path-graph-tools">
        {children}
        <Segmented
          label={label}
          value={view}
          onChange={setView}
          choices={[
            { id: 'graph', label: t('graph'), icon: 'graph' },
            { id: 'table', label: t('table'), icon: 'table' },
          ]}
        />
      </div>
      {view === 'graph' ? (
        <GraphDrawing label={label} data={drawn} {...(onOpen === undefined ? {} : { onOpen })} />
      ) : (
        <GraphTable label={label} data={data} {...(onOpen === undefined ? {} : { onOpen })} />
      )}
    </div>
  );
}
