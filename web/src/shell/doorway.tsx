import { useEffect, type ReactNode } from 'react';
import { t } from '../text/shell.ts';
import { Mark } from './mark.tsx';
import './doorway.css';

/** The frame of a page for somebody who is not signed in: one card, nothing else. */
export function Doorway({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title]);
  return (
    <main id="main" className="doorway">
      <p className="brand">
        <Mark />
        <span>{t('product')}</span>
      </p>
      <section className="card">
        <h1>{title}</h1>
        {children}
      </section>
    </main>
  );
}
