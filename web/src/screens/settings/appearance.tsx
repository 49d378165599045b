import { useState } from 'react';
import { Card } from '../../components/card.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { chooseSingleKeys, keys } from '../../keys/keys.ts';
import { chooseTheme, useTheme } from '../../shell/theme.ts';
import { t } from '../../text/settings.ts';

/** Theme and keys, for this browser. */
export function Appearance() {
  const theme = useTheme();
  const [areKeysOn, setKeysOn] = useState(keys.areSingleKeysOn);
  return (
    <Card title={t('appearance')} note={t('appearanceNote')}>
      <Segmented
        label={t('theme')}
        value={theme}
        onChange={chooseTheme}
        choices={[
          { id: 'system', label: t('system'), icon: 'screen' },
          { id: 'light', label: t('light'), icon: 'sun' },
          { id: 'dark', label: t('dark'), icon: 'moon' },
        ]}
      />
      <div>
        <Checkbox
          label={t('singleKeys')}
          isChecked={areKeysOn}
          onChange={(on) => {
            chooseSingleKeys(on);
            setKeysOn(on);
          }}
        />
        <p className="quiet">{t('singleKeysWhy')}</p>
      </div>
    </Card>
  );
}
