import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { ComboField, type Suggestion } from '../../components/combo-field.tsx';
import { kindIcons } from '../../components/kind.tsx';
import { MomentField } from '../../components/moment-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useSettled } from '../../settled.ts';
import { t } from '../../text/access.ts';
import type { AccessSearch } from './access-search.ts';

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
  return (
    <div className="ask card pad-all">
      <Segmented
        label={t('questions')}
        value={search.ask ?? 'who'}
        onChange={(ask) => onAsk({ ask })}
        choices={[
          { id: 'who', label: t('askWho') },
          { id: 'what', label: t('askWhat') },
        ]}
      />
      <div className={search.ask === 'what' ? 'ask-what' : 'ask-who'}>
        {search.ask === 'what' ? (
          <IdentityField key={`i ${name ?? ''}`} name={name ?? ''} onAsk={onAsk} />
        ) : (
          <>
            <ActionField key={`a ${search.action ?? ''}`} search={search} onAsk={onAsk} />
            <ResourceField key={`r ${search.resource ?? ''}`} search={search} onAsk={onAsk} />
          </>
        )}
        <MomentField value={search.at} onChange={(at) => onAsk({ at })} />
      </div>
    </div>
  );
}

type Suggested = RouteOutput<'access.suggest'>;
type Field = Pick<Parameters<typeof Ask>[0], 'search' | 'onAsk'>;

function ResourceField({ search, onAsk }: Field) {
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

function ActionField({ search, onAsk }: Field) {
  const [typed, setTyped] = useState(search.action ?? '');
  const found = useSuggestions(typed, search.resource === undefined ? {} : { resource: search.resource });
  return (
    <ComboField
      label={t('action')}
      placeholder={t('actionExample')}
      value={typed}
      nothing={t('noSuggestion')}
      onType={setTyped}
      onChoose={(chosen) => onAsk({ action: typeof chosen === 'string' ? chosen : chosen.value })}
      suggestions={(found?.actions ?? []).map((action) => ({ id: action, value: action, icon: 'play' }))}
    />
  );
}

function IdentityField({ name, onAsk }: Pick<Field, 'onAsk'> & { readonly name: string }) {
  const [typed, setTyped] = useState(name);
  const found = useSuggestions(typed, {});
  const suggestions = (found?.identities ?? []).map(
    ({ ref, entity, source, name: called, kind }): Suggestion => ({
      id: ref,
      value: called,
      note: t('identityNote', { kind: t(entity), source }),
      icon: kind === 'unknown' ? 'question' : kindIcons[kind],
    }),
  );
  return (
    <ComboField
      label={t('identity')}
      placeholder={t('identityExample')}
      value={typed}
      nothing={t('noSuggestion')}
      onType={setTyped}
      // a reference names one, a name may be several
      onChoose={(chosen) => onAsk({ identity: typeof chosen === 'string' ? chosen : chosen.id })}
      suggestions={suggestions}
    />
  );
}

/** What answers to a part of a name. Until it is here, what of the answer before still holds the part stays. */
function useSuggestions(typed: string, about: { readonly resource?: string }): Suggested | undefined {
  const part = typed.trim().slice(0, 200);
  const text = useSettled(part);
  const { data, isPlaceholderData } = useRoute(
    'access.suggest',
    { text, limit: 12, ...about },
    { placeholderData: keepPreviousData },
  );
  if (data === undefined || (!isPlaceholderData && text === part)) return data;
  const fits = (name: string): boolean => name.toLowerCase().includes(part.toLowerCase());
  return {
    ...data,
    resources: data.resources.filter(({ key }) => fits(key)),
    actions: data.actions.filter(fits),
    identities: data.identities.filter(({ name }) => fits(name)),
  };
}
