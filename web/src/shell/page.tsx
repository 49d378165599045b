import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { inert } from '../text/inert.ts';
import { t } from '../text/shell.ts';
import { usePageArrival } from './page-arrival.ts';

export interface Crumb {
  readonly label: ReactNode;
  readonly to: string;
}

export interface PageProps {
  /** Plain text: it names the browser's tab and is what a screen reader hears on arrival. */
  readonly title: string;
  /** The places above this one; the page itself is added as the last. */
  readonly crumbs?: readonly Crumb[];
  /** How the last crumb reads, where that is not the title. */
  readonly here?: ReactNode;
  /** To the right in the top bar: a few quiet actions, or the time of what is shown. */
  readonly actions?: ReactNode;
  /** `wide` keeps lines readable (the default), `full` uses all there is, `flush` leaves the edges to the screen. */
  readonly width?: 'wide' | 'full' | 'flush';
  readonly children: ReactNode;
}

/** One screen inside the frame: top bar with breadcrumbs and actions, then the content. */
export function Page({ title, crumbs = [], here, actions, width = 'wide', children }: PageProps) {
  useEffect(() => {
    document.title = `${inert(title)} · ${t('product')}`;
  }, [title]);
  const main = usePageArrival();
  return (
    <>
      <div className="top">
        <nav aria-label={t('breadcrumb')}>
          <ol>
            {crumbs.map(({ label, to }) => (
              <li key={to}>
                <Link to={to}>{label}</Link>
              </li>
            ))}
            <li aria-current="page">{here ?? title}</li>
          </ol>
        </nav>
        {actions === undefined ? null : <div className="top-actions">{actions}</div>}
      </div>
      <main id="main" ref={main} tabIndex={-1} className={width}>
        {children}
      </main>
    </>
  );
}

/** The head of a page: its sentence, what it is about, and its actions. */
export function PageHead({
  title,
  loud = false,
  meta,
  actions,
  children,
}: {
  readonly title: ReactNode;
  /** The one 28 px line a page may have. */
  readonly loud?: boolean;
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className="head">
      <div>
        <h1 className={loud ? 'loud' : undefined}>{title}</h1>
        {children === undefined ? null : <p className="soft prose">{children}</p>}
        {meta === undefined ? null : <div className="meta">{meta}</div>}
      </div>
      {actions === undefined ? null : <div className="head-actions">{actions}</div>}
    </div>
  );
}
