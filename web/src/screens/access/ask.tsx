import { useState } from 'react';
import { IdentityField } from '../../asking/identity-field.tsx';
import { useSuggestions } from '../../asking/suggestions.ts';
import { ComboField } from '../../components/combo-field.tsx';
import { MomentField } from '../../components/moment-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { t } from '../../text/access.ts';
import type { AccessSearch } from './access-search.ts';
import '../../asking/asking.css';

/** The question: what is chosen or entered is asked at once, and stands in the address. */
export function Ask({
  search,
  name,
  onAsk,
}: {
  readonly search: AccessSearch;
  /** How the identity that is asked about is called, where the address has its reference. */
  readonly name: string | undefined;
  readonly onAsk: (change: Readonly<Record<string, unknown>>) => void;
}) {
  const ask = search.ask ?? 'who';
  return (
    <div className="ask card pad-all">
      <Segmented
        label={t('questions')}
        value={ask}
        onChange={(next) => onAsk({ ask: next })}
        choices={[
          { id: 'who', label: t('askWho') },
          { id: 'what', label: t('askWhat') },
          { id: 'can', label: t('askCan') },
        ]}
      />
      <div className={`ask-${ask}`}>
        {ask === 'who' ? null : (
          <IdentityField
            key={`i ${name ?? ''}`}
            label={t('identity')}
            name={name ?? ''}
            onChoose={(identity) => onAsk({ identity })}
          />
        )}
        {ask === 'what' ? (
          <ActionField
            key={`d ${search.does ?? ''}`}
            label={t('does')}
            placeholder={t('doesExample')}
            action={search.does}
            onChoose={(does) => onAsk({ does })}
          />
        ) : (
          <>
            <ActionField
              key={`a ${search.action ?? ''}`}
              label={t('action')}
              placeholder={t('actionExample')}
              action={search.action}
              resource={search.resource}
              onChoose={(action) => onAsk({ action })}
            />
            <ResourceField key={`r ${search.resource ?? ''}`} search={search} onAsk={onAsk} />
          </>
        )}
        <MomentField value={search.at} onChange={(at) => onAsk({ at })} />
      </div>
    </div>
  );
}

function ResourceField({ search, onAsk }: Pick<Parameters<typeof Ask>[0], 'search' | 'onAsk'>) {
  const [typed, setTyped] = useState(search.resource ?? '');
  const found = useSuggestions(typed, {});
  return (
    <ComboField
      label={t('resource')}
      placeholder={t('resourceExample')}
      value={typed}
      nothing={t('noSuggestion')}
      onType={setTyped}
      onChoose={(chosen) => onAsk({ resource: typeof chosen === 'string' ? chosen : chosen.value })}
      suggestions={(found?.resources ?? []).map(({ source, key }) => ({
        id: key,
        // the key, since several may have one name
        value: key,
        note: source,
        icon: 'bucket',
      }))}
    />
  );
}

/** With a resource: what rights on it name is suggested. */
function ActionField({
  label,
  placeholder,
  action,
  resource,
  onChoose,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly action: string | undefined;
  readonly resource?: string | undefined;
  readonly onChoose: (action: string) => void;
}) {
  const [typed, setTyped] = useState(action ?? '');
  const found = useSuggestions(typed, resource === undefined ? {} : { resource });
  return (
    <ComboField
      label={label}
      placeholder={placeholder}
      value={typed}
      nothing={t('noSuggestion')}
      onType={setTyped}
      onChoose={(chosen) => onChoose(typeof chosen === 'string' ? chosen : chosen.value)}
      suggestions={(found?.actions ?? []).map((each) => ({ id: each, value: each, icon: 'play' }))}
    />
  );
}
