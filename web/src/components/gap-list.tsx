import { t } from '../text/pieces.ts';

export interface Gap {
  /** Where it is, when the page does not say so already. */
  readonly source?: string;
  readonly what: string;
  readonly why: string;
}

/** What was not read, and why; what there is too much of to list is counted. */
export function GapList({
  gaps,
  most,
  uncounted = 0,
}: {
  readonly gaps: readonly Gap[];
  readonly most: number;
  /** How many there are that were not handed over. */
  readonly uncounted?: number;
}) {
  const more = Math.max(0, gaps.length - most) + uncounted;
  return (
    <>
      <ul className="lines">
        {gaps.slice(0, most).map(({ source, what, why }) => (
          <li key={`${source ?? ''} ${what} ${why}`} className="breaks">
            {source === undefined ? <b>{what}</b> : `${source} · ${what}`}:{' '}
            <span className="soft">{why}</span>
          </li>
        ))}
      </ul>
      {more === 0 ? null : <p className="quiet">{t('moreGaps', { count: more })}</p>}
    </>
  );
}
