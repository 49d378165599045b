import { useState } from 'react';
import { ComboField, type Suggestion } from '../components/combo-field.tsx';
import { kindIcons } from '../components/kind.tsx';
import { t } from '../text/access.ts';
import { useSuggestions } from './suggestions.ts';

/** Somebody or something of the estate, by what one types of its name. */
export function IdentityField({
  label,
  name,
  placeholder = t('identityExample'),
  onChoose,
}: {
  readonly label: string;
  readonly name: string;
  readonly placeholder?: string;
  /** Its reference where a suggestion was taken, since a name may be several; else what was typed. */
  readonly onChoose: (identity: string) => void;
}) {
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
      label={label}
      placeholder={placeholder}
      value={typed}
      nothing={t('noSuggestion')}
      onType={setTyped}
      onChoose={(chosen) => onChoose(typeof chosen === 'string' ? chosen : chosen.id)}
      suggestions={suggestions}
    />
  );
}
