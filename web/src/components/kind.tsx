import { t } from '../text/pieces.ts';
import { Icon, type IconName } from './icon.tsx';

export type IdentityKind = 'person' | 'service_account' | 'workload' | 'integration' | 'agent';

export const kindIcons: Readonly<Record<IdentityKind, IconName>> = {
  person: 'person',
  service_account: 'service',
  workload: 'workload',
  integration: 'integration',
  agent: 'agent',
};

/** What kind of identity it is, in glyph and word. */
export function Kind({ kind }: { readonly kind: IdentityKind | 'unknown' }) {
  return kind === 'unknown' ? (
    <span className="kind quiet">
      <Icon name="question" />
      {t('kindUnknown')}
    </span>
  ) : (
    <span className="kind">
      <Icon name={kindIcons[kind]} />
      {t(kind)}
    </span>
  );
}
