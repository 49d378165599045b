import { useMemo, useState, type ReactNode } from 'react';
import { t } from '../../text/pieces.ts';
import { saveText } from '../../save-text.ts';
import { Menu } from '../menu.tsx';
import { Segmented } from '../segmented.tsx';
import { GraphDrawing } from './graph-drawing.tsx';
import { jsonOf, mermaidOf } from './graph-export.ts';
import { folded } from './graph-fold.ts';
import type { Opened, PathGraphData } from './graph-shape.ts';
import { GraphTable } from './graph-table.tsx';
import './path-graph.css';

/** More nodes than this are too many to be read at once. */
const room = 36;
/** So many more are drawn when one that stands for several is opened. */
const opens = 8;

const isNarrow = (): boolean => window.matchMedia('(max-width: 760px)').matches;

const shut: Opened = new Map();

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
  const [held, setHeld] = useState<{ readonly of: PathGraphData; readonly opened: Opened }>();
  const opened = held?.of === data ? held.opened : shut;
  const drawn = useMemo(
    () => folded(data, { most, room, opened, nameOfMore: (count) => t('moreNodes', { count }) }),
    [data, most, opened],
  );
  const shown = drawn.nodes.filter(({ folds }) => folds === undefined).length;
  return (
    <div className="path-graph">
      <div className="path-graph-tools">
        {children}
        <Menu
          label={t('exportGraph')}
          name={t('exportGraph')}
          look="bare"
          icon="download"
          entries={[
            {
              id: 'mermaid',
              label: 'Mermaid',
              onAction: () => saveText(mermaidOf(data), 'paths.mmd'),
            },
            {
              id: 'json',
              label: 'JSON',
              onAction: () => saveText(jsonOf(data), 'paths.json', 'application/json'),
            },
          ]}
        />
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
        <>
          <GraphDrawing
            label={label}
            data={drawn}
            onUnfold={(id) =>
              setHeld({ of: data, opened: new Map(opened).set(id, (opened.get(id) ?? 0) + opens) })
            }
            {...(onOpen === undefined ? {} : { onOpen })}
          />
          {shown < data.nodes.length ? (
            <p className="quiet" role="status">
              {t('graphCut', { shown, total: data.nodes.length })}
            </p>
          ) : null}
        </>
      ) : (
        <GraphTable label={label} data={data} {...(onOpen === undefined ? {} : { onOpen })} />
      )}
    </div>
  );
}
