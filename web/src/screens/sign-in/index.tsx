import { Doorway } from '../../shell/doorway.tsx';
import { t } from '../../text/shell.ts';

export function Screen() {
  return <Doorway title={t('product')}>…</Doorway>;
}
