import { t } from '../../text/pieces.ts';
import { BasisTag } from '../basis-tag.tsx';
import type { PathGraphData } from './graph-shape.ts';
import { wordsOfUse } from './words-of-use.ts';

/** The graph in rows: from, the grant, to, and whether it was used; nothing is left out or shortened. */
export function GraphTable({
  label,
  data: { nodes, edges },
  onOpen,
}: {
  readonly label: string;
  readonly data: PathGraphData;
  readonly onOpen?: (id: string) => void;
}) {
  const isBased = edges.some(({ basis }) => basis !== undefined);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const cell = (id: string) => {
    const node = byId.get(id);
    if (node === undefined) return <span className="mono">{id}</span>;
    return (
      <>
        {onOpen === undefined ? (
          <span className="mono">{node.label}</span>
        ) : (
          <button type="button" className="link mono" onClick={() => onOpen(id)}>
            {node.label}
          </button>
        )}
        <small className="quiet"> {node.note}</small>
      </>
    );
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className="table-scroll graph-table" tabIndex={0} role="group" aria-label={label}>
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('fromColumn')}</th>
            <th scope="col">{t('grantColumn')}</th>
            <th scope="col">{t('toColumn')}</th>
            {isBased ? <th scope="col">{t('basisColumn')}</th> : null}
            <th scope="col">{t('useColumn')}</th>
          </tr>
        </thead>
        <tbody>
          {edges.map((edge) => (
            <tr
              key={`${edge.from} ${edge.to} ${edge.grant}`}
              className={edge.use === 'choke' ? 'choke' : undefined}
            >
              <td>{cell(edge.from)}</td>
              <td className="mono">{edge.grant}</td>
              <td>{cell(edge.to)}</td>
              {isBased ? <td>{edge.basis === undefined ? null : <BasisTag basis={edge.basis} />}</td> : null}
              <td>
                {t(wordsOfUse[edge.use])}
                {edge.label === undefined ? null : <small className="quiet"> {edge.label}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
