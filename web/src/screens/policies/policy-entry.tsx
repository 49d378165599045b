import type { RouteOutput } from '../../api/route-table.ts';
import { Identifier } from '../../components/identifier.tsx';
import { Icon } from '../../components/icon.tsx';
import { t } from '../../text/policies.ts';
import { CedarText } from './cedar-text.tsx';

export type PolicyItem = RouteOutput<'policies.list'>['items'][number];

/** One policy: what it does, in a sentence; its text on demand. */
export function PolicyEntry({ policy }: { readonly policy: PolicyItem }) {
  const { id, file, layer, effect, need, says, text } = policy;
  return (
    <details className="policy">
      <summary>
        <Icon name="right" small />
        <span className="policy-effect">
          {need !== null ? t('asks') : effect === 'permit' ? t('permits') : t('forbids')}
        </span>
        <span className="policy-says">{says}</span>
        <span className="policy-id mono">{id}</span>
      </summary>
      <div className="policy-text">
        <p className="quiet">
          <Identifier>{id}</Identifier> · {layer === 'fixed' ? t('fixedWhy') : `${file}. ${t('fileWhy')}`}
        </p>
        <CedarText>{text}</CedarText>
      </div>
    </details>
  );
}
