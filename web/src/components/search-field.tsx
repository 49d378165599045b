import { useEffect, useId, useRef, useState } from 'react';
import { useShortcut } from '../keys/use-shortcut.ts';
import { t } from '../text/pieces.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import './search-field.css';

const pauseMs = 140;

/** Search that answers as one types. `value` is what was searched for; it follows typing after a short pause. `/` goes here. */
export function SearchField({
  label,
  placeholder,
  value,
  answer,
  onSearch,
}: {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  /** “12 identities”: read out when it changes. */
  readonly answer?: string | undefined;
  readonly onSearch: (text: string) => void;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string>();
  const latest = useRef(onSearch);
  useEffect(() => {
    latest.current = onSearch;
  });
  useEffect(() => {
    if (typed === undefined || typed === value) return undefined;
    const timer = setTimeout(() => latest.current(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [typed, value]);
  const search = (text: string): void => {
    setTyped(text);
    if (text === '') onSearch('');
  };
  useShortcut({
    keys: ['/'],
    label: t('keyFilter'),
    group: t('keyGroupList'),
    run: () => input.current?.focus(),
  });
  return (
    <search className="search-field">
      <Icon name="search" />
      <label className="sr" htmlFor={id}>
        {label}
      </label>
      <input
        ref={input}
        id={id}
        type="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        placeholder={placeholder ?? label}
        value={typed ?? value}
        onChange={(event) => search(event.target.value)}
        onBlur={() => {
          if (typed !== undefined && typed.trim() !== value) onSearch(typed.trim());
          setTyped(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          if ((typed ?? value) === '') input.current?.blur();
          else search('');
        }}
      />
      {(typed ?? value) === '' ? (
        <kbd aria-hidden="true">/</kbd>
      ) : (
        <IconButton icon="cross" label={t('clear')} onPress={() => search('')} />
      )}
      <output className="sr">{answer}</output>
    </search>
  );
}
