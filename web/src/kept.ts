import { useState } from 'react';

/**
 * What somebody has typed or chosen and not sent yet: kept in this tab, so that a session that ends, a reload or a wrong turn
 * loses nothing. `name` says whose it is and what it is about; an empty value forgets it.
 */
export function useKept(name: string): readonly [value: string, keep: (value: string) => void] {
  const [held, setHeld] = useState<{ readonly name: string; readonly value: string }>();
  const value = held?.name === name ? held.value : read(name);
  return [
    value,
    (next) => {
      setHeld({ name, value: next });
      write(name, next);
    },
  ];
}

const keyOf = (name: string): string => `countersign.kept.${name}`;

function read(name: string): string {
  try {
    return sessionStorage.getItem(keyOf(name)) ?? '';
  } catch {
    return ''; // storage is refused: it lasts as long as the page
  }
}

function write(name: string, value: string): void {
  try {
    if (value === '') sessionStorage.removeItem(keyOf(name));
    else sessionStorage.setItem(keyOf(name), value);
  } catch {
    // as above
  }
}
