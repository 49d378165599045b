import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Header } from 'react-aria-components/Header';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { SearchField } from 'react-aria-components/SearchField';
import { useRoute } from '../api/queries.ts';
import { Icon } from '../components/icon.tsx';
import { KeyCaps } from '../keys/key-cap.tsx';
import type { Shortcut } from '../keys/registry.ts';
import { inert } from '../text/inert.ts';
import { t } from '../text/pieces.ts';
import { t as shell } from '../text/shell.ts';
import { closePalette } from './command-palette-state.ts';
import { navigation, type NavigationItem } from './navigation.ts';
import { useFound, type Found } from './palette-search.ts';
import { useSignOut } from './use-sign-out.ts';
import '../components/dialog.css';
import '../components/popover.css';
import './command-palette.css';

const places: readonly NavigationItem[] = [
  ...navigation.flatMap((group) => group.items),
  { to: '/settings', label: shell('settings'), icon: 'settings' },
];
const has = (label: string, typed: string): boolean =>
  typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => label.toLowerCase().includes(word));

/** Find or do anything: places, what the keys do here, and things of the estate by name. */
export default function CommandPalette({ actions }: { readonly actions: readonly Shortcut[] }) {
  return (
    <ModalOverlay
      className="scrim palette-scrim"
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) closePalette();
      }}
    >
      <Modal className="palette-box">
        <Dialog className="dialog-frame" aria-label={t('paletteTitle')}>
          <Contents actions={actions} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Contents({ actions: ofThePage }: { readonly actions: readonly Shortcut[] }) {
  const signOut = useSignOut();
  const actions: readonly Shortcut[] = [
    ...ofThePage,
    { keys: [], label: shell('signOut'), group: '', run: () => void signOut() },
  ];
  const [typed, setTyped] = useState('');
  const found = useFound(typed);
  const views = useRoute('views.list', { limit: 200 }).data?.items ?? [];
  // before anything is typed the places come first, and few views
  const listed = typed === '' ? views.filter(({ mine }) => mine).slice(0, 5) : views;
  const navigate = useNavigate();
  const go = (to: string): void => {
    closePalette();
    void navigate({ to });
  };
  // Enter before the list has marked its first line is for that line all the same.
  const goToFirst = (): void => {
    const view = views.find(({ name }) => has(name, typed));
    const place =
      found[0] ??
      places.find((each) => has(each.label, typed)) ??
      (view === undefined ? undefined : { to: `/views/${view.id}` });
    const action = actions.find((each) => has(each.label, typed));
    if (typed === '') return;
    if (place !== undefined) go(place.to);
    else if (action !== undefined) act(action);
  };
  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped} filter={has}>
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened to type in */}
      <SearchField aria-label={t('paletteTitle')} className="palette-field" autoFocus onSubmit={goToFirst}>
        <Icon name="search" />
        <Input placeholder={t('palettePlaceholder')} maxLength={200} spellCheck={false} />
      </SearchField>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and its items never have the focus */}
      <div className="palette-scroll" role="group" aria-label={t('palettePlaces')} tabIndex={0}>
        <Menu
          className="menu palette-menu"
          aria-label={t('paletteTitle')}
          renderEmptyState={() => <p className="soft palette-nothing">{t('paletteNothing')}</p>}
        >
          {found.length === 0 ? null : <FoundSection found={found} typed={typed} onGo={go} />}
          {places.length === 0 ? null : (
            <MenuSection>
              <Header className="menu-title">{t('palettePlaces')}</Header>
              {places.map(({ to, label, icon }) => (
                <MenuItem key={to} id={to} className="option" textValue={label} onAction={() => go(to)}>
                  <Icon name={icon} />
                  <span>{label}</span>
                </MenuItem>
              ))}
            </MenuSection>
          )}
          {listed.length === 0 ? null : (
            <MenuSection>
              <Header className="menu-title">{t('paletteViews')}</Header>
              {listed.map(({ id, name, asks }) => (
                <MenuItem
                  key={id}
                  id={id}
                  className="option"
                  textValue={name}
                  onAction={() => go(`/views/${id}`)}
                >
                  <Icon name="filter" />
                  <span>{inert(name)}</span>
                  <small>{places.find(({ to }) => to === `/${asks.list}`)?.label}</small>
                </MenuItem>
              ))}
            </MenuSection>
          )}
          {actions.length === 0 ? null : (
            <MenuSection>
              <Header className="menu-title">{t('paletteActions')}</Header>
              {actions.map((action) => (
                <MenuItem
                  key={action.label}
                  id={action.label}
                  className="option"
                  textValue={action.label}
                  onAction={() => act(action)}
                >
                  <Icon name="play" />
                  <span>{action.label}</span>
                  {action.keys[0] === undefined ? null : <KeyCaps of={action.keys[0]} />}
                </MenuItem>
              ))}
            </MenuSection>
          )}
        </Menu>
      </div>
      <p className="palette-foot" role="status">
        {t('paletteHint')}
      </p>
    </Autocomplete>
  );
}

function FoundSection({
  found,
  typed,
  onGo,
}: {
  readonly found: readonly Found[];
  readonly typed: string;
  readonly onGo: (to: string) => void;
}) {
  return (
    <MenuSection>
      <Header className="menu-title">{t('paletteFound')}</Header>
      {found.map(({ id, to, label, note, icon }) => (
        <MenuItem
          key={id}
          id={id}
          className="option"
          textValue={`${label} ${typed}`}
          onAction={() => onGo(to)}
        >
          <Icon name={icon} />
          <span className="mono">{label}</span>
          <small>{note}</small>
        </MenuItem>
      ))}
    </MenuSection>
  );
}

function act(action: Shortcut): void {
  closePalette();
  action.run();
}
