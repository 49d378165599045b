import { Outlet, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useServerEvents } from '../api/events.ts';
import { useSession } from '../api/session.ts';
import { ToastRegion } from '../components/toast-region.tsx';
import { listenForKeys } from '../keys/keys.ts';
import { useShortcut } from '../keys/use-shortcut.ts';
import { t as pieces } from '../text/pieces.ts';
import { t } from '../text/shell.ts';
import { Banners } from './banners.tsx';
import { openPalette, usePalette } from './command-palette-state.ts';
import { Sidebar } from './sidebar.tsx';
import './shell.css';

const fetchPalette = () => import('./command-palette.tsx');
const CommandPalette = lazy(fetchPalette);
const HelpDialog = lazy(() => import('../keys/help-dialog.tsx'));

/** The frame of every screen for somebody who is signed in: sidebar, banners, and the screen. */
export function AppShell() {
  const palette = usePalette();
  const [isHelpOpen, setHelpOpen] = useState(false);
  useEffect(() => listenForKeys(), []);
  // Not needed for the first screen, and there when it is asked for: who types at once loses no letter.
  useEffect(() => {
    const later = setTimeout(() => void fetchPalette(), 1500);
    return () => clearTimeout(later);
  }, []);
  const session = useSession();
  useServerEvents(session?.state === 'signed_in');
  const group = pieces('keyGroupAnywhere');
  useShortcut({
    keys: ['Mod+k'],
    label: pieces('keyPalette'),
    group,
    always: true,
    isMove: true,
    run: openPalette,
  });
  useShortcut({ keys: ['?'], label: pieces('keyHelp'), group, run: () => setHelpOpen(true) });
  if (session?.state === 'anonymous') return <ToTheDoor />;
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
      <ToastRegion />
      <Suspense>
        {palette === undefined ? null : <CommandPalette actions={palette.actions} />}
        {isHelpOpen ? <HelpDialog onClose={() => setHelpOpen(false)} /> : null}
      </Suspense>
    </>
  );
}

/**
 * Leads whoever is no longer signed in to the door, and back here afterwards. Once: the frame stays until the door has
 * loaded, and the address is the door's by then.
 */
function ToTheDoor() {
  const router = useRouter();
  useEffect(() => {
    const search = { to: router.state.location.href, ended: true };
    void router.navigate({ to: '/sign-in', search, replace: true });
  }, [router]);
  return null;
}
