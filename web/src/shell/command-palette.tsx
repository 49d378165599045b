import { t } from '../text/shell.ts';
import { closePalette } from './command-palette-state.ts';

export default function CommandPalette() {
  return (
    <button type="button" onClick={closePalette}>
      {t('find')}
    </button>
  );
}
