import { catalogue } from './catalogue.ts';

/** Settings: what is of this browser alone. */
export const t = catalogue({
  title: 'Settings',
  appearance: 'Appearance',
  appearanceNote: 'kept in this browser',
  theme: 'Theme',
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  singleKeys: 'Single keys do things (J, K, ?)',
  singleKeysWhy:
    'Switch them off if speech input sets them off by accident. Ctrl K and the arrow keys always work.',
});
