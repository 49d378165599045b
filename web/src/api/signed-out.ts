const listeners = new Set<() => void>();

/** Told by whoever was just answered that nobody is signed in here any more. */
export function saySignedOut(): void {
  for (const listener of listeners) listener();
}

/** Has `listener` called whenever an answer says that nobody is signed in; whatever asked for it, a dialog's write too. */
export function onSignedOut(listener: () => void): void {
  listeners.add(listener);
}
