import { useEffect, useRef } from 'react';
import { keys } from './keys.ts';
import type { Shortcut } from './registry.ts';
import { useCurrentKeyScope } from './use-key-scope.ts';

/** Gives a key a meaning while the component is shown, and lists it in the help (?) and the palette. `undefined` gives it none. */
export function useShortcut(shortcut: Shortcut | undefined): void {
  const scope = useCurrentKeyScope();
  const latest = useRef(shortcut);
  useEffect(() => {
    latest.current = shortcut;
  });
  const isOn = shortcut !== undefined;
  useEffect(() => {
    const value = latest.current;
    if (!isOn || value === undefined) return undefined;
    return keys.add(() => latest.current ?? value, scope ?? 0);
  }, [isOn, scope]);
}
