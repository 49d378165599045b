import { useId, type ReactNode } from 'react';

/** A titled card. `bare` leaves the padding to what is in it: lists and tables that reach its edges. */
export function Card({
  title,
  note,
  end,
  footer,
  bare = false,
  children,
}: {
  readonly title?: ReactNode;
  /** Quiet words beside the title: a window, a count. */
  readonly note?: ReactNode;
  readonly end?: ReactNode;
  readonly footer?: ReactNode;
  readonly bare?: boolean;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={title === undefined ? undefined : id}>
      {title === undefined ? null : (
        <header>
          <h2 id={id}>{title}</h2>
          {note === undefined ? null : <span className="quiet">{note}</span>}
          {end === undefined ? null : <span className="end">{end}</span>}
        </header>
      )}
      {bare ? children : <div className={title === undefined ? 'pad top-pad' : 'pad'}>{children}</div>}
      {footer === undefined ? null : <footer>{footer}</footer>}
    </section>
  );
}
