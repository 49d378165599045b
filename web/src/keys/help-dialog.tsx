import { useState } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { t } from '../text/pieces.ts';
import { KeyCaps } from './key-cap.tsx';
import { keys } from './keys.ts';
import './keys.css';

/** What the keys do where one is now. */
export default function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  // as it was when it opened: the dialog itself puts the page's keys to sleep
  const [groups] = useState(() => [...Map.groupBy(keys.active(), (shortcut) => shortcut.group)]);
  return (
    <Dialog isOpen onClose={onClose} title={t('keysTitle')}>
      <p className="soft">{keys.areSingleKeysOn ? t('keysHelp') : t('keysOff')}</p>
      {groups.map(([group, shortcuts]) => (
        <section key={group}>
          <h3>{group}</h3>
          <ul className="keys-list">
            {shortcuts.map((shortcut) => (
              <li key={shortcut.label}>
                <span>
                  {shortcut.keys.map((key) => (
                    <KeyCaps key={key} of={key} />
                  ))}
                </span>
                {shortcut.label}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Dialog>
  );
}
