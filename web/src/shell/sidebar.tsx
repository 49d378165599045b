import { Link, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useSession } from '../api/session.ts';
import { useStanding } from '../api/standing.ts';
import { Icon } from '../components/icon.tsx';
import { number } from '../text/format.ts';
import { t } from '../text/shell.ts';
import { openPalette } from './command-palette-state.ts';
import { Mark } from './mark.tsx';
import { navigation } from './navigation.ts';
import { useSignOut } from './use-sign-out.ts';

/** Where one can go, and who one is. On a phone it is a strip whose menu opens. */
export function Sidebar() {
  const place = useRouterState({ select: (state) => state.location.pathname });
  const [openAt, setOpenAt] = useState<string>();
  const isOpen = openAt === place;
  return (
    <header className={isOpen ? 'side open' : 'side'}>
      <Link className="brand" to="/overview">
        <Mark />
        <span>{t('product')}</span>
      </Link>
      <button className="palette" type="button" onClick={openPalette} aria-keyshortcuts="Control+K">
        <Icon name="search" />
        <span className="palette-label">{t('find')}</span>
        <span className="keys" aria-hidden="true">
          <kbd>Ctrl</kbd>
          <kbd>K</kbd>
        </span>
      </button>
      <button
        className="menu-button"
        type="button"
        aria-expanded={isOpen}
        aria-label={t('menu')}
        onClick={() => setOpenAt(isOpen ? undefined : place)}
      >
        <Icon name={isOpen ? 'cross' : 'menu'} />
      </button>
      <Places at={place} />
      <Foot />
    </header>
  );
}

function Places({ at }: { readonly at: string }) {
  const standing = useStanding();
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    links.find(({ pathname }) => at.startsWith(pathname))?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <nav aria-label={t('main')} ref={list}>
      {navigation.map(({ group, items }) => (
        <section key={group ?? ''}>
          {group === undefined ? null : <h2 className="nav-group">{group}</h2>}
          <ul>
            {items.map(({ to, label, icon }) => (
              <li key={to}>
                <Link to={to} activeProps={{ 'aria-current': 'page' }}>
                  <Icon name={icon} />
                  <span>{label}</span>
                  {to === '/findings' && standing !== undefined && standing.openFindings > 0 ? (
                    <span className="count num">{number(standing.openFindings)}</span>
                  ) : null}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function Foot() {
  const person = useSession()?.person;
  const signOut = useSignOut();
  return (
    <div className="side-foot">
      <p className="side-state">
        <span className="ai-dot" aria-hidden="true" />
        <span>
          {t('aiOff')}
          <small>{t('aiOffWhy')}</small>
        </span>
      </p>
      <Link to="/settings" activeProps={{ 'aria-current': 'page' }}>
        <span className="avatar" aria-hidden="true">
          {person ? initials(person.name ?? person.id) : <Icon name="settings" small />}
        </span>
        <span>
          {person ? (person.name ?? person.id) : t('settings')}
          <small>{person ? person.roles.join(', ').replaceAll('_', ' ') : t('nobody')}</small>
        </span>
      </Link>
      {person ? (
        <button type="button" onClick={() => void signOut()}>
          <Icon name="out" />
          {t('signOut')}
        </button>
      ) : null}
    </div>
  );
}

/** “Data platform manager” → DP. */
export const initials = (name: string): string =>
  name
    .split(/[\s._-]+/)
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('');
