import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { t } from '../text/shell.ts';
import { Banners } from './banners.tsx';
import { usePaletteOpen } from './command-palette-state.ts';
import { Sidebar } from './sidebar.tsx';
import './shell.css';

const CommandPalette = lazy(() => import('./command-palette.tsx'));

/** The frame of every screen for somebody who is signed in: sidebar, banners, and the screen. */
export function AppShell() {
  const isPaletteOpen = usePaletteOpen();
  return (
    <>
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <div className="shell">
        <Sidebar />
        <div className="body">
          <Banners />
          <Outlet />
        </div>
      </div>
      {isPaletteOpen ? (
        <Suspense>
          <CommandPalette />
        </Suspense>
      ) : null}
    </>
  );
}
